"""A day full of faults: real processes over one real database, broken at random, and a checker.

``make torture SEED=n ACTIONS=n`` (docs/torture.md).
"""
