"""Sealed captures on their way: whole, once, before their operation, and kept until backed up."""

import hashlib
import os
import socket
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from db.central import offices
from desktop.sync import packets
from desktop.sync.troubles import LinkTrouble, NotTaken
from domain.ids import new_id
from domain.ports.enrolments import SealedPacket
from domain.tasks import TaskKind
from tests.central.server import Centre as Server
from tests.office import MORNING
from tests.sync.hostile import Asked, forward, hostile, reset
from tests.sync.linked import Linked


def captured(linked: Linked, size: int = 3000, *, at: int = 0) -> SealedPacket:
    """Keep a packet as a confirmed capture does, with the operation that tells of it."""
    content = os.urandom(size)
    sha256 = hashlib.sha256(content).hexdigest()
    enrolment = new_id()
    with linked.desk.units.write() as unit:
        place = unit.log.append(
            "enrolment", enrolment, 1, "enrolment_captured", {"packet": sha256},
            actor_id=None, at=MORNING,
        )  # fmt: skip
        packet = SealedPacket(sha256, enrolment, MORNING + timedelta(seconds=at), place, content)
        unit.packets.add(packet)
    return packet


def kept(linked: Linked) -> list[str]:
    with linked.desk.units.read() as unit:
        return list(unit.packets.all())


def unsent(linked: Linked) -> list[str]:
    with linked.desk.units.read() as unit:
        return list(unit.packets.unsent_names())


def announced(centre: Server, linked: Linked) -> list[dict[str, object]]:
    return centre.rows(
        """SELECT packet.sha256, packet.state, coalesce(file.complete, false) AS complete
        FROM enrolment_packet AS packet LEFT JOIN file USING (office_id, sha256)
        WHERE packet.office_id = %s ORDER BY packet.announced_at""",
        linked.office.office.id,
    )


def test_a_capture_arrives_before_the_operation_that_tells_of_it(
    linked: Linked, centre: Server
) -> None:
    packet = captured(linked, 2_500_000)  # three pieces
    done = linked.loop().once()
    assert done is not None
    assert done.files == 1
    assert announced(centre, linked) == [
        {"sha256": packet.sha256, "state": "waiting", "complete": True}
    ]
    assert unsent(linked) == []
    assert kept(linked) == [packet.sha256]
    again = linked.loop().once()
    assert again is not None
    assert again.files == 0


def test_it_is_kept_until_a_backup_that_began_after_it_arrived_is_finished(
    linked: Linked, centre: Server
) -> None:
    office_id = linked.office.office.id
    linked.loop().once()
    packet = captured(linked)
    linked.loop().once()

    def backed_up(through: int) -> None:
        with centre.link() as link:
            offices.mark_backed_up(link, office_id, through)
        linked.loop().once()

    with linked.desk.units.read() as unit:
        backed_up(unit.log.head().sequence)  # of a backup that might have begun before
    assert kept(linked) == [packet.sha256]
    captured(linked)  # whatever the office does next
    with linked.desk.units.read() as unit:
        through = unit.log.head().sequence
    linked.loop().once()
    backed_up(through)
    # The second one came with the backup; only the first is in it for sure.
    assert packet.sha256 not in kept(linked)
    assert len(kept(linked)) == 1


def test_where_the_link_breaks_it_goes_on_from_there(linked: Linked, centre: Server) -> None:
    packet = captured(linked, 2_500_000)
    right = forward(centre.address)
    offsets: list[str] = []

    def cut_at_the_second(connection: socket.socket, asked: Asked) -> None:
        query = parse_qs(urlsplit(asked.target).query)
        offsets.extend(query.get("offset", []))
        (reset if asked.method == "PUT" and len(offsets) == 2 else right)(connection, asked)

    def through(address: str) -> None:
        with linked.desk.units.write() as unit:
            unit.exchange.set_link(replace(linked.link(), address=address))

    with hostile(cut_at_the_second) as way:
        through(way.address)
        with pytest.raises(LinkTrouble):
            linked.loop().once()
        assert unsent(linked) == [packet.sha256]
        assert linked.loop().once() is not None
    through(centre.address)
    # What had arrived is not sent again.
    assert offsets == ["0", str(2**20), str(2**20), str(2**21)]
    assert announced(centre, linked)[0]["complete"] is True


def test_one_that_the_disk_spoiled_is_told_once_and_holds_up_nothing(
    linked: Linked, centre: Server
) -> None:
    spoiled, good = captured(linked), captured(linked, at=1)
    with linked.desk.units.write() as unit:
        unit.packets.replace(
            spoiled.sha256,
            SealedPacket(
                spoiled.sha256, spoiled.enrolment_id, spoiled.made_at, spoiled.sequence, b"other"
            ),
        )
    for _ in range(2):
        linked.loop().once()
    with linked.desk.units.read() as unit:
        tasks = [one for one in unit.exchange.tasks(10) if one.kind == TaskKind.CAPTURE_REFUSED]
    assert len(tasks) == 1
    assert unsent(linked) == [spoiled.sha256]
    complete = {row["sha256"]: row["complete"] for row in announced(centre, linked)}
    assert complete == {spoiled.sha256: False, good.sha256: True}


def test_a_restored_centre_is_offered_all_that_is_kept(linked: Linked, centre: Server) -> None:
    packet = captured(linked)
    linked.loop().once()
    office_id = linked.office.office.id
    with centre.link() as link:
        link.execute("DELETE FROM file_piece WHERE office_id = %s", [office_id])
        link.execute("DELETE FROM file WHERE office_id = %s", [office_id])
    with linked.desk.units.write() as unit:
        packets.offer_again(unit)
    assert unsent(linked) == [packet.sha256]
    linked.loop().once()
    assert announced(centre, linked)[0]["complete"] is True


def test_one_that_is_not_taken_keeps_nothing_else_waiting(
    linked: Linked, centre: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = captured(linked), captured(linked, at=1)
    sent = packets.send

    def refuses(desk: object, asked: object, packet: SealedPacket) -> None:
        if packet.sha256 == first.sha256:
            raise NotTaken
        sent(desk, asked, packet)  # type: ignore[arg-type]

    monkeypatch.setattr("desktop.sync.loop.packets.send", refuses)
    with pytest.raises(NotTaken):
        linked.loop().once()
    assert unsent(linked) == [first.sha256]
    assert announced(centre, linked)[1] == {
        "sha256": second.sha256, "state": "waiting", "complete": True,
    }  # fmt: skip
