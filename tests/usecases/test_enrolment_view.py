"""What the page reads: who is here, what each waits for, and what may be done with it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.usecases import checklists, enrolling, enrolment_view, resolving
from desktop.usecases.capturing import accept_poor, allow_exception, confirm_capture
from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk, begin
from desktop.usecases.enrolment_admin import designation_ended, record_look
from desktop.usecases.enrolment_history import _LINES, enrolment_events
from desktop.usecases.enrolment_standing import Deed
from desktop.usecases.enrolment_view import EnrolmentView
from domain.authorisers import AuthoriserState, ChangeState
from domain.case_parts import CaseState, ConformityKind
from domain.enrolment import Enrolment
from domain.errors import NotFound
from domain.fingers import ExceptionReason, Finger
from domain.ids import new_id
from domain.operations import Operation
from domain.solutions import SolutionType
from domain.staff import Action, Actor
from tests.office import PIN, SmallOffice
from tests.usecases.at_the_kit import (
    ALTERNO,
    KEYS,
    TITULAR,
    AtKit,
    at_kit,
    captured,
    changed_rules,
    clear,
    cleared,
    configured,
    content,
    requested,
    second_technician,
    told,
    with_centre,
)
from tests.usecases.authorising import a_body, a_case, technician
from tests.usecases.casework import at_the_counter, check, opened_case
from tests.usecases.hall import opened

HIT = {"outcome": "hit", "words": "Coincide un dedo", "by": ""}


@pytest.fixture
def kit(desk: Desk, office: SmallOffice) -> AtKit:
    """A case of enrolment whose papers are complete."""
    return at_kit(desk, office)


def seen(desk: Desk, actor: Actor, one: Enrolment) -> EnrolmentView:
    """Read one enrolment."""
    return enrolment_view.view(desk, actor, one.id)


def waits(desk: Desk, actor: Actor) -> dict[str, str]:
    """What each open enrolment waits for, by the person."""
    return {row.person.name: row.waits for row in enrolment_view.overview(desk, actor).rows}


# ------------------------------------------------------------------------------ the list
def test_the_list_says_what_each_waits_for(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    actor = kit.technician
    name = "Tatiana Titular"
    first = requested(desk, kit)
    assert waits(desk, actor) == {name: "Documentos por validar"}
    enrolling.validate(desk, actor, first.id)
    assert waits(desk, actor) == {name: "Aviso de privacidad por dar"}
    enrolling.give_notice(desk, actor, first.id)
    assert waits(desk, actor) == {name: "Huellas y fotografía por capturar"}
    waiting = confirm_capture(desk, actor, KEYS, first.id, content()).enrolment
    assert waits(desk, actor) == {name: "En espera de comprobación"}
    with_centre(desk)
    assert waits(desk, actor) == {name: "En espera de comprobación; por enviar al centro"}
    with desk.units.write() as unit:
        unit.packets.sent(waiting.packet, desk.clock.now(), 1)
    assert waits(desk, actor) == {name: "En espera de comprobación"}
    with desk.units.write() as unit:
        hit = unit.enrolments.get(first.id).hit("Coincide un dedo")
        unit.log.append(
            "enrolment", hit.id, hit.version, "enrolment_checked", HIT, actor_id=None,
            at=desk.clock.now(),
        )  # fmt: skip
        unit.enrolments.save(hit)
    assert waits(desk, actor) == {name: "Hay una coincidencia por decidir"}
    last = seen(desk, actor, hit).history[-1]
    assert (last.what, last.detail) == ("Hay una coincidencia por decidir", "Coincide un dedo")
    clear(desk, hit)
    assert waits(desk, actor) == {name: "Por configurar en el Sistema de Autenticación Biométrica"}
    done = enrolling.configure(desk, second_technician(desk, office), first.id, kit.pc)
    assert waits(desk, actor) == {name: "Entidad por notificar"}
    enrolling.notify(desk, actor, done.id)
    assert waits(desk, actor) == {}
    assert seen(desk, actor, done).waits == ""


def test_a_capture_that_cannot_be_used_is_to_be_repeated(desk: Desk, kit: AtKit) -> None:
    waiting = captured(desk, kit)
    told_of = {"outcome": "refused", "words": "Se dañaron.", "by": ""}
    with desk.units.write() as unit:
        back = unit.enrolments.get(waiting.id).capture_again("Se dañaron.")
        unit.log.append(
            "enrolment", back.id, back.version, "enrolment_checked", told_of, actor_id=None,
            at=desk.clock.now(),
        )  # fmt: skip
        unit.enrolments.save(back)
    assert waits(desk, kit.technician) == {"Tatiana Titular": "Captura por repetir: Se dañaron."}
    assert seen(desk, kit.technician, back).history[-1].what == "La captura no se pudo usar"
    again = confirm_capture(desk, kit.technician, KEYS, back.id, content())
    assert not again.again
    assert waits(desk, kit.technician) == {"Tatiana Titular": "En espera de comprobación"}


def test_what_lacks_and_what_came_back(desk: Desk, office: SmallOffice) -> None:
    body, actor = a_body(desk, office), technician(office)
    case = a_case(desk, actor, 5, body)
    requested(desk, AtKit(body, case, actor, new_id()))
    assert waits(desk, actor)["Tatiana Titular"].startswith("Falta: la documentación completa")
    check(desk, actor, case, 4)
    checklists.give_back(desk, actor, case.id)
    assert waits(desk, actor)["Tatiana Titular"] == "Devuelto con el trámite"


def test_who_is_here_comes_first(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    requested(desk, kit)
    actor = opened(desk, office, "tecnico-1", 3)
    ticket = at_the_counter(desk, office, actor, 5, person=kit.body.alterno, entity=kit.body.entity)
    visit = opened_case(desk, actor, 5, ticket, apart="Otro pedido")
    found = enrolment_view.overview(desk, actor)
    assert [(one.number, one.here) for one in found.to_request] == [(visit.number, True)]
    assert found.to_request[0].bearer == "Alberto Alterno"
    enrolling.request(desk, actor, visit.id, kit.body.alterno.id, ALTERNO)
    found = enrolment_view.overview(desk, actor)
    assert found.to_request == ()
    assert [(row.person.name, row.here, row.mine) for row in found.rows] == [
        ("Alberto Alterno", True, True),
        ("Tatiana Titular", False, True),
    ]
    other = enrolment_view.overview(desk, second_technician(desk, office))
    assert [(row.here, row.mine, row.holder) for row in other.rows] == [
        (False, False, "Tomás Técnico")
    ] * 2


def test_cases_that_enrol_nobody_yet(
    desk: Desk, office: SmallOffice, kit: AtKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, body = kit.technician, kit.body
    a_case(desk, actor, 9, body, {"absence-from": "04/12/2026"})  # enrols nobody ever
    returned = a_case(desk, actor, 5, body)
    check(desk, actor, returned, 4)
    checklists.give_back(desk, actor, returned.id)
    found = enrolment_view.overview(desk, actor).to_request
    assert [(one.number, one.entity, one.state) for one in found] == [
        (kit.case.number, "Municipio de Ejemplo", CaseState.IN_PROCESS)
    ]
    gone = requested(desk, kit)
    assert enrolment_view.overview(desk, actor).to_request == ()
    enrolling.withdraw(desk, actor, gone.id, "No viene")
    assert len(enrolment_view.overview(desk, actor).to_request) == 1

    def unreadable(*_: object) -> None:
        raise VersionUnreadable(1)

    monkeypatch.setattr(enrolment_view, "service_of", unreadable)
    assert enrolment_view.overview(desk, actor).to_request == ()
    assert not seen(desk, actor, gone).mine


def test_a_case_without_bearer_or_entity_is_listed_all_the_same(
    desk: Desk, office: SmallOffice, kit: AtKit
) -> None:
    bare = replace(
        kit.case,
        parties=replace(kit.case.parties, bearer_id=None, entity_id=None),
        version=kit.case.version + 1,
    )
    with desk.units.write() as unit:
        unit.log.append("case", bare.id, bare.version, "x", {}, actor_id=None, at=desk.clock.now())
        unit.cases.save(bare)
    [one] = enrolment_view.overview(desk, kit.technician).to_request
    assert (one.bearer, one.entity) == ("tesoreria@ejemplo.gob.ec", "")


def test_capturing_stops_where_too_much_waits(desk: Desk, kit: AtKit) -> None:
    changed_rules(desk, most_unsent=1)
    captured(desk, kit)
    found = enrolment_view.overview(desk, kit.technician)
    assert (found.unsent, found.most_unsent, found.linked, found.full) == (1, 1, False, False)
    with_centre(desk)
    assert enrolment_view.overview(desk, kit.technician).full


# ------------------------------------------------------------------------------ one whole
def test_what_can_be_done_and_by_whom(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    actor, other = kit.technician, second_technician(desk, office)
    supervisor = office.actor("supervisor-1")
    asked = requested(desk, kit)
    assert seen(desk, actor, asked).deeds == {Deed.VALIDATE, Deed.WITHDRAW}
    assert seen(desk, other, asked).deeds == set()
    assert not seen(desk, other, asked).mine
    assert seen(desk, supervisor, asked).deeds == set()
    enrolling.validate(desk, actor, asked.id)
    assert seen(desk, actor, asked).deeds == {Deed.NOTICE, Deed.WITHDRAW}
    enrolling.give_notice(desk, actor, asked.id)
    assert seen(desk, actor, asked).deeds == {Deed.NOTICE, Deed.CAPTURE, Deed.WITHDRAW}
    waiting = confirm_capture(desk, actor, KEYS, asked.id, content()).enrolment
    assert seen(desk, actor, waiting).deeds == {Deed.RECEIPT, Deed.WITHDRAW}
    assert seen(desk, supervisor, waiting).deeds == {Deed.RECEIPT}
    assert seen(desk, actor, waiting).summary == content().summary
    clear(desk, waiting)
    assert seen(desk, actor, asked).deeds == {Deed.RECEIPT, Deed.WITHDRAW}
    assert seen(desk, other, asked).deeds == {Deed.RECEIPT, Deed.CONFIGURE}
    changed_rules(desk, two_people=False)
    assert Deed.CONFIGURE in seen(desk, actor, asked).deeds
    enrolling.configure(desk, other, asked.id, kit.pc)
    assert seen(desk, other, asked).deeds == {Deed.RECEIPT, Deed.NOTIFY, Deed.NOTE_ODS}
    enrolling.notify(desk, other, asked.id)
    assert seen(desk, actor, asked).deeds == {Deed.RECEIPT, Deed.NOTE_ODS}


def test_what_one_tells(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    asked = requested(desk, kit)
    view = seen(desk, kit.technician, asked)
    assert (view.person, view.entity) == (kit.body.titular, kit.body.entity)
    assert (view.holder, view.mine, view.missing) == ("Tomás Técnico", True, ())
    assert [pc.name for pc in view.pcs] == ["PAGOS-1"]
    assert (view.next, view.siblings, view.authoriser, view.asked) == (None, (), None, None)
    assert {one.label: one.value for one in view.copied}["Función"] == "Titular"
    assert [one.what for one in view.history] == ["Se pidió el enrolamiento"]
    alterno = requested(desk, kit, ALTERNO)
    view = seen(desk, kit.technician, asked)
    assert view.next is not None
    assert (view.next.person, view.next.enrolment) == (kit.body.alterno, alterno)
    with pytest.raises(NotFound):
        enrolment_view.view(desk, kit.technician, new_id())


def test_a_case_that_nobody_has_is_anybodys(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    done = configured(desk, office, kit)
    supervisor = office.actor("supervisor-1")
    answer = resolving.Answer(SolutionType.DONE, "Listo")
    resolving.resolve(desk, kit.technician, kit.case.id, answer)
    resolving.close(desk, kit.technician, kit.case.id, ConformityKind.GIVEN)
    resolving.reopen(desk, supervisor, kit.case.id, "Falta el alterno")
    with desk.units.write() as unit:
        case = unit.cases.get(kit.case.id)
        free = replace(case, holder_id=None, version=case.version + 1)
        unit.log.append("case", free.id, free.version, "x", {}, actor_id=None, at=desk.clock.now())
        unit.cases.save(free)
    late = requested(desk, kit, ALTERNO)
    view = seen(desk, second_technician(desk, office), late)
    assert (view.holder, view.mine) == ("", True)
    row = enrolment_view.overview(desk, kit.technician).rows[0]
    assert (row.holder, row.mine) == ("", True)
    assert done.state != late.state


def test_fingerprints_on_file_serve_again(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    first = configured(desk, office, kit)
    case = a_case(desk, kit.technician, 5, kit.body)
    check(desk, kit.technician, case)
    checklists.complete(desk, kit.technician, case.id)
    asked = enrolling.request(desk, kit.technician, case.id, kit.body.titular.id, TITULAR)
    enrolling.validate(desk, kit.technician, asked.id)
    view = seen(desk, kit.technician, asked)
    assert Deed.USE_FILE in view.deeds
    assert view.filed_at == first.captured_at


def test_what_came_of_it(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    first = configured(desk, office, kit)
    view = seen(desk, kit.technician, first)
    assert view.authoriser is not None
    assert (view.authoriser.state, view.asked) == (AuthoriserState.ACTIVE, None)
    alterno = enrolling.configure(
        desk, second_technician(desk, office), cleared(desk, kit, ALTERNO).id, kit.pc
    )
    view = seen(desk, kit.technician, alterno)
    assert view.authoriser is not None
    assert (view.authoriser.state, view.asked) == (AuthoriserState.ENROLLED_INACTIVE, None)


def test_with_a_centre_it_is_to_be_confirmed(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    with_centre(desk)
    view = seen(desk, kit.technician, configured(desk, office, kit))
    assert view.asked is not None
    assert view.asked.state is ChangeState.WAITING
    assert view.names[view.enrolment.configured_by or new_id()] == "Andrés Asesor"


def test_the_history_is_told_in_words(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    actor = kit.technician
    ready = told(desk, kit)
    left_out = allow_exception(
        desk, actor, ready.id, "supervisor-1", PIN, Finger.LEFT_INDEX,
        ExceptionReason.MISSING, permanent=True,
    )  # fmt: skip
    by = accept_poor(desk, actor, ready.id, "supervisor-1", PIN, Finger.RIGHT_THUMB)
    taken = content(exceptions=(left_out,), accepted=(Finger.RIGHT_THUMB, by))
    clear(desk, confirm_capture(desk, actor, KEYS, ready.id, taken).enrolment)
    done = enrolling.configure(desk, second_technician(desk, office), ready.id, kit.pc)
    enrolling.note_ods(desk, actor, done.id, installed=False)
    enrolling.note_ods(desk, actor, done.id, installed=True)
    enrolling.notify(desk, actor, done.id)
    record_look(desk, office.actor("supervisor-1"), done.id, "Pidió acceso")
    with desk.units.write() as unit:
        designation_ended(begin(desk, unit, actor, Action.ENROL), done.id)
    lines = [(one.who, one.what, one.detail) for one in seen(desk, actor, done).history]
    assert lines[3:] == [
        (
            "Sara Supervisora",
            "Un supervisor autorizó una excepción",
            "Índice izquierdo: ausente, permanente",
        ),
        (
            "Sara Supervisora",
            "Un supervisor aceptó la mejor captura de un dedo",
            "Pulgar derecho",
        ),
        ("Tomás Técnico", "Captura confirmada y cifrada", "3 dedos, 1 excepción"),
        ("", "Comprobado", ""),
        ("Andrés Asesor", "Configurado en el Sistema de Autenticación Biométrica", ""),
        ("Tomás Técnico", "La entidad todavía no instala el programa ODS", ""),
        ("Tomás Técnico", "La entidad instaló el programa ODS", ""),
        ("Tomás Técnico", "Se notificó a la entidad", ""),
        ("Sara Supervisora", "Consultó el registro biométrico", "Pidió acceso"),
        ("Tomás Técnico", "Terminó su designación", "se conserva hasta el 04/12/2031"),
    ]


def test_what_was_erased_of_the_history_is_told_as_that(desk: Desk, office: SmallOffice) -> None:
    at = datetime(2026, 12, 4, 14, tzinfo=UTC)
    erased = [
        Operation(
            new_id(), new_id(), "PC", n, "enrolment", new_id(), 1, type_, 1, None, at, None,
            "", "", "",
        )
        for n, type_ in enumerate(_LINES, start=1)
    ]  # fmt: skip
    events = enrolment_events(erased, {}, office.office, {})
    assert {one.detail for one in events} == {"Dato eliminado al cumplirse su plazo"}
    assert all(one.what for one in events)
