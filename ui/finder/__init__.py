"""The search for anything (Ctrl+K)."""

from ui.finder.finder import Finder, Goals, Place

__all__ = ["Finder", "Goals", "Place"]
