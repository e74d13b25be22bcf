"""The forms of a case: which there are, filled with what is known, printed, saved, told."""

import json
from datetime import date
from typing import Any

import pytest

from desktop.documents import PdfDocuments
from desktop.ports import PrintOutcome
from desktop.ports.forms import VALUES, FormPaper
from desktop.usecases import case_view, checklists, enrolling, forms, kits, reception, resolving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk, begin
from desktop.usecases.form_values import values_of
from desktop.usecases.paper import Paper
from domain.authorisers import AuthoriserState
from domain.case_parts import Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.errors import InvalidInput, NotFound, PrintFailed
from domain.form_mark import COVER
from domain.people import DocumentType
from domain.seats import AuthoriserRole
from domain.solutions import SolutionType
from domain.staff import Action, Actor, NotAllowed
from tests.office import SmallOffice
from tests.usecases.at_the_kit import AtKit, at_kit, requested
from tests.usecases.authorising import a_body, enrolled, technician
from tests.usecases.casework import (
    a_person,
    an_entity,
    at_the_counter,
    by_email,
    check,
    opened_case,
    seen,
)
from tests.usecases.hall import opened, told
from tests.usecases.test_paper import Documents, Files, Printer

ACCESS = {"ACCESOSOL", "ACCESOCONF", "ACCESOCONS"}


@pytest.fixture
def documents() -> Documents:
    """Documents that know the forms of the program, and keep what was asked for."""
    made = Documents()
    made.templates = tuple(PdfDocuments().forms())
    return made


@pytest.fixture
def paper(documents: Documents) -> Paper:
    return Paper(documents, Printer(), lambda: "80 mm", lambda: "A4", Files())


@pytest.fixture
def ana(desk: Desk, office: SmallOffice) -> Actor:
    return opened(desk, office, "asesor-1", 1)


@pytest.fixture
def case(desk: Desk, office: SmallOffice, ana: Actor) -> Case:
    """Of service 1, brought by Luz for Berta, signed by Saúl."""
    luz, entity = a_person(desk, office), an_entity(desk, office)
    berta = a_person(desk, office, "0962467429", "Berta Beneficiaria")
    saul = reception.register_person(
        desk,
        office.actor("recepcion-1"),
        reception.PersonDraft(DocumentType.PASSPORT, "AB123456", "Saúl Firmante"),
    )
    ticket = at_the_counter(desk, office, ana, 1, person=luz, entity=entity)
    parties = Parties(luz.id, berta.id, saul.id, entity.id)
    return opened_case(desk, ana, 1, ticket, parties=parties)


def values(desk: Desk, actor: Actor, case: Case) -> dict[str, str]:
    """Return what a form of a case may be filled with."""
    view = seen(desk, actor, case.id)
    with desk.units.read() as unit:
        return dict(values_of(begin(desk, unit, actor, Action.SEE_DOCUMENTS), view))


def test_a_case_is_offered_its_forms_each_with_its_cover(
    desk: Desk, ana: Actor, paper: Paper, case: Case
) -> None:
    found = forms.offered(desk, ana, paper, case.id)

    by_place: dict[int, list[str]] = {}
    for one in found:
        by_place.setdefault(one.requirement, []).append(one.key)
    assert by_place == {
        1: ["ADMINISTRADOR", COVER],
        2: ["ACUERDOADM", COVER],
        3: [COVER],
        4: [COVER],
        5: ["ACTAIDENT", COVER],
        6: ["OFDESACTIVA", COVER],
        0: ["ACCESOCONF", "ACCESOCONS", "ACCESOSOL", "CONFORMIDAD"],
    }
    form = found[0]
    assert (form.code, form.title) == (
        "F.SI.AS.02",
        "Formulario de creación de usuarios administradores",
    )
    assert [key for key, _ in form.asks] == ["position", "unit", "signer-position"]
    assert form.missing == (
        "Teléfono de quien usará el servicio",
        "Usuario del administrador anterior",
    )


