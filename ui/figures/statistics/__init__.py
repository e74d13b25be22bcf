"""Statistics: what is counted of a period, beside the period before, and what is behind it."""
