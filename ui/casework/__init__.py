"""One case, from its first paper to its closing: the wizard every service shares."""
