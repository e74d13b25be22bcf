"""Other offices' days, only seen: all of them in one table, or one as its own supervisor sees it."""
