"""An office and a real centre: what is sent arrives once, what is told is applied once."""

import socket
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from db.central import feed
from db.versions import HEAD
from desktop.sync.answers import FileState
from desktop.sync.outgoing import Outgoing
from desktop.sync.state import Exchanged
from desktop.sync.troubles import LinkTrouble
from desktop.usecases import reception
from tests.central.server import Centre as Server
from tests.sync.hostile import Asked, forward, hostile, reset
from tests.sync.linked import Linked


def head_of(linked: Linked) -> int:
    """Return the last place of the office's log."""
    with linked.desk.units.read() as unit:
        return unit.log.head().sequence


def test_everything_arrives(linked: Linked, centre: Server) -> None:
    loop = linked.loop()
    done = Exchanged()
    # What the centre tells of other offices is applied by operations of this one.
    while done.operations < head_of(linked):
        sent = loop.once()
        assert sent is not None
        done += sent
    office_id = linked.office.office.id
    with linked.desk.units.read() as unit:
        assert unit.exchange.count_unsent() == 0
        assert not unit.exchange.marked(1)
        head = unit.log.head()
    assert done.operations == head.sequence
    kept = centre.rows(
        "SELECT sequence, hash FROM operation WHERE office_id = %s ORDER BY sequence", office_id
    )
    assert [row["sequence"] for row in kept] == list(range(1, head.sequence + 1))
    assert kept[-1]["hash"] == head.hash
    assert linked.link().last_push_at is not None
    assert linked.link().last_pull_at is not None
    again = loop.once()
    assert again is not None
    assert (again.operations, again.rows) == (0, 0)


def through(linked: Linked, address: str) -> None:
    """Have the office ask by way of another address."""
    with linked.desk.units.write() as unit:
        unit.exchange.set_link(replace(linked.link(), address=address))


def sequences(centre: Server, linked: Linked) -> list[int]:
    """Return the places of the office's log that the centre has, as often as it has them."""
    rows = centre.rows(
        "SELECT sequence FROM operation WHERE office_id = %s ORDER BY sequence",
        linked.office.office.id,
    )
    return [row["sequence"] for row in rows]


def work(linked: Linked, count: int) -> None:
    """Issue turnos."""
    for _ in range(count):
        reception.issue(linked.desk, linked.office.actor("recepcion-1"), reception.NewTicket((6,)))


def settle(linked: Linked, tries: int = 6) -> None:
    """Try until there is no trouble, as the loop does."""
    loop = linked.loop()
    for left in range(tries, 0, -1):
        try:
            assert loop.once() is not None
        except LinkTrouble:
            assert left > 1
        else:
            return


@pytest.mark.parametrize("lost", ["before", "after", "twice"])
def test_whatever_the_way_does_everything_arrives_once(
    linked: Linked, centre: Server, lost: str
) -> None:
    work(linked, 5)
    acts = {
        "before": reset,
        "after": forward(centre.address, drop=True),
        "twice": forward(centre.address, twice=True),
    }
    faulty = acts[lost]
    right = forward(centre.address)
    # Every kind of request meets it, one at a time.
    with hostile(faulty, right, faulty, right, right, faulty, right, faulty, right) as way:
        through(linked, way.address)
        settle(linked)
    through(linked, centre.address)
    settle(linked)
    with linked.desk.units.read() as unit:
        head = unit.log.head().sequence
        assert unit.exchange.count_unsent() == 0
        assert not unit.exchange.marked(9)
    assert sequences(centre, linked) == list(range(1, head + 1))


def test_a_centre_with_another_epoch_is_offered_everything_again(
    linked: Linked, centre: Server
) -> None:
    work(linked, 3)
    settle(linked)
    before = linked.link()
    assert before.feed_place >= 0
    centre.run("DELETE FROM operation WHERE office_id = %s", linked.office.office.id)
    with linked.desk.units.write() as unit:
        # To the office it is the centre that has another one.
        unit.exchange.set_link(replace(before, feed_epoch="otra", feed_place=99))
    settle(linked)
    settle(linked)
    after = linked.link()
    assert after.feed_epoch == before.feed_epoch
    with linked.desk.units.read() as unit:
        head = unit.log.head().sequence
        assert unit.exchange.count_unsent() == 0
    assert sequences(centre, linked) == list(range(1, head + 1))


