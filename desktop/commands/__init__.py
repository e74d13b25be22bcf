"""Commands of the command line that would crowd it."""
