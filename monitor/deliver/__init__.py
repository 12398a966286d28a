"""The outbox and the ways out of it."""
