"""The manual: its pages, its window, and the way there from any screen (F1)."""

from ui.help.way import Help

__all__ = ["Help"]
