"""Reception: who comes, what they need, and their turno."""

from ui.reception.page import ReceptionPage
from ui.reception.state import AskLeave, Papers

__all__ = ["AskLeave", "Papers", "ReceptionPage"]
