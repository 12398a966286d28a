"""From bytes that list articles to links. Pure."""
