"""Figures: what the counters recorded, counted. What each figure means is in ``docs/figures.md``."""
