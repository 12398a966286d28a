"""Replays of archives: ``here`` on one machine, ``elsewhere`` by the workers of the queue."""
