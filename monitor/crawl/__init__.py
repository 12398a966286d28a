"""Fetching: Scrapy in the asyncio loop, and its middlewares."""
