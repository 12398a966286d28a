"""From changes to what editors read. Pure."""
