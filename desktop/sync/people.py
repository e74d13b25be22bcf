"""Asks the centre for what every office keeps of a person (docs/protocol.md)."""

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from desktop.ports import RecordSeen, VisitSeen
from desktop.sync.answers import Fields
from desktop.sync.client import Centre
from desktop.sync.troubles import NotThere

MOST_OFFICES = 2_000
MOST_VISITS = 100


class PeopleOfCentre:
    """The people that the centre knows of.

    Args:
        centre: asks in this workstation's name.
    """

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def records(self, document_type: str, document: str, staff_id: UUID) -> Sequence[RecordSeen]:
        """Return what each office keeps. Raises LinkTrouble."""
        path = f"/v1/people/{quote(document_type, safe='')}/{quote(document, safe='')}"
        try:
            answer = self._centre.ask("GET", f"{path}?staff={staff_id}")
        except NotThere:
            return ()
        finally:
            self._centre.wire.reset()  # the next question may be hours away
        return tuple(_record(one) for one in answer.objects("records", MOST_OFFICES))


def _record(told: Fields) -> RecordSeen:
    return RecordSeen(
        told.within("office").text("name", 120),
        told.text("name", 120),
        told.text("phone", 40),
        told.text("email", 120),
        told.moment("as_of"),
        tuple(
            VisitSeen(one.text("day", 10), one.text("code", 20), one.text("state", 20))
            for one in told.objects("visits", MOST_VISITS)
        ),
    )
