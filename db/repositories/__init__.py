"""Frozen domain values to typed rows and back, one module an aggregate."""