@pytest.mark.parametrize("number", range(1, 11))
def test_each_service_has_its_forms(
    desk: Desk, office: SmallOffice, paper: Paper, documents: Documents, number: int
) -> None:
    at_counter = number in {1, 2, 3, 6}
    actor = office.actor("tecnico-1" if number in {5, 8, 9} else "asesor-1")
    person, entity = a_person(desk, office), an_entity(desk, office)
    about: dict[str, Any] = {}
    if number in {6, 7}:
        about = {"topic": "access", "problem": "No entra"}
    if at_counter:
        actor = opened(desk, office, "asesor-1", 1)
        ticket = at_the_counter(desk, office, actor, number, person=person, entity=entity)
        made = opened_case(desk, actor, number, ticket, **about)
    else:
        made = opened_case(
            desk,
            actor,
            number,
            channel=Channel.PHONE if number == 7 else Channel.EMAIL,
            sender="tesoreria@ejemplo.gob.ec",
            parties=Parties(person.id, entity_id=entity.id),
            email_condition_holds=True,
            **about,
        )
    for one in forms.offered(desk, actor, paper, made.id):
        assert (
            forms.form_of(desk, actor, paper, forms.WantedForm(made.id, one.key, one.requirement))
            == b"form"
        )
    keys = {filled.key for filled in documents.filled}
    assert "CONFORMIDAD" in keys
    assert (keys & ACCESS == ACCESS) is (number in {1, 2, 3, 4})
    assert (COVER in keys) is (number not in {6, 7})


def test_a_form_is_filled_with_what_the_case_knows(
    desk: Desk, ana: Actor, paper: Paper, documents: Documents, case: Case
) -> None:
    typed = {"position": " Tesorera ", "other": "nobody asked"}
    assert (
        forms.form_of(desk, ana, paper, forms.WantedForm(case.id, "ADMINISTRADOR", 1, typed))
        == b"form"
    )

    [form] = documents.filled
    assert isinstance(form, FormPaper)
    assert (form.key, form.case, form.requirement) == ("ADMINISTRADOR", case.number, 1)
    assert (form.ministry, form.office) == (
        seen(desk, ana, case.id).office.ministry,
        seen(desk, ana, case.id).office.name,
    )
    assert f"{form.made_at:%d/%m/%Y %H:%M}" == "04/12/2026 08:00"
    expected = {
        "asked.position": "Tesorera",
        "asked.unit": "",
        "beneficiary.name": "Berta Beneficiaria",
        "bearer.name": "Luz Ejemplo",
        "bearer.document": "1710034065",
        "bearer.email": "luz@ejemplo.ec",
        "signer.name": "Saúl Firmante",
        "signer.document": "Pasaporte AB123456",
        "entity.name": "Municipio de Ejemplo",
        "entity.ruc": "1760001550001",
        "entity.code": "1234",
        "field.administrator-kind": "Informático",
        "requirement.number": "1",
        "requirement.document": "Formulario de creación de usuarios administradores",
        "requirement.details": "Original, firma reconocida ante notario, sello institucional",
        "case.received": "04/12/2026",
        "case.channel": "en ventanilla",
        "today": "4 de diciembre de 2026",
        "staff.name": ana.full_name,
    }
    assert {name: form.values.get(name) for name in expected} == expected
    assert "asked.other" not in form.values
    known = {name for name in form.values if not name.startswith(("asked.", "field."))}
    assert known <= set(VALUES)


def test_what_is_typed_must_be_printable(desk: Desk, ana: Actor, paper: Paper, case: Case) -> None:
    for text in ("\x00", "x" * 601):
        with pytest.raises(InvalidInput):
            forms.form_of(
                desk, ana, paper, forms.WantedForm(case.id, "ADMINISTRADOR", 1, {"unit": text})
            )


