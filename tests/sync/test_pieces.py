"""Received files on their way: whole, once, before the operations, whatever becomes of one."""

import hashlib
import os
import socket
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from db.pieces.embedded import pieces_path
from desktop.sync import files, pieces
from desktop.sync.loop import PIECES_FOR
from desktop.sync.troubles import AnswerDamaged, LinkTrouble, NotTaken, NotThere
from desktop.usecases.desk import Desk
from domain.documents import ReceivedFile, Source
from domain.exchange import PendingTask
from domain.tasks import TaskKind
from tests.central.server import Centre as Server
from tests.office import MORNING
from tests.sync.hostile import Asked, forward, hostile, reset
from tests.sync.linked import Linked

PDF = "application/pdf"


def received(linked: Linked, data: bytes, *, at: int = 0) -> ReceivedFile:
    """Receive a file as the program does: its bytes first, then what tells of it."""
    when = MORNING + timedelta(seconds=at)
    name = linked.pieces.put(data, PDF, when)
    by, office_id = linked.office.staff["asesor-1"].id, linked.office.office.id
    file = ReceivedFile(
        name, office_id, "escaneo.pdf", PDF, len(data), 1, Source.FOLDER, by, when
    )  # fmt: skip
    with linked.desk.units.write() as unit:
        unit.documents.add_file(file)
        unit.log.append(
            "office", office_id, 1, "file_received", {"file": name}, actor_id=by, at=when
        )
    return file


def unsent(linked: Linked) -> list[str]:
    return list(linked.pieces.unsent(linked.link().feed_epoch))


def there(centre: Server, linked: Linked) -> dict[str, bool]:
    """Return which files the centre has, and whether they are whole."""
    rows = centre.rows(
        "SELECT sha256, complete FROM file WHERE office_id = %s", linked.office.office.id
    )
    return {str(row["sha256"]): bool(row["complete"]) for row in rows}


def tasks(linked: Linked) -> list[PendingTask]:
    with linked.desk.units.read() as unit:
        return [one for one in unit.exchange.tasks(10) if one.kind == TaskKind.DOCUMENT_DAMAGED]


def fetched(linked: Linked, file: ReceivedFile) -> None:
    """Bring a file back as the program does."""
    centre = linked.asking()
    try:
        pieces.fetch(linked.pieces, centre, linked.link(), file)
    finally:
        centre.wire.reset()


def test_a_received_file_arrives_once_and_its_row_with_it(linked: Linked, centre: Server) -> None:
    file = received(linked, os.urandom(2_500_000))  # three parts
    linked.pieces.put(b"nadie lo nombra", PDF, MORNING)
    done = linked.loop().once()
    assert done is not None
    assert (done.files, done.refused) == (1, 0)
    assert there(centre, linked) == {file.sha256: True}
    assert centre.rows(
        "SELECT 1 FROM row_image WHERE office_id = %s AND table_name = 'received_file'",
        linked.office.office.id,
    )
    again = linked.loop().once()
    assert again is not None
    assert again.files == 0


def test_where_the_link_breaks_it_goes_on_from_there(linked: Linked, centre: Server) -> None:
    file = received(linked, os.urandom(2_500_000))
    right = forward(centre.address)
    offsets: list[str] = []

    def cut_at_the_second(connection: socket.socket, asked: Asked) -> None:
        query = parse_qs(urlsplit(asked.target).query)
        offsets.extend(query.get("offset", []))
        (reset if asked.method == "PUT" and len(offsets) == 2 else right)(connection, asked)

    with hostile(cut_at_the_second) as way:
        with linked.desk.units.write() as unit:
            unit.exchange.set_link(replace(linked.link(), address=way.address))
        with pytest.raises(LinkTrouble):
            linked.loop().once()
        assert unsent(linked) == [file.sha256]
        assert linked.loop().once() is not None
    assert offsets == ["0", str(2**20), str(2**20), str(2**21)]


