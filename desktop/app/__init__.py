"""Start-up: where the parts are put together, and nowhere else."""