@pytest.mark.parametrize(
    ("key", "number"), [("ADMINISTRADOR", 2), ("ANEXO4", 3), (COVER, 0), (COVER, 9), ("NADA", 1)]
)
def test_a_form_that_the_case_has_not_is_refused(
    desk: Desk, ana: Actor, paper: Paper, case: Case, key: str, number: int
) -> None:
    with pytest.raises(NotFound):
        forms.print_form(desk, ana, paper, forms.WantedForm(case.id, key, number))
    assert "form_printed" not in [operation.type for operation in told(desk, case.id)]


def test_what_was_printed_or_saved_is_told(
    desk: Desk, ana: Actor, paper: Paper, case: Case
) -> None:
    printed = forms.print_form(desk, ana, paper, forms.WantedForm(case.id, "ACTAIDENT", 5))
    path = forms.save_form(desk, ana, paper, forms.WantedForm(case.id, COVER, 3))

    title = "Acta de entrega-recepción de la identificación de usuario administrador"
    assert printed == PrintOutcome("A4")
    assert paper.printer.printed == [(b"form", "A4", f"{case.number} {title}")]  # type: ignore[attr-defined]
    assert path.name == f"{case.number} Carátula para escanear.pdf"
    tells = [one for one in told(desk, case.id) if one.type == "form_printed"]
    assert [json.loads(one.payload or "") for one in tells] == [
        {
            "number": case.number, "form": "ACTAIDENT", "title": title,
            "version": 1, "requirement": 5,
        },
        {
            "number": case.number, "form": COVER, "title": "Carátula para escanear",
            "version": 1, "requirement": 3,
        },
    ]  # fmt: skip
    view = seen(desk, ana, case.id)
    assert view.case.version == case.version
    assert [event.what for event in view.history][-2:] == [
        f"Se imprimió o guardó: {title}",
        "Se imprimió o guardó: Carátula para escanear",
    ]


def test_what_was_not_printed_is_not_told(
    desk: Desk, ana: Actor, documents: Documents, case: Case
) -> None:
    class Broken(Printer):
        def print_pdf(self, data: bytes, *, printer: str, title: str) -> PrintOutcome:
            raise PrintFailed("Sin papel.")

    paper = Paper(documents, Broken(), lambda: "", lambda: "", Files())
    with pytest.raises(PrintFailed):
        forms.print_form(desk, ana, paper, forms.WantedForm(case.id, COVER, 3))
    assert "form_printed" not in [operation.type for operation in told(desk, case.id)]


def test_who_sees_no_cases_prints_no_form(
    desk: Desk, office: SmallOffice, paper: Paper, case: Case
) -> None:
    with pytest.raises(NotAllowed):
        forms.offered(desk, office.actor("admin-1"), paper, case.id)


