"""Drivers of readers and cameras, each in a file of its own; ``registry`` lists them."""
