"""The forms that go out of a case: which there are, filled with what is known, printed, saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from desktop.ports import PrintOutcome
from desktop.ports.forms import (
    ANY_CASE,
    ASKED,
    FIELD,
    VALUES,
    FormAbout,
    FormKind,
    FormOffered,
    FormPaper,
)
from desktop.usecases.case_view import CaseView, view
from desktop.usecases.desk import Desk, begin
from desktop.usecases.form_values import values_of, values_of_requirement
from desktop.usecases.paper import Paper
from domain.catalogue import Service
from domain.documents import WHOLE_CASE
from domain.errors import NotFound
from domain.requirements import RequirementKind
from domain.staff import Action, Actor
from domain.text import clean_text

TYPED_LIMIT = 600
"""Longest text typed into a form before printing, in characters."""


@dataclass(frozen=True, slots=True)
class WantedForm:
    """A form that somebody asks for.

    Attributes:
        key: of the form.
        requirement: which one it meets, 0 for the case as a whole.
        typed: what was typed for what the form asks, by key.
    """

    case_id: UUID
    key: str
    requirement: int
    typed: Mapping[str, str] = field(default_factory=dict)


def offered(desk: Desk, actor: Actor, paper: Paper, case_id: UUID) -> Sequence[FormOffered]:
    """Return the forms that can be printed for a case.

    Those of a requirement stand in its place of the list, each followed by its cover sheet: the
    document may as well come on another paper. Those of the case as a whole stand at the end.

    Raises:
        NotFound, NotAllowed: as their names say.
    """
    seen = view(desk, actor, case_id)
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        values = values_of(step, seen)
    return [
        FormOffered(
            about.key,
            about.code,
            about.version,
            about.title,
            about.kind,
            number,
            _missing(
                about,
                seen.service,
                {**values, **values_of_requirement(seen.service.requirement(number))},
            ),
            about.asks,
        )
        for about, number in _fitting(paper.documents.forms(), seen.service)
    ]


def form_of(desk: Desk, actor: Actor, paper: Paper, wanted: WantedForm) -> bytes:
    """Return, as PDF, a form of a case as it would be printed.

    Args:
        desk: the workstation.
        actor: who prints.
        paper: where documents are made.
        wanted: which form, and what was typed into it.

    Raises:
        InvalidInput: what was typed cannot be printed.
        NotFound: there is no such case, or it has no such form.
        NotAllowed: as its name says.
    """
    return _made(desk, actor, paper, wanted)[2]


def print_form(desk: Desk, actor: Actor, paper: Paper, wanted: WantedForm) -> PrintOutcome:
    """Print a form of a case, and tell of it.

    Raises:
        PrintFailed: it was neither printed nor saved.
        InvalidInput, NotFound, NotAllowed: as ``form_of``, whose arguments it has.
    """
    seen, about, pdf = _made(desk, actor, paper, wanted)
    name = _name(seen, about)
    outcome = paper.printer.print_pdf(pdf, printer=paper.sheets(), title=name)
    _tell(desk, actor, seen, about, wanted.requirement)
    return outcome


def save_form(desk: Desk, actor: Actor, paper: Paper, wanted: WantedForm) -> Path:
    """Save a form of a case as PDF where the person finds it, tell of it, and return where.

    Raises:
        PrintFailed: the disk refuses.
        InvalidInput, NotFound, NotAllowed: as ``form_of``, whose arguments it has.
    """
    seen, about, pdf = _made(desk, actor, paper, wanted)
    path = paper.files.hand_out(f"{_name(seen, about)}.pdf", pdf)
    _tell(desk, actor, seen, about, wanted.requirement)
    return path


def _fitting(forms: Sequence[FormAbout], service: Service) -> Iterator[tuple[FormAbout, int]]:
    """Give the forms of a service, each with the requirement that it meets."""
    covers = [about for about in forms if about.kind is FormKind.COVER]
    for item in service.requirements:
        for about in forms:
            if (service.code, item.number) in about.places:
                yield about, item.number
        if item.kind is not RequirementKind.COMMITMENT:
            for about in covers:
                yield about, item.number
    for about in forms:
        if {(service.code, WHOLE_CASE), (ANY_CASE, WHOLE_CASE)} & set(about.places):
            yield about, WHOLE_CASE


def _missing(about: FormAbout, service: Service, values: Mapping[str, str]) -> tuple[str, ...]:
    words = {**VALUES, **{f"{FIELD}{field.key}": field.label for field in service.fields}}
    return tuple(words[name] for name in about.names if name in words and not values.get(name))


def _made(
    desk: Desk, actor: Actor, paper: Paper, wanted: WantedForm
) -> tuple[CaseView, FormAbout, bytes]:
    seen = view(desk, actor, wanted.case_id)
    which = (wanted.key, wanted.requirement)
    fitting = _fitting(paper.documents.forms(), seen.service)
    about = next((one for one, at in fitting if (one.key, at) == which), None)
    if about is None:
        raise NotFound(
            "Este trámite no tiene ese formulario.",
            todo="Elija otro de la lista.",
        )
    asked = {
        f"{ASKED}{name}": clean_text(wanted.typed.get(name, ""), label=label, limit=TYPED_LIMIT)
        for name, label in about.asks
    }
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        values = values_of(step, seen)
    met = values_of_requirement(seen.service.requirement(wanted.requirement))
    office = seen.office
    form = FormPaper(
        wanted.key,
        office.ministry,
        office.name,
        seen.case.number,
        wanted.requirement,
        office.local(step.now),
        {**values, **met, **asked},
    )
    return seen, about, paper.documents.form(form)


def _name(seen: CaseView, about: FormAbout) -> str:
    return f"{seen.case.number} {about.title}"  # the number first: long names are cut


def _tell(desk: Desk, actor: Actor, seen: CaseView, about: FormAbout, requirement: int) -> None:
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.SEE_DOCUMENTS)
        case = unit.cases.get(seen.case.id)
        step.tell(
            "case",
            case.id,
            case.version,
            "form_printed",
            {
                "number": case.number,
                "form": about.key,
                "title": about.title,
                "version": about.version,
                "requirement": requirement,
            },
        )
