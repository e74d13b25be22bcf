"""The colour that goes with the words of each state of a turno, the same on every page."""

from domain.tickets import TicketState
from ui.theme import Kind

STATE_KINDS = {
    TicketState.ISSUED: Kind.NEUTRAL,
    TicketState.CALLED: Kind.INFO,
    TicketState.SERVING: Kind.INFO,
    TicketState.HELD: Kind.WARN,
    TicketState.SERVED: Kind.OK,
    TicketState.NO_SHOW: Kind.WARN,
    TicketState.CANCELLED: Kind.NEUTRAL,
    TicketState.EXPIRED: Kind.NEUTRAL,
}
"""Amber is what somebody may still have to do something about."""
