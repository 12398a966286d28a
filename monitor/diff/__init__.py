"""From two versions to their changes. Pure."""
