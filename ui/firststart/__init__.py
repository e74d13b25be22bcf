"""The first start: office, counters, administrator, recovery code."""
