"""The part LOTAIP: the monthly table, its publication, and old tables taken over."""
