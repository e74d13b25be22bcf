"""Figures: the page Cifras and its parts."""
