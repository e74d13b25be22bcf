"""The window in which people say how it went."""
