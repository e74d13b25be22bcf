"""What happened in a minute, in words; nobody who came is named."""

from collections.abc import Mapping
from uuid import UUID

from desktop.usecases.day_acts import ERASED
from desktop.usecases.figures.replay import ReplayedDay
from domain.figures.replay_seen import Told

_TURNOS: Mapping[str, str] = {
    "ticket_issued": "{code} tomó turno",
    "paper_came": "{code} llegó, con turno de papel",
    "paper_began": "Empezó la atención de {code} {at}, con turno de papel",
    "paper_ended": "Terminó la atención de {code} {at}, con turno de papel",
    "paper_left": "{code} se fue: turno de papel, no consta a qué hora",
    "ticket_called": "{who} llamó a {code} {to_there}",
    "ticket_called_again": "Se volvió a llamar a {code} {to_there}",
    "call_undone": "Se retiró la llamada a {code}",
    "ticket_arrived": "Empezó la atención de {code} {at}",
    "ticket_no_show": "{code} no se presentó {at}",
    "ticket_rejoined": "{code} volvió y espera de nuevo",
    "ticket_held": "{code} quedó en pausa",
    "ticket_resumed": "Continuó la atención de {code} {at}",
    "ticket_served": "Terminó la atención de {code} {at}",
    "ticket_sent_on": "{code} se reasignó {sent}",
    "ticket_released": "{code} ya puede ir a cualquier ventanilla",
    "ticket_cancelled": "Se anuló {code}",
    "ticket_expired": "{code} venció",
}
_OTHERS: Mapping[str, str] = {
    "counter_opened": "{who} abrió {place}",
    "counter_break": "Pausa en {place}",
    "counter_back": "Terminó la pausa en {place}",
    "counter_closed": "Se cerró {place}",
    "counter_services_changed": "Cambiaron los servicios de {place}",
    "day_opened": "Empezó la jornada",
    "day_closed": "Se cerró la jornada",
    "day_reopened": "Se reabrió la jornada",
}


def event_words(day: ReplayedDay, one: Told) -> str:
    """Return one thing that happened: ``A-012 no se presentó en la ventanilla 3``."""
    pattern = _TURNOS.get(one.type) or _OTHERS.get(one.type, "Cambiaron las reglas de la cola")
    place = counter_words(day, one.counter)
    words = pattern.format(
        code=one.code or "un turno",
        who=day.staff.get(one.actor, "Alguien") if one.actor is not None else "Alguien",
        place=place,
        at=f"en {place}",
        to_there=f"a {place}",
        sent=f"a {counter_words(day, one.to)}" if one.to else "a otra ventanilla o servicio",
    )
    if one.out_of_turn:
        words = f"{words}, antes de su turno"
    if one.erased:
        words = f"{words}. {ERASED}"
    elif one.reason:
        words = f"{words}: {one.reason}"
    return words[:1].upper() + words[1:]


def counter_words(day: ReplayedDay, counter: UUID | None) -> str:
    """Return a counter as said: ``la ventanilla 3``."""
    number = None if counter is None else day.counters.get(counter)
    return "una ventanilla que no consta" if number is None else f"la ventanilla {number}"
