"""The feed: what the centre tells the offices, in places without a gap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from db.central.database import Link, one, rows, run

_STATE = "SELECT epoch, last FROM feed_state"
_TAKE = "UPDATE feed_state SET last = last + %(count)s RETURNING last"
_ADD = """INSERT INTO feed (place, office_id, kind, at, body)
SELECT %(before)s + n, office, kind, %(at)s, body
FROM unnest(%(offices)s::uuid[], %(kinds)s::text[], %(bodies)s::jsonb[])
  WITH ORDINALITY AS told(office, kind, body, n)"""
_READ = """SELECT place, kind, at, body FROM feed
WHERE place > %(after)s AND place <= %(last)s AND (office_id IS NULL OR office_id = %(office)s)
ORDER BY place LIMIT %(limit)s"""
_NEW_EPOCH = "UPDATE feed_state SET epoch = %(epoch)s"


@dataclass(frozen=True, slots=True)
class Told:
    """Something to be told: to one office, or to all where it names none."""

    office_id: UUID | None
    kind: str
    body: Mapping[str, Any]


def state(link: Link) -> tuple[str, int]:
    """Return the feed's epoch and its last place."""
    found = one(link, _STATE)
    assert found is not None
    return found["epoch"], found["last"]


def append(link: Link, told: Iterable[Told], at: datetime) -> None:
    """Tell ``told``. The last thing that a transaction does.

    The lock of the one row of ``feed_state`` is held until the commit, so whoever gets a higher
    place commits later: a reader that has seen a place has seen all that are lower.
    """
    entries = list(told)
    if not entries:
        return
    taken = one(link, _TAKE, count=len(entries))
    assert taken is not None
    run(
        link,
        _ADD,
        before=taken["last"] - len(entries),
        at=at,
        offices=[entry.office_id for entry in entries],
        kinds=[entry.kind for entry in entries],
        bodies=[Jsonb(entry.body) for entry in entries],
    )


def after(link: Link, office_id: UUID | None, place: int, last: int, limit: int) -> list[DictRow]:
    """Return what an office is told after ``place``, up to ``last``, in order."""
    return rows(link, _READ, office=office_id, after=place, last=last, limit=limit)


def begin_epoch(link: Link, epoch: str) -> None:
    """Begin another epoch: offices begin at place 0 and offer again what they keep."""
    run(link, _NEW_EPOCH, epoch=epoch)
