"""The clerk's page: who waits, who is at the counter, and what to do next."""
