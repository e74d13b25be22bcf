"""Files from outside: read in a process of their own, and where they come from."""

ARGUMENT = "--lector-de-papeles"
"""What the packaged program is started with to be the process that reads them."""
