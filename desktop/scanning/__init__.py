"""Files from outside: read in a process of their own, and where they come from."""
