"""An office's PostgreSQL: how it is prepared, who may do what in it, how a workstation reaches it."""
