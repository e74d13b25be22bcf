"""Signing in, the locked screen, and one's own account. Light: it is the first thing painted."""
