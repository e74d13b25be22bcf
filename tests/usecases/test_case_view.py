"""What the screens read of cases: trays, one case, its history in words, its papers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.ports import PrintOutcome
from desktop.usecases import case_paper, case_view, cases, checklists, resolving
from desktop.usecases.case_history import events_of
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.case_number import CaseNumber, NotACase, OtherOffice
from domain.case_parts import CaseState, ConformityKind
from domain.case_standing import urgency_of
from domain.cases import Case, WrongCaseState
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.errors import InvalidInput, NotFound
from domain.ids import new_id
from domain.people import Entity, Person
from domain.ports import TrayFilter, TrayScope
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import FakeClock, SmallOffice
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    resolve_and_close,
    seen,
)
from tests.usecases.hall import opened, told
from tests.usecases.test_paper import Documents, Files, Printer

ALL = TrayFilter(TrayScope.ALL)


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def person(desk: Desk, office: SmallOffice) -> Person:
    return a_person(desk, office)


@pytest.fixture
def entity(desk: Desk, office: SmallOffice) -> Entity:
    return an_entity(desk, office)


@pytest.fixture
def case(desk: Desk, ana: Actor, person: Person, entity: Entity) -> Case:
    return by_email(desk, ana, 4, person, entity, desk.clock.now())


@pytest.fixture
def returned(desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity) -> Case:
    """A case of service 1, returned for its fifth requirement."""
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, ticket)
    mark = checklists.Mark(5, Verdict.REJECTED, "no-seal", "en la hoja 2")
    check(desk, ana, case, skip=(6,))
    checklists.mark(desk, ana, case.id, mark)
    return checklists.give_back(desk, ana, case.id)


def test_my_tray_by_when_it_should_be_attended(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case, returned: Case, clock: FakeClock
) -> None:
    mine = TrayFilter(holder_id=ana.staff_id)
    tray = case_view.tray(desk, ana, mine)
    assert [row.number for row in tray.rows] == [case.number, returned.number]
    assert (tray.total, tray.overdue) == (2, 0)
    check(desk, ana, case)
    checklists.complete(desk, ana, case.id)
    clock.go(days=5)
    late = case_view.tray(desk, office.actor("recepcion-1"), TrayFilter())
    assert (late.total, late.overdue) == (2, 1)
    assert case_view.tray(desk, ana, replace(mine, holder_id=new_id())).rows == ()
    named = case_view.tray(desk, ana, TrayFilter(words="municipio eje"))
    assert len(named.rows) == 2
    with pytest.raises(InvalidInput):
        case_view.tray(desk, ana, TrayFilter(words="\x00"))


def test_finding_by_its_number(desk: Desk, ana: Actor, case: Case) -> None:
    assert case_view.find(desk, ana, case.number.lower()) == case
    assert case_view.find(desk, ana, f"VC1/{case.number}") == case
    assert case_view.is_case_number(case.number)
    assert not case_view.is_case_number("A-007")
    with pytest.raises(NotACase):
        case_view.find(desk, ana, "A-007")
    with pytest.raises(OtherOffice, match=r"de la oficina Cuenca, Av\. México"):
        case_view.find(desk, ana, str(CaseNumber("CUENCA", 26, 3)))
    with pytest.raises(OtherOffice, match="de la oficina LOJA"):
        case_view.find(desk, ana, str(CaseNumber("LOJA", 26, 3)))
    with pytest.raises(NotFound):
        case_view.find(desk, ana, str(CaseNumber("QUITO", 26, 99)))
    with pytest.raises(NotFound):
        case_view.view(desk, ana, new_id())


def test_cases_of_a_person_and_an_entity(
    desk: Desk, ana: Actor, case: Case, returned: Case, person: Person, entity: Entity
) -> None:
    numbers = {case.number, returned.number}
    assert {row.number for row in case_view.of_person(desk, ana, person.id)} == numbers
    assert {row.number for row in case_view.of_entity(desk, ana, entity.id)} == numbers
    assert case_view.of_entity(desk, ana, entity.id, "access") == []


def test_who_may_be_given_a_case(desk: Desk, office: SmallOffice, ana: Actor, case: Case) -> None:
    supervisor = office.actor("supervisor-1")
    names = [one.name for one in case_view.colleagues(desk, supervisor, 8)]
    assert names == ["Tomás Técnico"]
    everybody = case_view.colleagues(desk, supervisor)
    assert [(one.name, one.open_cases) for one in everybody][-1] == ("Ana Asesora", 1)
    assert [one.staff_id for one in case_view.holders(desk, supervisor)] == [ana.staff_id]


def test_a_case_keeps_the_catalogue_it_began_with(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case
) -> None:
    old = desk.catalogue
    changed = replace(
        old,
        version=old.version + 1,
        services=tuple(replace(s, requirements=()) for s in old.services),
    )
    desk.catalogues._known[changed.version] = changed
    desk.catalogues._in_force = changed
    view = seen(desk, ana, case.id)
    assert view.catalogue.version == old.version
    assert len(view.service.requirements) == 4
    assert not view.checklist.complete


def test_whose_it_is(desk: Desk, office: SmallOffice, ana: Actor, case: Case) -> None:
    assert seen(desk, ana, case.id).mine
    assert not seen(desk, office.actor("asesor-2"), case.id).mine
    assert not seen(desk, office.actor("recepcion-1"), case.id).mine


def test_the_history_in_words(
    desk: Desk, office: SmallOffice, ana: Actor, returned: Case, clock: FakeClock
) -> None:
    clock.go(hours=1)
    cases.resubmit(desk, ana, returned.id)
    cases.correct(desk, ana, returned.id, problem="Reemplazo")
    check(desk, ana, returned)
    checklists.complete(desk, ana, returned.id)
    other, supervisor = office.actor("asesor-2"), office.actor("supervisor-1")
    for code in ("create-user", "grant-role"):
        resolving.do_step(desk, ana, returned.id, code, "avillacis")
    resolving.undo_step(desk, ana, returned.id, "grant-role")
    resolving.refer(desk, ana, returned.id, "quality", "Falla")
    resolving.area_answered(desk, ana, returned.id, "Corregido")
    resolving.do_step(desk, ana, returned.id, "grant-role")
    done = resolving.Answer(SolutionType.DONE, "Usuario creado")
    resolve_and_close(desk, ana, returned.id, done, ConformityKind.GIVEN)
    resolving.reopen(desk, supervisor, returned.id, "Rol equivocado")
    cases.reassign(desk, supervisor, returned.id, other.staff_id, "Ausencia")
    cases.take(desk, other, returned.id)
    cases.withdraw(desk, other, returned.id, "Desiste")
    history = seen(desk, ana, returned.id).history
    words = [event.what for event in history]
    for line in (
        "Se abrió en ventanilla",
        "Se devolvió; puede completarse hasta el 21/12/2026",
        "Volvió con lo que faltaba (entrega 2)",
        "Se revisa otra vez lo que faltaba",
        "Se corrigieron sus datos",
        "Documentación completa",
        "Hecho: Crear el usuario administrador",
        "Se quitó como hecho: Asignar los permisos de su rol",
        "Pasó a diagnóstico",
        "Se derivó a Control de Calidad",
        "Respondió el área",
        "Se resolvió: Trámite realizado",
        "Se cerró: conforme",
        "El supervisor lo reabrió",
        "Se reasignó a Andrés Asesor",
        "Lo tomó",
        "Se retiró",
    ):
        assert line in words, line
    returning = history[words.index("Se devolvió; puede completarse hasta el 21/12/2026")]
    assert returning.detail.endswith("Falta el sello: en la hoja 2")
    assert history[0].who == "Ana Asesora"
    assert {event.kind for event in history} <= {op.type for op in told(desk, returned.id)}


def test_reclassified_and_lapsed_are_told(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity, clock: FakeClock
) -> None:
    ticket = at_the_counter(desk, office, ana, 1, person=person, entity=entity)
    case = opened_case(desk, ana, 1, ticket, apart="Otra dependencia")
    cases.reclassify(desk, ana, case.id, 2)
    check(desk, ana, case, 1)
    checklists.give_back(desk, ana, case.id)
    clock.go(days=30)
    cases.lapse_overdue(desk, ana)
    history = seen(desk, ana, case.id).history
    assert [(e.what, e.detail) for e in history if "servicio" in e.what] == [
        ("Se cambió de servicio", "Usuarios GAD y EP")
    ]
    assert history[-1].what == "Caducó: terminó el plazo para completarlo"
    assert "asunto distinto: Otra dependencia" in history[0].detail


def test_what_was_erased_or_is_unknown_is_still_a_line(
    desk: Desk, office: SmallOffice, ana: Actor, returned: Case
) -> None:
    kinds = [
        "case_opened",
        "case_begun",
        "requirement_marked",
        "case_returned",
        "case_resubmitted",
        "case_reassigned",
        "case_reclassified",
        "step_done",
        "step_undone",
        "case_referred",
        "case_answered",
        "case_resolved",
        "case_closed",
        "case_lapsed",
    ]
    first = told(desk, returned.id)[0]
    erased = [replace(first, type=kind, payload=None, actor_id=None) for kind in kinds]
    lines = events_of(erased, {}, office.office, {})
    assert all(line.detail == "Dato eliminado al cumplirse su plazo" for line in lines)
    assert all(line.what and not line.who for line in lines)
    later = replace(first, type="case_audited", payload="{}")
    assert events_of([later], {}, office.office, {})[0].what == "Hubo otro cambio"


def test_the_receipt_of_an_incomplete_submission_and_what_to_bring_back(
    desk: Desk, office: SmallOffice, ana: Actor, returned: Case
) -> None:
    documents, printer = Documents(), Printer()
    press = Paper(documents, printer, lambda: "Tickets", lambda: "Láser", Files())
    assert case_paper.print_receipt(desk, ana, press, returned.id) == PrintOutcome("Láser")
    case_paper.print_return(desk, ana, press, returned.id)
    assert printer.printed == [
        (b"receipt", "Láser", f"Comprobante {returned.number}"),
        (b"return", "Láser", f"Devolución {returned.number}"),
    ]
    assert case_paper.receipt_pdf(desk, ana, press, returned.id) == b"receipt"
    assert case_paper.return_pdf(desk, ana, press, returned.id) == b"return"
    receipt, sheet = documents.receipts[0], documents.returns[0]
    assert (receipt.complete, receipt.due, receipt.head.by) == (False, None, "Ana Asesora")
    assert (receipt.head.entity, receipt.head.bearer, receipt.head.channel) == (
        "Municipio de Ejemplo",
        "Luz Ejemplo",
        "en ventanilla",
    )
    assert [(line.number, line.in_order) for line in receipt.lines][-2:] == [(5, False), (6, None)]
    assert receipt.lines[4].detail == "Falta el sello: en la hoja 2"
    assert (sheet.term_ends, sheet.mend_days) == (date(2026, 12, 21), 10)
    assert [(line.number, line.problem) for line in sheet.lines] == [
        (5, "Falta el sello: en la hoja 2")
    ]
    assert sheet.lines[0].legal_base
    assert len(sheet.accepted) == 4


def test_the_receipt_of_a_complete_one(
    desk: Desk, office: SmallOffice, ana: Actor, person: Person, entity: Entity
) -> None:
    ticket = at_the_counter(desk, office, ana, 2, person=person, entity=entity)
    case = opened_case(desk, ana, 2, ticket)
    with pytest.raises(WrongCaseState):
        case_paper.print_return(
            desk, ana, Paper(Documents(), Printer(), str, str, Files()), case.id
        )
    assert not case_paper.receipt_of(seen(desk, ana, case.id)).complete
    mark = checklists.Mark(5, Verdict.VERIFIED, place="SRI en línea", text="Activo")
    checklists.mark(desk, ana, case.id, mark)
    check(desk, ana, case)
    checklists.complete(desk, ana, case.id)
    receipt = case_paper.receipt_of(seen(desk, ana, case.id))
    assert receipt.complete
    assert receipt.due is not None
    assert f"{receipt.due:%d/%m/%Y %H:%M}" == "09/12/2026 17:00"
    assert receipt.lines[4].detail == "SRI en línea: Activo"
    assert receipt.head.qr == f"VC1/{case.number}"


def test_the_receipt_of_a_call_names_who_called(desk: Desk, ana: Actor, clock: FakeClock) -> None:
    case = opened_case(
        desk, ana, 7, channel=Channel.PHONE, sender="María", topic="access", problem="No entra"
    )
    receipt = case_paper.receipt_of(seen(desk, ana, case.id))
    assert (receipt.head.bearer, receipt.head.entity, receipt.lines) == ("María", "", ())
    assert receipt.complete
    assert urgency_of(case, clock.now() + timedelta(hours=1)) is not None
    assert case.state is CaseState.IN_PROCESS


def test_beneficiary_and_signer_are_copied(
    desk: Desk, office: SmallOffice, ana: Actor, case: Case, person: Person
) -> None:
    other = a_person(desk, office, "0962467429", "Otra Persona")
    parties = replace(case.parties, beneficiary_id=other.id, signer_id=person.id)
    cases.correct(desk, ana, case.id, parties=parties)
    view = seen(desk, ana, case.id)
    assert view.parties.served == other
    assert view.parties.signer == person
    assert case_paper.receipt_of(view).head.beneficiary == "Otra Persona"


def test_a_case_that_nobody_has(desk: Desk, ana: Actor, case: Case) -> None:
    with desk.units.write() as unit:
        nobody = replace(case, holder_id=None, version=case.version + 1)
        unit.cases.save(nobody)
        unit.log.append("case", case.id, 2, "told", {}, actor_id=None, at=desk.clock.now())
    view = seen(desk, ana, case.id)
    assert (view.holder, view.mine) == ("", True)
    assert case_paper.receipt_of(view).head.by == "Ana Asesora"
    assert cases.take(desk, ana, case.id).holder_id == ana.staff_id
    supervisor_takes = cases.reassign(desk, ana, case.id, ana.staff_id, "Sigue")
    assert supervisor_takes.holder_id == ana.staff_id
