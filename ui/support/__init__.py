"""Support: the question, its solution and the person's conformity on one page."""

from ui.support.page import SupportPage

__all__ = ["SupportPage"]
