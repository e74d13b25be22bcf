"""Signing in while the centre is not heard of: how long that goes, and who opens it after that.

The rule is ``domain.offline``'s; why the recovery code opens, docs/decisions/0091 tells.
"""

from collections.abc import Callable
from datetime import datetime

from desktop.usecases.desk import Desk
from domain.offline import ONE_DAY, OfflineStanding, TooLongOffline, offline_standing
from domain.ports import UnitOfWork

_OPENED = "offline_day_opened"


def standing(desk: Desk) -> OfflineStanding | None:
    """Return how this office stands with its centre; None where it is linked to none.

    Raises:
        NotSetUp: the first start has not been done.
    """
    with desk.units.read() as unit:
        return _standing(unit, desk.clock.now())


def require_heard(unit: UnitOfWork, now: datetime) -> None:
    """Insist that permissions of this office can still be trusted.

    Raises:
        TooLongOffline: the centre was not heard of for too long.
    """
    found = _standing(unit, now)
    if found is not None and found.expired:
        raise TooLongOffline(found.days)


def open_for_a_day(desk: Desk, check: Callable[[], None]) -> None:
    """Let people sign in for a day, on the recovery code: it is told, and by nobody signed in.

    Args:
        check: tells whether the code is the office's.

    Raises:
        KnownError: what ``check`` raises; nothing is opened.
    """
    check()  # outside the transaction: it is slow on purpose
    with desk.units.write() as unit:
        office = unit.offices.office()
        now = desk.clock.now()
        payload = {"until": (now + ONE_DAY).isoformat()}
        unit.log.append(
            "office", office.id, office.version, _OPENED, payload, actor_id=None, at=now
        )


def _standing(unit: UnitOfWork, now: datetime) -> OfflineStanding | None:
    found = offline_standing(unit.exchange.link(), now)
    if found is None or not found.expired:
        return found
    # Only where it is needed: the log of an office is long.
    opened = [
        one.at
        for one in unit.log.of(unit.offices.office().id)
        if one.type == _OPENED and one.at <= now
    ]
    return offline_standing(unit.exchange.link(), now, max(opened, default=None))