def test_operations_do_not_wait_for_many_files(linked: Linked, centre: Server) -> None:
    """A slow link: the time of the files is over within the first; the rest goes next time."""
    both = [received(linked, os.urandom(2_500_000), at=n) for n in range(2)]
    right = forward(centre.address)

    def slow(connection: socket.socket, asked: Asked) -> None:
        if asked.method == "PUT":
            linked.waiter.passed += PIECES_FOR * 0.6
        right(connection, asked)

    with hostile(slow) as way:
        with linked.desk.units.write() as unit:
            unit.exchange.set_link(replace(linked.link(), address=way.address))
        first = linked.loop().once()
        assert first is not None
        assert (first.files, first.operations > 0) == (0, True)
        assert there(centre, linked) == {both[0].sha256: False}
        sent = 0
        while unsent(linked):
            done = linked.loop().once()
            assert done is not None
            sent += done.files
    assert sent == 2
    assert there(centre, linked) == {file.sha256: True for file in both}


def test_one_that_the_disk_spoiled_is_told_once_and_holds_up_nothing(
    linked: Linked, centre: Server
) -> None:
    spoiled, good = received(linked, b"uno"), received(linked, b"otro", at=1)
    with linked.piece_file.open().begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE part SET content = X'00' WHERE sha256 = '{spoiled.sha256}'"
        )
    for _ in range(2):
        linked.loop().once()
    (task,) = tasks(linked)
    assert "«escaneo.pdf»" in task.words
    assert there(centre, linked) == {good.sha256: True}
    received_again = linked.pieces.put(b"uno", PDF, MORNING)
    linked.loop().once()
    assert there(centre, linked) == {good.sha256: True, received_again: True}
    assert len(tasks(linked)) == 1


def test_one_that_is_not_taken_keeps_nothing_else_waiting(
    linked: Linked, centre: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = received(linked, b"uno"), received(linked, b"otro", at=1)
    sent = files.send_whole

    def refuses(asked: object, digest: str, size: int, read: object) -> bool:
        if digest == first.sha256:
            raise NotTaken
        return sent(asked, digest, size, read)  # type: ignore[arg-type]

    monkeypatch.setattr("desktop.sync.pieces.send_whole", refuses)
    with pytest.raises(NotTaken):
        linked.loop().once()
    assert unsent(linked) == [first.sha256]
    assert there(centre, linked) == {second.sha256: True}
    with linked.desk.units.read() as unit:
        assert unit.exchange.count_unsent() == 0


def test_without_its_second_database_the_rest_goes_on(linked: Linked, centre: Server) -> None:
    received(linked, b"uno")
    linked.piece_file.close()
    pieces_path(linked.folder / "oficina.db").write_bytes(b"x" * 5000)
    done = linked.loop().once()
    assert done is not None
    assert done.operations
    assert there(centre, linked) == {}


def test_a_restored_centre_is_offered_all_that_is_kept(linked: Linked, centre: Server) -> None:
    file = received(linked, b"uno")
    linked.loop().once()
    assert unsent(linked) == []
    with linked.desk.units.write() as unit:
        unit.exchange.set_link(replace(linked.link(), feed_epoch="de antes"))
    assert unsent(linked) == [file.sha256]


def test_a_file_that_is_not_here_comes_back_from_the_centre(linked: Linked, centre: Server) -> None:
    data = os.urandom(2_500_000)
    file, empty = received(linked, data), received(linked, b"", at=1)
    linked.loop().once()
    for name in (file.sha256, empty.sha256):
        linked.pieces.drop(name)
    for one in (file, empty):
        fetched(linked, one)
    assert linked.pieces.get(file.sha256) == data
    assert linked.pieces.get(empty.sha256) == b""
    assert unsent(linked) == []


def test_what_comes_is_believed_only_where_it_is_that_file(linked: Linked, centre: Server) -> None:
    file = received(linked, b"nunca se envi\xc3\xb3")
    linked.pieces.drop(file.sha256)
    linked.loop().once()
    with pytest.raises(NotThere):
        fetched(linked, file)
    other = received(linked, b"otro", at=1)
    linked.loop().once()
    with centre.link() as link:
        link.execute("UPDATE file_piece SET bytes = 'mal!'")
    linked.pieces.drop(other.sha256)
    with pytest.raises(AnswerDamaged):
        fetched(linked, other)
    assert not linked.pieces.size(other.sha256)


def test_what_is_missing_here_waits_for_its_return(linked: Linked) -> None:
    file = received(linked, b"uno")
    desk: Desk = linked.desk
    linked.pieces.drop(file.sha256)
    assert not pieces.send(
        desk, linked.pieces, linked.asking(), linked.link(), file.sha256, lambda: True
    )
    assert hashlib.sha256(b"uno").hexdigest() == file.sha256
