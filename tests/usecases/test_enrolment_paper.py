"""The receipt of an enrolment: what was captured and excepted, what comes of it, no more."""

from dataclasses import replace

import pytest

from desktop.ports.enrolment_paper import EnrolmentReceipt
from desktop.usecases import enrolling, enrolment_paper
from desktop.usecases.capturing import accept_poor, allow_exception, confirm_capture
from desktop.usecases.desk import Desk, begin
from desktop.usecases.enrolment_admin import designation_ended
from desktop.usecases.enrolment_paper import NothingCaptured
from desktop.usecases.paper import Paper
from domain.authorisers import AuthoriserState
from domain.enrolment import Enrolment
from domain.errors import NotFound
from domain.fingers import ExceptionReason, Finger
from domain.ids import new_id
from domain.staff import Action
from tests.office import PIN, SmallOffice
from tests.usecases.at_the_kit import (
    ALTERNO,
    KEYS,
    TITULAR,
    AtKit,
    at_kit,
    at_kit_again,
    captured,
    changed_rules,
    clear,
    cleared,
    configured,
    content,
    requested,
    second_technician,
    stored,
    told,
    with_centre,
)
from tests.usecases.hall import told as told_of
from tests.usecases.test_paper import Documents, Files, Printer

HIT = {"outcome": "hit", "words": "Coincide un dedo", "by": ""}


@pytest.fixture
def kit(desk: Desk, office: SmallOffice) -> AtKit:
    """A case of enrolment whose papers are complete."""
    return at_kit(desk, office)


def receipt(desk: Desk, kit: AtKit, of: Enrolment) -> EnrolmentReceipt:
    """Print a receipt and return what it says."""
    documents = Documents()
    paper = Paper(documents, Printer(), lambda: "80 mm", lambda: "A4", Files())
    enrolment_paper.print_receipt(desk, kit.technician, paper, of.id)
    [made] = documents.enrolments
    return made


def test_what_was_captured_and_who_allowed_the_rest(
    desk: Desk, office: SmallOffice, kit: AtKit
) -> None:
    ready = told(desk, kit)
    left_out = allow_exception(
        desk, kit.technician, ready.id, "supervisor-1", PIN, Finger.LEFT_INDEX,
        ExceptionReason.BANDAGED, permanent=False,
    )  # fmt: skip
    by = accept_poor(desk, kit.technician, ready.id, "supervisor-2", PIN, Finger.RIGHT_THUMB)
    taken = content(exceptions=(left_out,), accepted=(Finger.RIGHT_THUMB, by))
    first, *others = taken.fingers
    several = (*others[:1], replace(others[1], qualities=(66, 67, 68), attempts=4))
    prints = [one for one in taken.prints if one.finger is not others[1].finger]
    thumbs = [one for one in taken.prints if one.finger is others[1].finger]
    taken = replace(
        taken,
        fingers=(first, *several),
        prints=(*prints, *(replace(thumbs[0], quality=q) for q in (66, 67, 68))),
    )
    waiting = confirm_capture(desk, kit.technician, KEYS, ready.id, taken).enrolment
    made = receipt(desk, kit, waiting)
    assert [(one.name, one.taken, one.result, one.detail) for one in made.fingers] == [
        (
            "Pulgar derecho",
            True,
            "Capturado con calidad menor",
            "1 impresión, calidad 61. Lo aceptó Simón Supervisor",
        ),
        ("Índice derecho", True, "Capturado", "1 impresión, calidad 62"),
        ("Pulgar izquierdo", True, "Capturado", "3 impresiones, calidad 66, 67, 68"),
        (
            "Índice izquierdo",
            False,
            "Exceptuado: vendado, temporal",
            "Lo autorizó Sara Supervisora",
        ),
        ("Fotografía", True, "Capturada", ""),
    ]
    assert (made.person, made.document, made.role) == (
        "Tatiana Titular",
        "Cédula 1710034065",
        "Titular",
    )
    assert (made.state, made.done) == ("En espera de comprobación", False)
    assert (made.reader, made.technician) == ("U.are.U 4500 · serie A1-77", "Tomás Técnico")
    assert made.head.entity == "Municipio de Ejemplo"
    assert "15 días" in made.rights
    assert made.kept.startswith("Mientras dure su designación y 5 años")
    assert told_of(desk, waiting.id)[-1].type == "biometric_looked"


