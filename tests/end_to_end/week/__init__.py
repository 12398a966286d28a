"""A simulated stretch of news: a world, a server that shows it, the service over it, the verdict.

``bench/week.py`` runs a week of it, ``test_week.py`` two hours.
"""
