"""Office and counters."""

import json
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from db.repositories.base import Repository
from db.tables import counter, office
from domain.errors import NotFound, NotSetUp
from domain.offices import Counter, Office, OpeningHours, QueuePolicy, SeriesRule

_OFFICE = select(office.c.id, office.c.code, office.c.settings, office.c.version)
_OFFICE_VERSION = select(office.c.id, office.c.version)
_ADD_OFFICE = insert(office)
_SAVE_OFFICE = (
    update(office)
    .where(office.c.id == bindparam("key"), office.c.version == bindparam("previous"))
    .values(code=bindparam("code"), settings=bindparam("settings"), version=bindparam("version"))
)
_COUNTERS = select(counter).order_by(counter.c.number)
_COUNTER = select(counter).where(counter.c.id == bindparam("key"))
_ADD_COUNTER = insert(counter)
_SAVE_COUNTER = (
    update(counter)
    .where(counter.c.id == bindparam("key"), counter.c.version == bindparam("previous"))
    .values(
        number=bindparam("number"),
        services=bindparam("services"),
        has_kit=bindparam("has_kit"),
        active=bindparam("active"),
        version=bindparam("version"),
    )
)


class OfficeCache:
    """The office's settings as last read: parsed once for each version."""

    def __init__(self) -> None:
        self.office: Office | None = None


class SqlOffices(Repository):
    """The office and its counters."""

    cache: OfficeCache
    _read: Office | None = None  # in this transaction it stays as it is, unless we change it

    def office(self) -> Office:
        """Return the office. Raises NotSetUp."""
        if self._read is not None:
            return self._read
        self._read = self._found()
        return self._read

    def _found(self) -> Office:
        key = self._one(_OFFICE_VERSION)
        if key is None:
            raise NotSetUp()
        cached = self.cache.office
        if cached is not None and (cached.id, cached.version) == tuple(key):
            return cached
        found = _to_office(self._one(_OFFICE))
        self.cache.office = found
        return found

    def add_office(self, value: Office) -> None:
        """Store a new office."""
        self._read = None
        self._change(_ADD_OFFICE, {"id": value.id, **_office_row(value)})

    def save_office(self, value: Office) -> None:
        """Store a changed office. Raises Stale."""
        self._read = None
        self._change_one(
            _SAVE_OFFICE,
            {"key": value.id, "previous": value.version - 1, **_office_row(value)},
        )

    def counters(self) -> Sequence[Counter]:
        """Return all counters by number."""
        return [_to_counter(row) for row in self._rows(_COUNTERS)]

    def counter(self, counter_id: UUID) -> Counter:
        """Return a counter. Raises NotFound."""
        row = self._one(_COUNTER, key=counter_id)
        if row is None:
            raise NotFound()
        return _to_counter(row)

    def add_counter(self, value: Counter) -> None:
        """Store a new counter."""
        self._change(
            _ADD_COUNTER, {"id": value.id, "office_id": value.office_id, **_counter_row(value)}
        )

    def save_counter(self, value: Counter) -> None:
        """Store a changed counter. Raises Stale."""
        self._change_one(
            _SAVE_COUNTER,
            {"key": value.id, "previous": value.version - 1, **_counter_row(value)},
        )


def _office_row(value: Office) -> dict[str, Any]:
    settings = {
        "name": value.name,
        "ministry": value.ministry,
        "address": value.address,
        "timezone": value.timezone,
        "opens": value.hours.opens.isoformat(),
        "closes": value.hours.closes.isoformat(),
        "weekdays": sorted(value.hours.weekdays),
        "priority_first": value.policy.priority_first,
        "max_priority_in_a_row": value.policy.max_priority_in_a_row,
        "recall_seconds": value.policy.recall_interval.total_seconds(),
        "max_recalls": value.policy.max_recalls,
        "recalls_before_no_show": value.policy.recalls_before_no_show,
        "out_of_turn_needs_approval": value.policy.out_of_turn_needs_approval,
        "series_general": value.series.general,
        "series_priority": value.series.priority,
        "series_by_service": value.series.by_service,
        "day_begins": value.day_begins.isoformat(),
        "target_wait_minutes": value.target_wait_minutes,
        "idle_lock_minutes": value.idle_lock_minutes,
    }
    if value.training:
        settings["training"] = True
    return {"code": value.code, "settings": json.dumps(settings), "version": value.version}


def _to_office(row: Any) -> Office:
    settings = json.loads(row.settings)
    return Office(
        row.id,
        row.code,
        settings["name"],
        settings["ministry"],
        settings["address"],
        settings["timezone"],
        OpeningHours(
            time.fromisoformat(settings["opens"]),
            time.fromisoformat(settings["closes"]),
            frozenset(settings["weekdays"]),
        ),
        QueuePolicy(
            settings["priority_first"],
            settings["max_priority_in_a_row"],
            timedelta(seconds=settings["recall_seconds"]),
            settings["max_recalls"],
            settings["recalls_before_no_show"],
            settings["out_of_turn_needs_approval"],
        ),
        SeriesRule(
            settings["series_general"],
            settings["series_priority"],
            tuple((number, letter) for number, letter in settings["series_by_service"]),
        ),
        time.fromisoformat(settings["day_begins"]),
        settings["target_wait_minutes"],
        settings["idle_lock_minutes"],
        row.version,
        settings.get("training", False),  # offices of before say nothing: they are real
    )


def _counter_row(value: Counter) -> dict[str, Any]:
    return {
        "number": value.number,
        "services": tuple(sorted(value.services)),
        "has_kit": value.has_kit,
        "active": value.active,
        "version": value.version,
    }


def _to_counter(row: Any) -> Counter:
    return Counter(
        row.id,
        row.office_id,
        row.number,
        frozenset(row.services),
        row.has_kit,
        row.active,
        row.version,
    )
