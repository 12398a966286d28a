"""From an article to its figures and attributions. Pure."""
