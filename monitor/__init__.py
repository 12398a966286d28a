"""Monitor news articles and tell editors what changed in substance."""

__version__ = "0.1.0"
