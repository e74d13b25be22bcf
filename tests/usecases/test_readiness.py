"""The readiness card: what an entity has and lacks, with a case and without, on paper and copied."""

from dataclasses import replace

import pytest

from desktop.mail.templates import mail_words
from desktop.ports.entity_papers import ReadinessPaper
from desktop.usecases import absences, cases, catalogue_admin, checklists, readiness
from desktop.usecases.desk import Desk
from desktop.usecases.enrolling import request
from desktop.usecases.paper import Paper
from desktop.usecases.readiness import message_of, readiness_card
from domain.checklist import OTHER_REASON, Verdict
from domain.errors import NotFound
from domain.ids import new_id
from domain.readiness import Readiness
from tests.office import SmallOffice
from tests.usecases.authorising import (
    ALTERNO,
    TITULAR,
    a_body,
    a_case,
    absence_case,
    both,
    lend,
    technician,
)
from tests.usecases.authorising import FOR_GOOD as FIELDS
from tests.usecases.test_paper import Documents, Files, Printer

THERE, MISSING, TO_CHECK = Readiness.THERE, Readiness.MISSING, Readiness.TO_CHECK


def test_with_nothing_at_all_everything_is_missing(desk: Desk, office: SmallOffice) -> None:
    body = a_body(desk, office)
    card = readiness_card(desk, office.actor("asesor-1"), body.entity.id)
    assert [line.state for line in card.lines] == [MISSING] * 7
    assert [line.code for line in card.lines if line.code] == ["Anexo 4", "Anexo 5"]
    assert all(line.todo for line in card.lines)
    assert (card.case, card.officials, card.ready) == (None, (), False)
    message = message_of(card, mail_words())
    assert message.recipient == ""
    assert "Falta designar al titular y al alterno." in message.body
    with pytest.raises(NotFound):
        readiness_card(desk, office.actor("asesor-1"), new_id())


def test_with_a_case_the_papers_stand_as_they_were_marked(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    lend(desk, office, body.entity)
    case = a_case(desk, who, 5, body)
    marks = (
        checklists.Mark(3, Verdict.ACCEPTED),
        checklists.Mark(4, Verdict.REJECTED, OTHER_REASON, "No nombra al alterno"),
        checklists.Mark(5, Verdict.REJECTED, "expired"),
    )
    for mark in marks:
        checklists.mark(desk, who, case.id, mark)
    request(desk, who, case.id, body.titular.id, TITULAR)
    withdrawn = request(desk, who, case.id, body.alterno.id, ALTERNO)
    card = readiness_card(desk, who, body.entity.id)
    assert [line.state for line in card.lines] == [
        THERE,
        THERE,
        THERE,
        THERE,
        MISSING,
        Readiness.EXPIRED,
        TO_CHECK,
    ]
    assert [one.person.name for one in card.officials] == ["Tatiana Titular", "Alberto Alterno"]
    assert withdrawn.role is ALTERNO
    message = message_of(card, mail_words())
    assert message.recipient == "tesoreria@ejemplo.gob.ec"
    assert case.number in message.body
    assert "Anexo 5 · Oficio de delegación: falta desde el 04/12/2026" in message.body
    assert "No nombra al alterno" in message.body
    assert "- Titular: Tatiana Titular (solicitado)" in message.body


def test_when_all_is_there_the_message_says_so(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    lend(desk, office, body.entity)
    case = a_case(desk, who, 5, body)
    for number in (1, 2, 3, 4, 5, 6):
        checklists.mark(desk, who, case.id, checklists.Mark(number, Verdict.ACCEPTED))
    card = readiness_card(desk, who, body.entity.id)
    assert card.ready
    assert card.officials == ()  # nobody was named yet
    assert message_of(card, mail_words()).body.count("todo lo necesario") == 1


def test_without_a_case_the_authorisers_are_told(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    titular, alterno = both(desk, office, body)
    gone = absence_case(desk, who, body, FIELDS)
    absences.register(desk, who, gone.id, titular.id, alterno.id)
    with desk.units.read() as unit:
        rows = unit.cases.of_entity(body.entity.id, 10, services=(5,))
    for row in rows:
        cases.withdraw(desk, who, row.id, "Ya está")
    card = readiness_card(desk, who, body.entity.id)
    assert card.case is None
    assert [(one.role, one.words) for one in card.officials] == [(ALTERNO, "activo")]
    assert message_of(card, mail_words()).recipient == "luz@ejemplo.ec"


def test_it_is_printed_and_saved(desk: Desk, office: SmallOffice) -> None:
    body, who = a_body(desk, office), technician(office)
    documents, printer, files = Documents(), Printer(), Files()
    paper = Paper(documents, printer, lambda: "", lambda: "Hojas", files)
    readiness.print_card(desk, who, paper, body.entity.id)
    assert printer.printed == [(b"card", "Hojas", f"Ficha de preparación {body.entity.ruc}")]
    readiness.save_card(desk, who, paper, body.entity.id)
    assert files.handed_out == {f"Ficha de preparación {body.entity.ruc}.pdf": b"card"}
    assert readiness.card_pdf(desk, who, paper, body.entity.id) == b"card"
    a_case(desk, who, 5, body)
    readiness.print_card(desk, who, paper, body.entity.id)
    first, _, _, third = documents.cards
    assert isinstance(first, ReadinessPaper)
    assert (first.case_number, first.ready) == ("", False)
    assert third.case_number.startswith("QUITO-26-")
    assert first.head.entity == body.entity.name


def test_a_catalogue_without_enrolment_leaves_the_registers(
    desk: Desk, office: SmallOffice
) -> None:
    body, admin = a_body(desk, office), office.actor("admin-1")
    catalogue_admin.keep_shipped(desk)
    before = desk.catalogue
    text = desk.catalogues.write(
        replace(before, services=tuple(one for one in before.services if one.id != 5))
    )
    with desk.units.write() as unit:
        counter = next(one for one in unit.offices.counters() if 5 in one.services)
        unit.log.append(
            "x", counter.id, 2, "counter_edited", {}, actor_id=None, at=desk.clock.now()
        )
        unit.offices.save_counter(
            replace(counter, services=counter.services - {5}, version=counter.version + 1)
        )
    catalogue_admin.publish(desk, admin, 1, text, "Se da en otra oficina")
    card = readiness_card(desk, technician(office), body.entity.id)
    assert [line.code for line in card.lines] == ["", "", ""]
