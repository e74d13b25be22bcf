"""Files come in, find their case by the codes on them, and a person sees to the rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop.ports.scanning import Cancelled, UnreadableFile
from desktop.usecases import counters, document_view, filing, intake
from desktop.usecases.desk import Desk
from desktop.usecases.intake import FileTooLarge, Received, Target, receive
from desktop.usecases.shelf import Shelf
from domain.case_number import CaseNumber, parse_case_number
from domain.cases import Case
from domain.catalogue import Channel
from domain.documents import (
    LARGEST_FILE,
    WHOLE_CASE,
    AlreadyReceived,
    DocumentState,
    Source,
    WrongDocumentState,
)
from domain.errors import InvalidInput, NotFound
from domain.form_mark import COVER, FormMark
from domain.ids import new_id
from domain.ports import Units
from domain.signatures import Signature, SignatureReport, SignatureState
from domain.splitting import COVER_ALONE, MISREAD
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import a_person, an_entity, at_the_counter, opened_case
from tests.usecases.papers import ANY, BLANK, DAMAGED, LineReader, scan, shelf_in


@pytest.fixture
def reader() -> LineReader:
    return LineReader()


@pytest.fixture
def shelf(tmp_path: Path, reader: LineReader) -> Iterator[Shelf]:
    with shelf_in(tmp_path, reader) as made:
        yield made


@pytest.fixture
def clerk(office: SmallOffice) -> Actor:
    return office.actor("asesor-1")


@pytest.fixture
def case(desk: Desk, office: SmallOffice, clerk: Actor) -> Case:
    """A case of service 1, whose requirements are 1 to 6."""
    person, entity = a_person(desk, office), an_entity(desk, office)
    counters.open_counter(desk, clerk, office.counter_id(1))
    ticket = at_the_counter(desk, office, clerk, 1, person=person, entity=entity)
    return opened_case(desk, clerk, 1, ticket)


def mark(case: Case, requirement: int = 1, form: str = "ADMINISTRADOR", page: int = 1) -> str:
    return FormMark(parse_case_number(case.number), requirement, form, 1, page, page).qr


def take(desk: Desk, clerk: Actor, shelf: Shelf, *pages: str, **more: object) -> Received:
    return receive(desk, clerk, shelf, "scan.pdf", scan(*pages), Source.FOLDER, **more)  # type: ignore[arg-type]


def types(units: Units) -> list[str]:
    with units.read() as unit:
        return [operation.type for operation in unit.log.all()]


# ------------------------------------------------------------------------------- coming in


def test_a_file_is_split_and_each_document_finds_its_requirement(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, units: Units
) -> None:
    seen = take(desk, clerk, shelf, mark(case), mark(case, 3, COVER), ANY, BLANK, ANY + " suelta")
    assert (seen.filed, seen.in_tray) == (2, 0)
    first, second = (one.document for one in seen.taken)
    assert (first.requirement, first.first, first.last, first.form) == (1, 1, 1, "ADMINISTRADOR")
    assert (second.requirement, second.first, second.last, second.form) == (3, 3, 5, "")
    assert all(one.number == case.number and one.document.by_code for one in seen.taken)
    papers = document_view.of_case(desk, clerk, case.id)
    assert [one.document.id for one in papers.at(1)] == [first.id]
    assert [place.requirement for place in papers.places] == [1, 2, 3, 4, 5, 6, WHOLE_CASE]
    assert papers.at(3)[0].place == papers.places[2].name
    assert types(units)[-3:] == ["file_received", "document_filed", "document_filed"]
    kept = shelf.pieces.page(seen.file.sha256, 4)
    assert kept is not None
    assert kept.angle == 0.5
    assert shelf.pieces.get(seen.file.sha256) == scan(
        mark(case), mark(case, 3, COVER), ANY, BLANK, ANY + " suelta"
    )


def test_what_nobody_can_tell_lies_in_the_tray_with_the_reason(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    here = parse_case_number(case.number)
    unknown = FormMark(replace(here, count=9999), 1, "A1", 1).qr
    foreign = FormMark(CaseNumber("LOJA", 26, 3), 1, "A1", 1).qr
    lacking = mark(case, 77)
    misread = mark(case)[:-1] + "!"
    alone = mark(case, 2, COVER)
    seen = take(desk, clerk, shelf, ANY, unknown, foreign, lacking, misread, alone)
    assert [one.words for one in seen.taken] == [
        "",
        f"El trámite {replace(here, count=9999)} no existe en esta oficina.",
        "El código es de otra oficina: LOJA.",
        f"El trámite {case.number} no tiene el requisito 77.",
        MISREAD,
        COVER_ALONE,
    ]
    assert seen.in_tray == document_view.waiting(desk, clerk) == 6
    waiting = document_view.tray(desk, clerk).waiting
    assert [one.document.reason for one in waiting] == [one.words for one in seen.taken]
    assert {one.case for one in waiting} == {""}


def test_a_file_blank_all_over_is_kept(desk: Desk, clerk: Actor, shelf: Shelf) -> None:
    seen = take(desk, clerk, shelf, BLANK, BLANK)
    (one,) = seen.taken
    assert (one.document.first, one.document.last) == (1, 2)


def test_nothing_comes_in_twice(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, units: Units
) -> None:
    take(desk, clerk, shelf, mark(case))
    before = types(units)
    with pytest.raises(AlreadyReceived, match=case.number):
        take(desk, clerk, shelf, mark(case))
    take(desk, clerk, shelf, ANY)
    with pytest.raises(AlreadyReceived, match="por archivar"):
        take(desk, clerk, shelf, ANY)
    assert types(units) == [*before, "file_received"]


def test_two_counters_take_the_same_file_at_once(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, reader: LineReader
) -> None:
    def other() -> None:
        reader.meanwhile = lambda: None
        take(desk, clerk, shelf, mark(case))

    reader.meanwhile = other
    with pytest.raises(AlreadyReceived):
        take(desk, clerk, shelf, mark(case))
    assert len(document_view.of_case(desk, clerk, case.id).at(1)) == 1


def test_what_cannot_be_read_leaves_nothing(desk: Desk, clerk: Actor, shelf: Shelf) -> None:
    with pytest.raises(UnreadableFile):
        receive(desk, clerk, shelf, "x.pdf", DAMAGED, Source.FILE)
    with pytest.raises(FileTooLarge):
        receive(desk, clerk, shelf, "x.pdf", bytes(LARGEST_FILE + 1), Source.FILE)
    with pytest.raises(Cancelled):
        take(desk, clerk, shelf, ANY, stop=lambda: True)
    assert not list(shelf.pieces.names())
    assert document_view.tray(desk, clerk).waiting == ()


def test_a_person_says_where_what_has_no_code_belongs(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    told: list[tuple[int, int]] = []
    target = Target(case.id, 4)

    def progress(done: int, of: int) -> None:
        told.append((done, of))

    seen = take(desk, clerk, shelf, ANY, mark(case), target=target, progress=progress)
    assert [one.document.requirement for one in seen.taken] == [4, 1]
    assert [one.document.by_code for one in seen.taken] == [False, True]
    assert told == [(2, 2)]
    with pytest.raises(NotFound):
        take(desk, clerk, shelf, "otra", target=Target(case.id, 55))


def test_one_paper_may_serve_in_two_places(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    take(desk, clerk, shelf, ANY, target=Target(case.id, 3))
    again = take(desk, clerk, shelf, ANY, target=Target(case.id, 4))
    assert again.taken[0].document.requirement == 4
    with pytest.raises(AlreadyReceived):
        take(desk, clerk, shelf, ANY, target=Target(case.id, 4))
    assert len(list(shelf.pieces.names())) == 1


def test_what_waits_of_a_paper_goes_where_it_is_put_the_second_time(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    take(desk, clerk, shelf, mark(case), ANY)
    again = take(desk, clerk, shelf, mark(case), ANY, target=Target(case.id, 3))
    (one,) = again.taken
    assert (one.document.first, one.document.last, one.number) == (2, 2, case.number)
    assert document_view.waiting(desk, clerk) == 0
    assert [line.what for line in document_view.history(desk, clerk, one.document.id)] == [
        "Se recibió",
        "Se archivó a mano",
    ]


def test_a_paper_that_was_discarded_is_told_so_when_it_comes_again(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    (one,) = take(desk, clerk, shelf, ANY).taken
    filing.discard(desk, clerk, one.document.id, "Escaneado dos veces")
    with pytest.raises(AlreadyReceived, match="Después se descartó"):
        take(desk, clerk, shelf, ANY)
    again = take(desk, clerk, shelf, ANY, target=Target(case.id, 3))
    assert again.filed == 1


def test_no_page_lies_twice_in_one_place(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    (one,) = take(desk, clerk, shelf, ANY, ANY).taken
    parts = filing.split_at(desk, clerk, one.document.id, 1)
    for place, part in enumerate(parts, 1):
        filing.file(desk, clerk, part.id, case.id, place)
    take(desk, clerk, shelf, ANY, ANY, target=Target(case.id, 3))
    for part in parts:
        with pytest.raises(AlreadyReceived):
            filing.file(desk, clerk, part.id, case.id, 3)
    assert len(document_view.of_case(desk, clerk, case.id).at(3)) == 1


def test_part_of_a_document_takes_the_place_of_all_of_it(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    part = take(desk, clerk, shelf, ANY, mark(case, 2)).taken[1].document
    filing.put_back(desk, clerk, part.id)
    (loose,) = (
        one.document
        for one in document_view.tray(desk, clerk).waiting
        if one.document.id != part.id
    )
    filing.discard(desk, clerk, loose.id, "Suelta")
    filing.file(desk, clerk, part.id, case.id, 2)
    again = take(desk, clerk, shelf, ANY, mark(case, 2), target=Target(case.id, 3))
    whole = again.taken[0].document
    assert whole.pages == 2
    with pytest.raises(AlreadyReceived):
        filing.replace_with(desk, clerk, whole.id, whole.id, "Por sí mismo")
    filed = filing.replace_with(desk, clerk, whole.id, part.id, "Sobraba una hoja")
    assert (filed.requirement, filed.replaces) == (3, whole.id)
    # Elsewhere it stands in nobody's place.
    moved = filing.file(desk, clerk, part.id, case.id, 4)
    assert moved.replaces is None
    # What was replaced keeps nothing out.
    assert filing.file(desk, clerk, part.id, case.id, 3).requirement == 3


def test_a_form_lies_where_its_code_says_and_nowhere_else(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    other = opened_case(desk, clerk, 7, channel=Channel.PHONE, topic="access", problem="No entra")
    take(desk, clerk, shelf, mark(case))
    with pytest.raises(AlreadyReceived, match=case.number):
        take(desk, clerk, shelf, mark(case), target=Target(other.id))
    assert document_view.of_case(desk, clerk, other.id).documents == ()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("acta de entrega.pdf", "acta de entrega.pdf"),
        ("a\x00b\ud800.pdf", "ab.pdf"),
        ("\n\t", "Documento"),
        ("x" * 500, "x" * 120),
        ("\U000f0000", "Documento"),
    ],
    ids=["plain", "hostile", "empty", "long", "private"],
)
def test_names_of_files_are_kept_clean(given: str, kept: str) -> None:
    assert intake.clean_name(given) == kept


def test_a_name_that_cannot_be_kept_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(raw: str, *, label: str, limit: int) -> str:
        raise InvalidInput("no")

    monkeypatch.setattr(intake, "clean_text", refuse)
    assert intake.clean_name("acta.pdf") == intake.UNNAMED


def test_the_signature_is_kept_with_the_file(
    desk: Desk, clerk: Actor, case: Case, tmp_path: Path
) -> None:
    now = datetime(2026, 12, 4, 14, tzinfo=UTC)
    report = SignatureReport((Signature(SignatureState.VALID, "Luz", signed_at=now),), now)
    with shelf_in(tmp_path, check=lambda data, media: report) as shelf:
        seen = take(desk, clerk, shelf, mark(case))
    assert seen.file.signature is SignatureState.VALID
    (shown,) = document_view.of_case(desk, clerk, case.id).at(1)
    assert shown.report == report
    damaged = replace(shown, file=replace(shown.file, signature_report="{"))
    assert damaged.report.state is SignatureState.NOT_CHECKED


# ------------------------------------------------------------------------------- by hand


def test_a_document_of_the_tray_is_filed_moved_and_put_back(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, units: Units
) -> None:
    (one,) = take(desk, clerk, shelf, ANY).taken
    filed = filing.file(desk, clerk, one.document.id, case.id, 2)
    assert (filed.requirement, filed.by_code, filed.filed_by) == (2, False, clerk.staff_id)
    moved = filing.file(desk, clerk, filed.id, case.id, 3)
    assert moved.requirement == 3
    with pytest.raises(AlreadyReceived):
        filing.file(desk, clerk, filed.id, case.id, 3)
    with pytest.raises(NotFound):
        filing.file(desk, clerk, filed.id, case.id, 99)
    with pytest.raises(NotFound):
        filing.file(desk, clerk, new_id(), case.id, 1)
    back = filing.put_back(desk, clerk, filed.id)
    assert back.state is DocumentState.TRAY
    with pytest.raises(WrongDocumentState):
        filing.put_back(desk, clerk, filed.id)
    lines = document_view.history(desk, clerk, filed.id)
    assert [line.what for line in lines] == [
        "Se recibió",
        "Se archivó a mano",
        "Se cambió de lugar",
        "Volvió a la bandeja",
    ]
    assert case.number in lines[1].detail
    assert lines[0].detail == "Carpeta del escáner: scan.pdf"
    assert types(units)[-3:] == ["document_filed", "document_moved", "document_put_back"]


def test_one_replaces_another_and_both_are_kept(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    (old,) = take(desk, clerk, shelf, mark(case)).taken
    (new,) = take(desk, clerk, shelf, "corregido").taken
    with pytest.raises(InvalidInput):
        filing.replace_with(desk, clerk, old.document.id, new.document.id, " ")
    filed = filing.replace_with(desk, clerk, old.document.id, new.document.id, "Vino sin sello")
    assert filed.replaces == old.document.id
    papers = document_view.of_case(desk, clerk, case.id)
    assert [one.document.id for one in papers.at(1)] == [filed.id]
    assert [one.document.state for one in papers.documents] == [
        DocumentState.FILED,
        DocumentState.REPLACED,
    ]
    with pytest.raises(WrongDocumentState):
        filing.replace_with(desk, clerk, old.document.id, filed.id, "Otra vez")
    with pytest.raises(WrongDocumentState):
        filing.file(desk, clerk, old.document.id, case.id, 2)


def test_what_belongs_nowhere_is_discarded_and_kept(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    (one,) = take(desk, clerk, shelf, ANY).taken
    gone = filing.discard(desk, clerk, one.document.id, "Escaneado dos veces")
    assert gone.state is DocumentState.DISCARDED
    assert document_view.tray(desk, clerk).waiting == ()
    assert shelf.pieces.size(one.document.sha256) == len(ANY)
    with pytest.raises(WrongDocumentState):
        filing.discard(desk, clerk, one.document.id, "Otra vez")
    with pytest.raises(WrongDocumentState):
        filing.note_letter(desk, clerk, one.document.id, "MEF-2026-1", None)


def test_one_is_split_in_two(desk: Desk, clerk: Actor, shelf: Shelf, case: Case) -> None:
    (one,) = take(desk, clerk, shelf, ANY, ANY, ANY).taken
    first, rest = filing.split_at(desk, clerk, one.document.id, 1)
    assert ((first.first, first.last), (rest.first, rest.last)) == ((1, 1), (2, 3))
    assert rest.pages == 2
    with pytest.raises(InvalidInput):
        filing.split_at(desk, clerk, first.id, 1)
    # Both go to the same place: other pages of the same file.
    filing.file(desk, clerk, first.id, case.id, 2)
    filing.file(desk, clerk, rest.id, case.id, 2)
    assert len(document_view.of_case(desk, clerk, case.id).at(2)) == 2
    with pytest.raises(WrongDocumentState):
        filing.split_at(desk, clerk, rest.id, 2)


def test_the_number_of_a_letter(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, clock: FakeClock
) -> None:
    (one,) = take(desk, clerk, shelf, mark(case, 6, "OFICIO")).taken
    day = date(2026, 12, 1)
    noted = filing.note_letter(desk, clerk, one.document.id, " mef-dncs-2026-0123-o ", day)
    assert (noted.letter, noted.letter_on) == ("MEF-DNCS-2026-0123-O", day)
    assert noted.state is DocumentState.FILED
    with pytest.raises(InvalidInput):
        filing.note_letter(desk, clerk, one.document.id, "no es", None)
    with pytest.raises(InvalidInput):
        filing.note_letter(desk, clerk, one.document.id, "MEF-2026-1", date(2031, 1, 1))
    gone = filing.note_letter(desk, clerk, one.document.id, " ", day)
    assert (gone.letter, gone.letter_on) == ("", None)
    lines = document_view.history(desk, clerk, one.document.id)
    assert [(line.what, line.detail) for line in lines[2:]] == [
        ("Se anotó el número de Quipux", "MEF-DNCS-2026-0123-O"),
        ("Se quitó el número", ""),
    ]
    assert lines[1].what == "Se archivó por su código"


def test_looks_and_stamped_copies_are_told(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, reader: LineReader
) -> None:
    (one,) = take(desk, clerk, shelf, mark(case)).taken
    seen = filing.look(desk, clerk, one.document.id)
    assert seen == one.document
    assert document_view.picture(shelf, seen, 1, 600).endswith(b" 600 0.5")
    assert document_view.page(shelf, seen, 1) is not None
    shelf.pieces.keep_pages(seen.sha256, [])
    assert document_view.picture(shelf, seen, 1, 600).endswith(b" 600 0.0")
    assert filing.true_copy(desk, clerk, shelf, seen.id) == b"%PDF stamped"
    ((first, last, stamp),) = reader.stamps
    assert (first, last, stamp.title) == (1, 1, "FIEL COPIA DEL ORIGINAL")
    assert stamp.lines[1:] == ("Centro de Servicios Quito", "04/12/2026 08:00")
    assert shelf.pieces.get(seen.sha256) == scan(mark(case))
    lines = [line.what for line in document_view.history(desk, clerk, seen.id)]
    assert lines[2:] == ["Lo miró", "Sacó una copia con sello"]


def test_a_copy_of_training_says_so(
    desk: Desk, clerk: Actor, shelf: Shelf, reader: LineReader
) -> None:
    (one,) = take(desk, clerk, shelf, ANY).taken
    filing.true_copy(desk, clerk, replace(shelf, training=True), one.document.id)
    assert reader.stamps[0][2].title == "PRÁCTICA · FIEL COPIA DEL ORIGINAL"


def test_the_rest_of_the_history_is_told_in_words(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, units: Units
) -> None:
    (one,) = take(desk, clerk, shelf, ANY, ANY).taken
    first, rest = filing.split_at(desk, clerk, one.document.id, 1)
    filing.discard(desk, clerk, rest.id, "En blanco")
    filed = filing.file(desk, clerk, first.id, case.id, 1)
    (new,) = take(desk, clerk, shelf, "nuevo").taken
    filing.replace_with(desk, clerk, filed.id, new.document.id, "Ilegible")
    with units.write() as unit:
        for type_, payload in (
            ("told", {}),
            ("document_filed", {"case": "x", "requirement": 1}),
            ("document_filed", {"case": str(new_id()), "requirement": 1}),
        ):
            unit.log.append(
                "document", first.id, 9, type_, payload, actor_id=None, at=desk.clock.now()
            )
    told = document_view.history(desk, clerk, first.id)
    assert [(line.what, line.detail) for line in told[1:]] == [
        ("Se separó en dos", ""),
        ("Se archivó a mano", f"{case.number}: Formulario de usuarios administradores"),
        ("Se reemplazó", "Ilegible"),
        ("Hubo otro cambio", ""),
        ("Se archivó a mano", ""),
        ("Se archivó a mano", ""),
    ]
    assert told[-1].who == ""
    assert document_view.history(desk, clerk, rest.id)[-1].detail == "En blanco"


# ------------------------------------------------------------------------------- lists


def test_the_tray_and_what_was_filed_today(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, clock: FakeClock
) -> None:
    take(desk, clerk, shelf, mark(case))
    clock.go(minutes=5)
    take(desk, clerk, shelf, ANY)
    seen = document_view.tray(desk, clerk)
    assert [one.document.state for one in (*seen.waiting, *seen.filed)] == [
        DocumentState.TRAY,
        DocumentState.FILED,
    ]
    assert seen.filed[0].case == case.number
    assert seen.change == document_view.change(desk)
    clock.go(hours=22)
    assert document_view.tray(desk, clerk).filed == ()


def test_the_cases_it_may_belong_to(
    desk: Desk, office: SmallOffice, clerk: Actor, shelf: Shelf, case: Case
) -> None:
    take(desk, clerk, shelf, mark(case))
    (own,) = document_view.candidates(desk, clerk)
    assert (own.number, own.who) == (case.number, "Municipio de Ejemplo")
    assert own.lacking == {0, 2, 3, 4, 5, 6}
    support = opened_case(desk, clerk, 7, channel=Channel.PHONE, topic="access", problem="No entra")
    found = document_view.candidates(desk, office.actor("asesor-2"))
    assert {one.case_id for one in found} == {case.id, support.id}
    assert document_view.candidates(desk, clerk, "municipio")[0].case_id == case.id
    assert document_view.candidates(desk, clerk, support.number.lower())[0].who == ""
    assert document_view.candidates(desk, clerk, "nadie") == []
    with pytest.raises(InvalidInput):
        document_view.candidates(desk, clerk, "\x00")


def test_a_case_of_a_person_is_called_by_them(
    desk: Desk, office: SmallOffice, clerk: Actor
) -> None:
    counters.open_counter(desk, clerk, office.counter_id(1))
    person = a_person(desk, office)
    ticket = at_the_counter(desk, office, clerk, 6, person=person)
    opened_case(desk, clerk, 6, ticket, topic="access", problem="No entra")
    (one,) = document_view.candidates(desk, clerk)
    assert one.who == "Luz Ejemplo"
    assert [place.requirement for place in one.places] == [WHOLE_CASE]


def test_a_case_whose_catalogue_is_gone_keeps_its_papers(
    desk: Desk, clerk: Actor, shelf: Shelf, case: Case, units: Units
) -> None:
    take(desk, clerk, shelf, mark(case, 2))
    with units.write() as unit:
        changed = replace(unit.cases.get(case.id), service=99, version=case.version + 1)
        unit.cases.save(changed)
        unit.log.append(
            "case", case.id, changed.version, "x", {}, actor_id=None, at=desk.clock.now()
        )
    papers = document_view.of_case(desk, clerk, case.id)
    assert papers.documents[0].place == "Requisito 2"
    (later,) = take(desk, clerk, shelf, mark(case, 1)).taken
    assert later.words == f"El trámite {case.number} no tiene el requisito 1."
    (whole,) = take(desk, clerk, shelf, f"VC1/{case.number}").taken
    assert (whole.document.requirement, whole.number) == (WHOLE_CASE, case.number)
