"""An account closed while its secret is being verified does nothing more.

What two machines do at the same moment is tried in ``test_interleavings.py``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest

from desktop.usecases import access, approvals, staff_admin
from desktop.usecases.desk import Desk
from desktop.usecases.reception import AFTER_HOURS
from domain.approvals import ApprovalKind, ApprovalState
from domain.errors import KnownError
from domain.ports import UnitOfWork, Units
from tests.office import PASSWORD, PIN, SmallOffice


class Gaps:
    """Units of work that let somebody else act just before one of them begins.

    Args:
        units: the real ones.
        gap: before which transaction, counted from 0.
        meanwhile: what the other machine does.
    """

    def __init__(self, units: Units, gap: int, meanwhile: Callable[[], object]) -> None:
        self._units, self._gap, self._meanwhile = units, gap, meanwhile
        self.begun = 0

    def _begin(self) -> None:
        if self.begun == self._gap:
            self._meanwhile()
        self.begun += 1

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Begin a write."""
        self._begin()
        with self._units.write() as unit:
            yield unit

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Begin a read."""
        self._begin()
        with self._units.read() as unit:
            yield unit


SECRETS: dict[str, Callable[[Desk, SmallOffice, UUID], object]] = {
    "sign in": lambda desk, _office, _key: access.sign_in(desk, "supervisor-1", PASSWORD),
    "unlock by PIN": lambda desk, office, _key: access.unlock_with_pin(
        desk, office.actor("supervisor-1"), PIN
    ),
    "unlock by password": lambda desk, office, _key: access.unlock_with_password(
        desk, office.actor("supervisor-1"), PASSWORD
    ),
    "PIN": lambda desk, office, _key: access.set_pin(
        desk, office.actor("supervisor-1"), PASSWORD, "1379"
    ),
    "password": lambda desk, _office, _key: access.change_password(
        desk, "supervisor-1", PASSWORD, "otra frase larga"
    ),
    "answer by PIN": lambda desk, _office, key: approvals.answer_with_pin(
        desk, key, "supervisor-1", PIN, granted=True
    ),
    "answer": lambda desk, office, key: approvals.answer(
        desk, office.actor("supervisor-1"), key, granted=True
    ),
}


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("gap", range(4))
def test_an_account_closed_in_any_gap_does_nothing_more(
    name: str, gap: int, desk: Desk, office: SmallOffice
) -> None:
    """A secret is verified outside the transaction that acts on it, because it is slow."""
    asked = approvals.ask(
        desk, office.actor("recepcion-1"), ApprovalKind.ISSUE_AFTER_HOURS, AFTER_HOURS, "Vino tarde"
    )
    admin, who = office.actor("admin-1"), office.staff["supervisor-1"]

    def close() -> None:
        staff_admin.set_active(desk, admin, who.id, who.version, active=False)

    gaps = Gaps(desk.units, gap, close)
    try:
        SECRETS[name](replace(desk, units=gaps), office, asked.id)
    except KnownError:
        done = False
    else:
        done = True
    assert done == (gaps.begun <= gap)  # only where the account was closed after all of it
    kept = approvals.state(desk, office.actor("recepcion-1"), asked.id).state
    assert (kept is ApprovalState.GRANTED) == (done and name.startswith("answer"))