def test_by_e_mail_the_sender_stands_for_who_did_not_come(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    entity = an_entity(desk, office)
    luz = a_person(desk, office)
    made = by_email(desk, ana, 4, luz, entity, desk.clock.now())
    got = values(desk, ana, made)
    assert (got["bearer.name"], got["case.user"]) == ("Luz Ejemplo", "avillacis")
    call = open_case(
        desk,
        ana,
        NewCase(7, Channel.PHONE, topic="access", problem="No entra", sender="Luz, por teléfono"),
    )
    got = values(desk, ana, call)
    assert got["bearer.name"] == "Luz, por teléfono"
    assert "entity.name" not in got
    assert "bearer.document" not in got


def test_what_was_solved_stands_in_the_conformity_form(
    desk: Desk, office: SmallOffice, ana: Actor
) -> None:
    nameless = reception.register_person(
        desk, office.actor("recepcion-1"), reception.PersonDraft(DocumentType.NONE, "", "Rosa")
    )
    ticket = at_the_counter(desk, office, ana, 6, person=nameless)
    support = opened_case(desk, ana, 6, ticket, topic="access", system="eSIGEF", problem="No entra")
    got = values(desk, ana, support)
    assert (got["case.topic"], got["case.system"]) == ("Usuarios y contraseñas", "eSIGEF")
    assert (got["case.problem"], got["case.solution"]) == ("No entra", "")
    assert (got["bearer.name"], got["bearer.document"]) == ("Rosa", "")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
    resolving.resolve(desk, ana, support.id, answer)
    got = values(desk, ana, support)
    assert (got["case.solution"], got["case.detail"]) == (
        SolutionType.EXPLAINED.label,
        "Se le explicó",
    )


def test_the_user_created_stands_in_the_record(desk: Desk, ana: Actor, case: Case) -> None:
    check(desk, ana, case, skip=(6,))
    checklists.complete(desk, ana, case.id)
    assert values(desk, ana, case)["case.user"] == ""
    resolving.do_step(desk, ana, case.id, "grant-role", "")
    assert values(desk, ana, case)["case.user"] == ""
    resolving.do_step(desk, ana, case.id, "create-user", "bbeneficiaria")
    assert values(desk, ana, case)["case.user"] == "bbeneficiaria"


@pytest.fixture
def kit(desk: Desk, office: SmallOffice) -> AtKit:
    return at_kit(desk, office)


def test_who_is_enrolled_and_what_was_lent(desk: Desk, kit: AtKit) -> None:
    actor = kit.technician
    got = values(desk, actor, kit.case)
    assert "titular.name" not in got
    withdrawn = requested(desk, kit, AuthoriserRole.ALTERNO)
    enrolling.withdraw(desk, actor, withdrawn.id, "Otra persona")
    requested(desk, kit)
    got = values(desk, actor, kit.case)
    assert got["titular.name"] == "Tatiana Titular"
    assert "alterno.name" not in got
    expected = {
        "contract.number": "CC-1",
        "contract.signed": "05/01/2026",
        "contract.ends": "",
        "kit.model": "U.are.U 4500",
        "kit.record": "AE-1",
        "kit.delivered": "05/01/2026",
        "pc.name": "PAGOS-1",
        "pc.serial": "PC-77",
        "pc.place": "",
    }
    assert {name: got[name] for name in expected} == expected


def test_what_is_over_is_not_filled_in(desk: Desk, office: SmallOffice) -> None:
    body, actor = a_body(desk, office), technician(office)
    form = kits.ContractForm("CC-0", date(2025, 1, 5), date(2025, 12, 31))
    contract = kits.register_contract(desk, actor, body.entity.id, form)
    lent = kits.KitForm(contract.id, "U.are.U", "K-0", "AE-0", date(2025, 1, 5), date(2025, 12, 31))
    kits.register_kit(desk, actor, body.entity.id, lent)
    case = by_email(desk, actor, 8, body.titular, body.entity, desk.clock.now())
    got = values(desk, actor, case)
    assert not {name for name in got if name.startswith(("contract.", "kit.", "pc."))}
    assert (got["absence.first"], got["absence.last"]) == ("09/12/2026", "11/12/2026")


def test_an_absence_names_who_authorises_for_the_entity(desk: Desk, office: SmallOffice) -> None:
    body, actor = a_body(desk, office), technician(office)
    enrolled(desk, office, body, body.titular, AuthoriserRole.TITULAR)
    alterno = enrolled(desk, office, body, body.alterno, AuthoriserRole.ALTERNO)
    case = by_email(desk, actor, 8, body.titular, body.entity, desk.clock.now())
    got = values(desk, actor, case)
    assert (got["titular.name"], got["alterno.document"]) == ("Tatiana Titular", "0962467429")
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.ENROL)
        step.tell("authoriser", alterno.id, 9, "told", {})
        gone = unit.authorisers.get(alterno.id)
        unit.authorisers.save(gone.become(AuthoriserState.ENDED, desk.clock.now()))
    assert "alterno.name" not in values(desk, actor, case)


def test_a_case_that_is_not_there_has_no_forms(desk: Desk, ana: Actor, paper: Paper) -> None:
    with pytest.raises(NotFound):
        forms.offered(desk, ana, paper, ana.staff_id)
    with pytest.raises(NotFound):
        case_view.view(desk, ana, ana.staff_id)
