"""The search for anything (Ctrl+K), and what a hand-held reader reads."""

from ui.finder.codes import BUSY, UNKNOWN, CodeReader, Ways
from ui.finder.finder import Finder, Goals, Place

__all__ = ["BUSY", "UNKNOWN", "CodeReader", "Finder", "Goals", "Place", "Ways"]
