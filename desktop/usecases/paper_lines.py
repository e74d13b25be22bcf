"""A line of the sheet as it is typed: what was written by hand, understood and entered."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from desktop.usecases import contingency, reception
from desktop.usecases.contingency import Contingency
from desktop.usecases.desk import Desk, begin
from domain.contingency import Fate, NoContingency, PaperTurno
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.offices import Office
from domain.people import DocumentType, Person, checked_person
from domain.staff import Action, Actor
from domain.text import clean_text
from domain.tickets import Ticket

_HOUR = re.compile(r"([0-9]{1,2})[.:h ]?([0-9]{2})")
_DIGITS = re.compile(r"[0-9]{1,4}")
_CEDULA = re.compile(r"[0-9. -]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class PaperLine:
    """What is typed of a line; hours on the office's clock.

    Attributes:
        document, name: of who came, where they were written; both may be empty.
        services: their numbers, with spaces or commas between.
        counter: the number of the counter, of who was attended, with ``began`` and ``ended``.
    """

    number: str
    arrived: str
    document: str = ""
    name: str = ""
    services: str = ""
    priority: bool = False
    fate: Fate = Fate.WAITING
    counter: str = ""
    began: str = ""
    ended: str = ""


def moment(office: Office, day: date, typed: str, label: str) -> datetime:
    """Return the moment that an hour means on a day of the queue, in UTC.

    Args:
        typed: ``9:05``, ``9.05``, ``905``; hours before the day begins are of the night after it.

    Raises:
        InvalidInput: it is no hour.
    """
    found = _HOUR.fullmatch(clean_text(typed, label=label, limit=_LONGEST))
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise InvalidInput(f"«{label}» lleva una hora, por ejemplo 9:05.", todo="Corríjala.")
    hour = time(int(found[1]), int(found[2]))
    of = day + timedelta(days=1) if hour < office.day_begins else day
    zone = ZoneInfo(office.timezone)
    return datetime.combine(of, hour, zone).astimezone(ZoneInfo("UTC"))


def enter_line(desk: Desk, actor: Actor, line: PaperLine) -> Ticket:
    """Enter a line as it was typed; who came is registered where they are not on file.

    Raises:
        NoContingency: none is declared.
        InvalidInput: part of it cannot be so; no turno is entered.
        DayClosed: its day was closed meanwhile.
    """
    with desk.units.read() as unit:
        begin(desk, unit, actor, Action.ENTER_PAPER)
    going = contingency.contingency(desk, actor)
    if going is None:
        raise NoContingency
    turno = _understood(going, line)
    person = _person(desk, actor, line)
    return contingency.enter(
        desk, actor, turno if person is None else replace(turno, person_id=person.id)
    )


def _understood(going: Contingency, line: PaperLine) -> PaperTurno:
    office, day = going.office, going.day
    attended = line.fate is Fate.ATTENDED
    return PaperTurno(
        _number(line.number.upper().removeprefix(going.series).lstrip(" -"), "Número"),
        moment(office, day, line.arrived, "Llegó"),
        tuple(
            _number(one, "Servicios")
            for one in clean_text(line.services, label="Servicios", limit=_LONGEST)
            .replace(",", " ")
            .split()
        ),
        line.priority,
        fate=line.fate,
        counter_id=_counter(going, line.counter) if attended else None,
        began=moment(office, day, line.began, "Desde") if attended else None,
        ended=moment(office, day, line.ended, "Hasta") if attended else None,
    )


def _number(typed: str, label: str) -> int:
    text = clean_text(typed, label=label, limit=_LONGEST)
    if not _DIGITS.fullmatch(text):
        raise InvalidInput(f"«{label}» lleva solo cifras.", todo="Cópielo de la hoja.")
    return int(text)


def _counter(going: Contingency, typed: str) -> UUID:
    number = _number(typed, "Ventanilla")
    found = next((c.id for c in going.counters if c.number == number), None)
    if found is None:
        raise InvalidInput(f"No hay una ventanilla {number}.", todo="Revise la hoja.")
    return found


def _person(desk: Desk, actor: Actor, line: PaperLine) -> Person | None:
    """Return who came: on file by the document, or registered by what was written."""
    document, name = line.document.strip(), line.name.strip()
    if not document and not name:
        return None
    kind = DocumentType.NONE
    if document:
        kind = DocumentType.CEDULA if _CEDULA.fullmatch(document) else DocumentType.PASSPORT
    # Without a name only somebody on file can be meant.
    draft = reception.PersonDraft(kind, document, name or "-")
    wanted = checked_person(new_id(), kind, document, draft.name)
    with desk.units.read() as unit:
        known = unit.people.by_document(kind, wanted.document) if wanted.document else None
    if known is not None:
        return known
    if not name:
        raise InvalidInput(
            f"Nadie está registrado con el documento {document}.",
            kept="No se ingresó.",
            todo="Escriba también su nombre, o deje vacío el documento.",
        )
    return reception.register_person(desk, actor, draft)
