"""A disk that is full at whichever write of a document, in either database: told, nothing half done."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from desktop.usecases import filing
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.intake import Received, Target, receive
from domain.case_number import parse_case_number
from domain.documents import Document, Source
from domain.errors import DiskFull
from domain.form_mark import FormMark
from domain.operations import verify
from tests.office import SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email
from tests.usecases.papers import ANY, digest, scan, shelf_in
from tests.usecases.test_case_disk import Disk, head


def test_full_at_any_write(
    desk: Desk, office: SmallOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_shipped(desk)
    clerk = office.actor("asesor-1")
    case = by_email(
        desk, clerk, 4, a_person(desk, office), an_entity(desk, office), desk.clock.now()
    )
    coded = FormMark(parse_case_number(case.number), 1, "USUARIO", 1).qr
    papers = scan(coded, ANY, ANY)
    target = Target(case.id, 2)
    documents: dict[str, Document] = {}
    disk = Disk(monkeypatch)

    def until_done(act: Callable[[], object]) -> int:
        before, room = head(desk), 0
        while True:
            disk.left = room
            try:
                act()
                break
            except DiskFull:
                assert head(desk) == before
                room += 1
            finally:
                disk.left = None
        assert head(desk) > before
        return room

    with shelf_in(tmp_path) as shelf:
        shelf.pieces.size(digest(papers))  # it is begun

        def take(where: Target | None = None) -> Received:
            return receive(desk, clerk, shelf, "a.pdf", papers, Source.FILE, target=where)

        def taken() -> None:
            seen = take()
            documents["coded"], documents["loose"] = (one.document for one in seen.taken)

        def split() -> None:
            documents["loose"], documents["rest"] = filing.split_at(
                desk, clerk, documents["loose"].id, 2
            )

        acts: dict[str, Callable[[], object]] = {
            "receive": taken,
            "split": split,
            "file": lambda: filing.file(desk, clerk, documents["loose"].id, case.id, 3),
            "replace": lambda: filing.replace_with(
                desk, clerk, documents["coded"].id, documents["loose"].id, "Ilegible"
            ),
            "letter": lambda: filing.note_letter(
                desk, clerk, documents["loose"].id, "MEF-2026-1", date(2026, 12, 1)
            ),
            "put back": lambda: filing.put_back(desk, clerk, documents["loose"].id),
            "discard": lambda: filing.discard(desk, clerk, documents["rest"].id, "Repetida"),
            "again": lambda: take(target),
            "look": lambda: filing.look(desk, clerk, documents["coded"].id),
            "copy": lambda: filing.true_copy(desk, clerk, shelf, documents["coded"].id),
        }
        rooms = {name: until_done(act) for name, act in acts.items()}
        assert rooms["receive"] > 6  # its bytes, its pages and its rows
        assert min(rooms.values()) >= 1
        assert shelf.pieces.get(digest(papers)) == papers
        assert list(shelf.pieces.names()) == [digest(papers)]
    with desk.units.read() as unit:
        verify(unit.log.all())
        told = [one.type for one in unit.log.all()]
        assert unit.documents.mentioned() == {digest(papers)}
    assert told.count("file_received") == 1
