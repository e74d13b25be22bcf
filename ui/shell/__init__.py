"""The main window and the base of its pages."""

from ui.shell.page import Page
from ui.shell.state import Found, LinkState, Section, UserAction, UserState
from ui.shell.window import MainWindow

__all__ = ["Found", "LinkState", "MainWindow", "Page", "Section", "UserAction", "UserState"]
