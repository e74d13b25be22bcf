"""The commands of ``python -m central``, one module each or for a few that belong together."""
