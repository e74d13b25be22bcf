"""The feed has no gap: whoever has seen a place has seen all that are lower."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from db.central import feed
from db.central.database import Link
from db.central.feed import Told
from tests.central.client import Log, Workstation
from tests.central.conftest import Paired
from tests.central.server import Centre, Databases

NOW = datetime(2026, 11, 20, tzinfo=UTC)


# ---- as offices see it
def test_an_office_is_told_its_own_and_what_is_for_all_in_order(
    centre: Centre, paired: Paired
) -> None:
    ours, theirs = paired(), paired()
    start = ours.ask("GET", "/v1/pull").json()
    offices: list[UUID | None] = [ours.office_id, theirs.office_id, None, ours.office_id]
    with centre.link() as link:
        feed.append(link, [Told(whose, "n", {"n": n}) for n, whose in enumerate(offices)], NOW)
    target = f"/v1/pull?epoch={start['feed_epoch']}&after={start['last']}"
    told = ours.ask("GET", target).json()
    assert [entry["body"]["n"] for entry in told["entries"]] == [0, 2, 3]
    assert told["last"] == start["last"] + 4
    first = ours.ask("GET", f"{target}&limit=2").json()
    assert [entry["body"]["n"] for entry in first["entries"]] == [0, 2]
    assert first["more"]
    place = first["entries"][-1]["place"]
    rest = ours.ask("GET", f"/v1/pull?epoch={start['feed_epoch']}&after={place}").json()
    assert [entry["body"]["n"] for entry in rest["entries"]] == [3]
    assert not rest["more"]


def test_another_epoch_begins_at_the_first_place(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    with centre.link() as link:
        feed.append(link, [Told(workstation.office_id, "n", {})] * 3, NOW)
    before = workstation.ask("GET", "/v1/pull").json()
    at_end = f"/v1/pull?epoch={before['feed_epoch']}&after={before['last']}"
    assert workstation.ask("GET", at_end).json()["entries"] == []
    with centre.link() as link:
        feed.begin_epoch(link, uuid4().hex)
    again = workstation.ask("GET", at_end).json()
    assert again["feed_epoch"] != before["feed_epoch"]
    assert again["entries"] == before["entries"]


def test_sixteen_write_while_an_office_pulls_and_nothing_is_missed(
    centre: Centre, paired: Paired
) -> None:
    reader = paired()
    start = reader.ask("GET", "/v1/pull").json()
    epoch, place = start["feed_epoch"], start["last"]
    writers = [paired() for _ in range(16)]
    rounds = 6

    def write(workstation: Workstation) -> None:
        assert workstation.office_id is not None
        log = Log(workstation.office_id)
        for n in range(rounds):
            body = {"n": n, "office": str(workstation.office_id)}
            workstation.push([log.add()])
            with centre.link() as link:
                feed.append(link, [Told(reader.office_id, "n", body)], NOW)

    threads = [threading.Thread(target=write, args=(one,)) for one in writers]
    for thread in threads:
        thread.start()
    seen: list[tuple[str, int]] = []
    while True:
        writing = any(thread.is_alive() for thread in threads)
        told = reader.ask("GET", f"/v1/pull?epoch={epoch}&after={place}&limit=50").json()
        entries = told["entries"]
        seen += [(e["body"]["office"], e["body"]["n"]) for e in entries if e["kind"] == "n"]
        place = entries[-1]["place"] if told["more"] else told["last"]
        if not writing and not told["more"]:
            break
    for thread in threads:
        thread.join()
    assert len(seen) == len(set(seen)) == 16 * rounds
    for writer in writers:
        assert [n for whose, n in seen if whose == str(writer.office_id)] == list(range(rounds))


# ---- every interleaving of two writers and a reader
Step = Callable[[], None]


@contextmanager
def connections(connected: str, count: int) -> Iterator[list[Link]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(psycopg.connect(connected, row_factory=dict_row))
            for _ in range(count)
        ]


def orders(lengths: tuple[int, ...]) -> set[tuple[int, ...]]:
    """Return every order of the steps of several actors, each actor's in its own order."""
    actors = [actor for actor, length in enumerate(lengths) for _ in range(length)]
    return set(itertools.permutations(actors))


@pytest.fixture(scope="module")
def bare(databases: Databases) -> str:
    """A database of the centre that nobody else uses."""
    return databases.connected(databases.fresh())


def missed(
    bare: str, add: Callable[[Link, UUID], None], read: Callable[[Link, int], list[Any]]
) -> int:
    """Try every order of two writers (add, commit) and a reader (three pulls); count its gaps.

    A writer that would have to wait is let finish the other first: that order cannot happen.
    """
    gaps = 0
    with connections(bare, 3) as links:
        links[0].execute("SET lock_timeout = '5ms'")
        links[1].execute("SET lock_timeout = '5ms'")
        for link in links:
            link.commit()
        for order in sorted(orders((2, 2, 2))):
            office = uuid4()
            with psycopg.connect(bare) as fresh:
                row = fresh.execute("SELECT last FROM feed_state").fetchone()
            assert row is not None
            place, seen = row[0], 0
            steps = [0, 0]
            possible = True
            for actor in order:
                if actor == 2:
                    entries = read(links[2], place)
                    links[2].commit()
                    mine = [one for one in entries if one["office_id"] == office]
                    seen += len(mine)
                    place = max([place, *(one["place"] for one in mine)])
                elif steps[actor] == 0:
                    try:
                        add(links[actor], office)
                    except psycopg.errors.LockNotAvailable:
                        possible = False
                        break
                    steps[actor] = 1
                else:
                    links[actor].commit()
            if possible:
                last = read(links[2], place)
                seen += sum(one["office_id"] == office for one in last)
                gaps += seen != 2
            for link in links:
                link.rollback()
    return gaps


def test_no_order_of_two_writers_and_a_reader_misses_anything(bare: str) -> None:
    def add(link: Link, office: UUID) -> None:
        feed.append(link, [Told(office, "n", {})], NOW)

    def read(link: Link, place: int) -> list[Any]:
        _, last = feed.state(link)
        statement = "SELECT * FROM feed WHERE place > %s AND place <= %s ORDER BY place"
        return link.execute(statement, [place, last]).fetchall()

    assert missed(bare, add, read) == 0


def test_the_check_finds_the_gaps_of_places_that_a_sequence_gives(bare: str) -> None:
    """The negative control: places from a sequence, read as ``place > last``."""
    with psycopg.connect(bare) as link:
        link.execute("CREATE SEQUENCE naive START 1000000")

    def add(link: Link, office: UUID) -> None:
        link.execute(
            "INSERT INTO feed (place, office_id, kind, at, body)"
            " VALUES (nextval('naive'), %s, 'n', now(), '{}')",
            [office],
        )

    def read(link: Link, place: int) -> list[Any]:
        statement = "SELECT * FROM feed WHERE place > %s ORDER BY place"
        return link.execute(statement, [place]).fetchall()

    assert missed(bare, add, read) > 0