def test_before_anything_was_captured_there_is_none(desk: Desk, kit: AtKit) -> None:
    asked = requested(desk, kit)
    with pytest.raises(NothingCaptured):
        receipt(desk, kit, asked)
    with pytest.raises(NotFound):
        receipt(desk, kit, replace(asked, id=new_id()))


def test_how_it_stands_in_every_state(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    changed_rules(desk, retention_years=1)
    checked = cleared(desk, kit)
    assert receipt(desk, kit, checked).state == "Comprobado"
    enrolled = enrolling.configure(desk, second_technician(desk, office), checked.id, kit.pc)
    made = receipt(desk, kit, enrolled)
    assert (made.state, made.done) == ("Activo", True)
    assert "1 año después" in made.kept
    with desk.units.write() as unit:
        step = begin(desk, unit, kit.technician, Action.ENROL)
        designation_ended(step, enrolled.id)
        [active] = unit.authorisers.of_entity(enrolled.entity_id)
        unit.authorisers.save(active.become(AuthoriserState.ENDED, desk.clock.now()))
    made = receipt(desk, kit, enrolled)
    assert (made.state, made.kept) == ("Terminado", "Hasta el 04/12/2027; luego se eliminan.")
    waiting = captured(desk, kit, ALTERNO)
    gone = enrolling.withdraw(desk, kit.technician, waiting.id, "Se arrepintió")
    made = receipt(desk, kit, gone)
    assert (made.state, made.kept) == ("Retirado", "Hasta el 04/12/2026; luego se eliminan.")


def test_with_a_centre_it_is_to_be_confirmed(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    with_centre(desk)
    made = receipt(desk, kit, configured(desk, office, kit))
    assert (made.state, made.done) == ("Por confirmar", False)


def test_of_fingerprints_that_were_on_file(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    configured(desk, office, kit)
    again = at_kit_again(desk, office, kit)
    asked = enrolling.request(desk, again.technician, again.case.id, kit.body.titular.id, TITULAR)
    enrolling.validate(desk, again.technician, asked.id)
    made = receipt(desk, kit, enrolling.use_file(desk, again.technician, asked.id))
    assert made.reader == "U.are.U 4500 · serie A1-77 (huellas que ya constaban)"
    assert made.notice_at is None


def test_one_that_a_later_enrolment_took_the_place_of(
    desk: Desk, office: SmallOffice, kit: AtKit
) -> None:
    first = configured(desk, office, kit)
    later = configured(desk, office, at_kit_again(desk, office, kit))
    made = receipt(desk, kit, first)
    assert (made.state, made.done) == ("Reemplazado", True)
    assert receipt(desk, kit, later).state == "Activo"


def test_a_hit_is_told_to_nobody_on_paper(desk: Desk, kit: AtKit) -> None:
    waiting = captured(desk, kit)
    with desk.units.write() as unit:
        hit = unit.enrolments.get(waiting.id).hit("Coincide un dedo")
        unit.log.append(
            "enrolment", hit.id, hit.version, "enrolment_checked", HIT, actor_id=None,
            at=desk.clock.now(),
        )  # fmt: skip
        unit.enrolments.save(hit)
    assert receipt(desk, kit, waiting).state == "En espera de comprobación"
    assert "oincid" not in str(receipt(desk, kit, clear_of(desk, waiting)))


def clear_of(desk: Desk, waiting: Enrolment) -> Enrolment:
    """Have the search find nothing after all."""
    return clear(desk, stored(desk, waiting))
