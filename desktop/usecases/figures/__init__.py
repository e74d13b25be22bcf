"""Figures: counting the days, and what is asked of what was counted."""
