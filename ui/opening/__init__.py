"""What stands in the window while the office's data cannot be opened yet."""

from ui.opening.covers import AskCode, Trouble

__all__ = ["AskCode", "Trouble"]