def test_a_kind_that_nobody_knows_is_kept_and_stops_nothing(linked: Linked, centre: Server) -> None:
    settle(linked)
    office_id = linked.office.office.id
    person = {
        "document_type": "cedula", "document": "1710034065", "name": "Ana Ruiz",
        "canonical": str(uuid4()), "offices": "Guayaquil",
    }  # fmt: skip
    with centre.link() as link:
        feed.append(
            link,
            [
                feed.Told(office_id, "de_otra_version", {"x": 1}),
                feed.Told(office_id, "staff", {"id": "no es una persona"}),
                feed.Told(office_id, "person", person),
            ],
            datetime.now(UTC),
        )
    settle(linked)
    with linked.desk.units.read() as unit:
        assert len(unit.exchange.tasks(9)) == 2
        assert unit.exchange.known_person("cedula", "1710034065") is not None
    place = linked.link().feed_place
    settle(linked)
    assert linked.link().feed_place == place


def test_a_large_file_arrives_whole_though_the_way_is_cut(linked: Linked, centre: Server) -> None:
    settle(linked)
    data = bytes(range(256)) * 10_000  # two and a half pieces
    digest = linked.spool.put(data)
    assert linked.spool.put(data) == digest
    right = forward(centre.address)
    with hostile(
        right, right, right, reset, right, forward(centre.address, drop=True), right
    ) as way:
        through(linked, way.address)
        settle(linked)
        sent = [one.target for one in way.asked if one.method == "PUT"]
    assert len(sent) < 6
    assert not list(linked.spool.waiting())
    asking = linked.asking()
    assert asking.file_state(digest) == FileState(len(data), complete=True)
    asking.wire.reset()


def test_a_file_that_the_disk_spoiled_keeps_nothing_waiting(linked: Linked, centre: Server) -> None:
    digest = linked.spool.put(b"informe")
    (path,) = linked.spool.waiting()
    path.write_bytes(b"otra cosa")
    settle(linked)
    assert not list(linked.spool.waiting())
    assert (path.parent / f"{digest}.dañado").exists()


def test_a_link_that_was_taken_away_meanwhile_keeps_nothing_of_the_answer(
    linked: Linked, centre: Server
) -> None:
    def unlinking(connection: socket.socket, asked: Asked) -> None:
        with linked.desk.units.write() as unit:
            unit.exchange.remove_link()
        right(connection, asked)

    right = forward(centre.address)

    def act(connection: socket.socket, asked: Asked) -> None:
        (unlinking if asked.target == "/v1/push" else right)(connection, asked)

    with hostile(act) as way:
        through(linked, way.address)
        linked.loop().once()
    with linked.desk.units.read() as unit:
        assert unit.exchange.link() is None
        assert unit.exchange.count_unsent() == unit.log.head().sequence


def test_an_office_on_an_old_server_learns_that_it_was_replaced(linked: Linked) -> None:
    """Its other server was promoted and has sent; this one comes back and sends too."""
    linked.loop().once()
    met: list[int] = []
    centre = linked.asking()
    for epoch in (2, 1):
        with linked.desk.units.write() as unit:
            unit.authority.take_over(epoch, linked.desk.clock.now())
            unit.log.append(
                "authority",
                unit.offices.office().id,
                epoch,
                "authority_promoted",
                {},
                actor_id=None,
                at=linked.desk.clock.now(),
            )
        outgoing = Outgoing(linked.desk, HEAD, met.append)
        while outgoing.send(centre) is not None:
            pass
    centre.wire.reset()
    assert met == [2]
