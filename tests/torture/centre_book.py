"""What the centre holds against what the offices hold, by plain SQL of our own.

Nothing of the program is used: neither its reading of rows nor its statements. The layout is that
of db/central/tables.py; the seals are made again.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tests.torture.book import LOG, Book, Fault, ServerBook, plain, sealed

#: What is to be at the centre as it is in each office, and what names a row of it.
TABLES: Mapping[str, tuple[str, ...]] = {
    "approval": ("id",),
    "case_event": ("case_id", "place"),
    "case_file": ("id",),
    "case_finding": ("case_id", "submission", "requirement"),
    "case_return": ("case_id", "submission"),
    "catalogue_version": ("number",),
    "counter": ("id",),
    "counter_session": ("id",),
    "decreed_day": ("day", "place"),
    "entity": ("id",),
    "figure_day": ("day", "service", "channel", "counter", "staff"),
    "figure_ranked": ("day", "what", "service", "key"),
    "notice": ("id",),
    "office": ("id",),
    "person": ("id",),
    "queue_day": ("day", "office_id"),
    "solution": ("id",),
    "staff": ("id",),
    "staff_role": ("staff_id", "place"),
    "ticket": ("id",),
    "ticket_call": ("id",),
}
#: What is spoiled at the centre, and what it is to be called.
PLANTS: Mapping[str, tuple[str, str]] = {
    "an operation is dropped": ("lost", "DELETE FROM operation WHERE sequence = 50"),
    "an operation is doubled": (
        "doubled",
        (
            "INSERT INTO operation SELECT office_id, gen_random_uuid(), sequence, workstation,"
            " aggregate, aggregate_id, aggregate_version, type, schema_version, actor_id, at, payload,"
            " payload_hash, previous_hash, hash, received_at, state, reason, body FROM operation"
            " WHERE sequence = 50"
        ),
    ),
    "an operation is changed": ("chain", "UPDATE operation SET type = 'x' WHERE sequence = 50"),
    "an operation waits": ("half", "UPDATE operation SET state = 'waiting' WHERE sequence = 50"),
    "a row is stale": (
        "half",
        "UPDATE row_image SET row = jsonb_set(row, '{version}', '0') WHERE table_name = 'ticket'",
    ),
    "a row is gone": ("lost", "DELETE FROM row_image WHERE table_name = 'staff'"),
    "a row is left": (
        "half",
        (
            "INSERT INTO row_image SELECT office_id, table_name, gen_random_uuid()::text, row, epoch,"
            " as_of, at FROM row_image WHERE table_name = 'entity'"
        ),
    ),
    "a place of the feed is skipped": (
        "gap",
        "DELETE FROM feed WHERE place = (SELECT max(place) - 1 FROM feed)",
    ),
    "somebody was not told to an office": (
        "gap",
        (
            "UPDATE feed SET body = jsonb_set(body, '{document}', '\"X\"') WHERE place ="
            " (SELECT max(place) FROM feed WHERE kind = 'person')"
        ),
    ),
    "a person is another to one office": (
        "half",
        "UPDATE identity SET canonical = gen_random_uuid()",
    ),
}
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.*[+]00:00")
_MICROSECONDS = 1_000_000


def centre_amiss(centre: ServerBook, book: Book, *, drained: bool = True) -> Iterator[Fault]:
    """Tell what of an office is not at the centre as it is in the office.

    Args:
        drained: everything was sent and heard; otherwise only what the office believes to be there
            has to be.
    """
    (office_id,) = book.rows("SELECT id FROM office")[0]
    where = f"office_id = '{plain(office_id)}'"
    yield from _operations_amiss(centre, book, where, drained=drained)
    if drained:
        yield from _rows_amiss(centre, book, where)
    yield from _feed_amiss(centre, book, where, drained=drained)


def _operations_amiss(
    centre: ServerBook, book: Book, where: str, *, drained: bool
) -> Iterator[Fault]:
    rows = centre.rows(f"SELECT {LOG}, state, reason FROM operation WHERE {where}")
    there = {plain(row[1]): row for row in rows}
    for key, times in Counter(plain(row[1]) for row in rows).items():
        if times > 1:
            yield Fault("doubled", f"operation {key} is at the centre {times} times")
    here = {plain(row[1]): row for row in book.rows(f"SELECT {LOG} FROM operation")}
    runs = book.rows("SELECT first, last FROM sent_run")
    for key, row in here.items():
        sent = drained or any(first <= row[0] <= last for first, last in runs)
        found = there.get(key)
        if found is None:
            if sent:
                yield Fault("lost", f"entry {row[0]} ({row[7]}) is not at the centre")
        elif [*map(_same, found[: len(row)])] != [*map(_same, row)]:
            yield Fault("chain", f"entry {row[0]} is not what the office has")
        elif found[-2] != "applied":
            yield Fault("half", f"entry {row[0]} ({row[7]}) is {found[-2]}: {found[-1]}")
    for key in there.keys() - here.keys():
        yield Fault("doubled", f"the centre has entry {there[key][0]}, which the office has not")
    for row in sorted(rows):
        if not sealed(row[:15]):
            yield Fault("chain", f"entry {row[0]} at the centre is not what was sealed")
    if drained and here:
        head, seal, fork = centre.rows(
            f"SELECT head_sequence, head_hash, forked_at FROM office WHERE {where.replace('office_id', 'id')}"
        )[0]
        last = max(here.values())
        if (head, seal) != (last[0], last[14]):
            yield Fault("gap", f"the centre's chain reaches {head}, the office's {last[0]}")
        if fork is not None:
            yield Fault("doubled", f"the centre has another history from {fork}")


def _rows_amiss(centre: ServerBook, book: Book, where: str) -> Iterator[Fault]:
    images: dict[tuple[str, str], dict[str, Any] | None] = {}
    for table, key, row in centre.rows(f"SELECT table_name, key, row FROM row_image WHERE {where}"):
        images[table, "|".join(map(str, map(_same, key.split("|"))))] = row
    for table, names in TABLES.items():
        for row in book.named(table):
            key = "|".join(str(_same(row[name])) for name in names)
            image = images.pop((table, key), None)
            if image is None:
                yield Fault("lost", f"{table} {key} is not at the centre")
                continue
            for name, value in row.items():
                if _same(image.get(name)) != _same(value):
                    words = f"{table} {key}: {name} is {value!r}, at the centre {image.get(name)!r}"
                    yield Fault("half", words)
    for (table, key), image in images.items():
        if image is not None:
            yield Fault("half", f"{table} {key} is at the centre and not in the office")


def _feed_amiss(centre: ServerBook, book: Book, where: str, *, drained: bool) -> Iterator[Fault]:
    """What was told to an office up to the place that it followed is in the office."""
    ((place, epoch),) = book.rows("SELECT feed_place, feed_epoch FROM centre_link")
    ((now, last),) = centre.rows("SELECT epoch, last FROM feed_state")
    if epoch != now:
        if drained:
            yield Fault("gap", "the office follows a feed that is no more")
        return
    told = centre.rows(
        f"SELECT place, kind, body FROM feed WHERE {where} OR office_id IS NULL ORDER BY place"
    )
    if drained and told and place < told[-1][0]:
        yield Fault("gap", f"the office followed the feed to {place} of {told[-1][0]}")
    if place > last:
        yield Fault("gap", f"the office followed the feed to {place}, and it ends at {last}")
    people = {(row["document_type"], row["document"]): row for row in book.named("known_person")}
    tasks = {plain(row["id"]): row for row in book.named("pending_task")}
    for at, kind, body in told:
        if at > place:
            break
        if kind == "person" and (body["document_type"], body["document"]) not in people:
            yield Fault("gap", f"place {at} of the feed, a person, did not arrive")
        if kind == "task" and plain(body["id"]) not in tasks:
            yield Fault("gap", f"place {at} of the feed, a task, did not arrive")
        if kind == "task_closed" and tasks.get(plain(body["id"]), {}).get("closed_at") is None:
            yield Fault("gap", f"place {at} of the feed, the end of a task, did not arrive")


def feed_amiss(centre: ServerBook) -> Iterator[Fault]:
    """Tell where the feed has a gap, and what two offices were told differently."""
    places = [place for (place,) in centre.rows("SELECT place FROM feed ORDER BY place")]
    ((last,),) = centre.rows("SELECT last FROM feed_state")
    if places != [*range(1, last + 1)]:
        yield Fault("gap", f"the feed has {len(places)} places, and its last is {last}")


def decisions_amiss(centre: ServerBook, books: Sequence[Book]) -> Iterator[Fault]:
    """One person of a document is one to all: whoever knows it was told the same."""
    identities = {
        (kind, document): plain(canonical)
        for canonical, kind, document in centre.rows(
            "SELECT canonical, document_type, document FROM identity"
        )
    }
    for book in books:
        for row in book.named("known_person"):
            known = identities.get((row["document_type"], row["document"]))
            if known is not None and known != plain(row["canonical"]):
                yield Fault("half", f"{row['document']} is another person here than at the centre")


def _same(value: object) -> object:
    """Return a value in one form, however either side keeps it."""
    match value:
        case bool():
            return int(value)
        case list():
            return ",".join(map(str, value))
        case str() if _ID.fullmatch(value):
            return plain(value)
        case str() if _MOMENT.fullmatch(value):
            return round(datetime.fromisoformat(value).timestamp() * _MICROSECONDS)
        case dict():
            return json.dumps(value, sort_keys=True)
        case _:
            return value
