"""The day's script: its events, its clock, its office and its people."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from desktop.app import demo
from desktop.app.door import DemoDoor
from desktop.usecases import access, reception
from desktop.usecases.first_start import FirstStart, PersonForm
from desktop.usecases.office_admin import CounterForm, OfficeForm
from domain.people import DocumentType
from domain.staff import Role

if TYPE_CHECKING:
    from desktop.app.station import Station

Event = dict[str, Any]

SCRIPT = Path(__file__).parents[3] / "resources" / "demo" / "day.yaml"
MORNING = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
"""08:00 of the day in Quito."""
SUPPORT = 6
"""The service that brings no papers."""
STAFF = (
    ("recepcion-1", "Rosa Paredes", Role.RECEPTIONIST),
    ("asesor-1", "Ana Villacís", Role.CLERK),
    ("asesor-2", "Andrés Cueva", Role.CLERK),
    ("tecnico-1", "Tomás Jaramillo", Role.TECHNICIAN),
    ("supervisora-1", "Sara Moncayo", Role.SUPERVISOR),
    ("pantalla", "Pantalla de la sala", Role.DISPLAY),
)


@dataclass(slots=True)
class DayClock:
    """A clock that the script sets."""

    moment: datetime = MORNING

    def now(self) -> datetime:
        """Return the moment of the script."""
        return self.moment

    def at(self, local: str) -> None:
        """Set it to a local time of the day, as ``08:31``."""
        hour, minute = map(int, local.split(":"))
        self.moment = MORNING + timedelta(hours=hour - 8, minutes=minute)


def load() -> Event:
    """Return the script."""
    return cast("Event", yaml.safe_load(SCRIPT.read_text("utf-8")))


def visitors(script: Event) -> dict[str, str]:
    """Return the people who come in person, with an invented cédula each."""
    chance = random.Random("Quito")
    names = dict.fromkeys(e["arrives"] for e in script["events"] if "arrives" in e)
    return {name: demo.cedula(chance) for name in names}


def entities(script: Event) -> dict[str, str]:
    """Return whose papers are brought: by visitor, the RUC of the body they come for."""
    chance = random.Random("Entidades")
    bring = (e for e in script["events"] if "arrives" in e and SUPPORT not in e["services"])
    return {event["arrives"]: demo.public_ruc(chance) for event in bring}


class DayDoor(DemoDoor):
    """The office of the script: its counters, staff and hours; its people on file, no queue."""

    hint = ""

    def _request(self) -> FirstStart:
        script, form = load(), demo.office_form()
        hours = script["hours"]
        return FirstStart(
            script["office"],
            OfficeForm(
                form.name, form.ministry, form.address, opens=hours["opens"], closes=hours["closes"]
            ),
            tuple(
                CounterForm(number, frozenset(counter["services"]), counter.get("kit", False))
                for number, counter in script["counters"].items()
            ),
            demo.ADMINISTRATOR,
            tuple(
                PersonForm(username, name, frozenset({role}), demo.PASSWORD)
                for username, name, role in STAFF
            ),
        )

    def _fill(self, station: "Station") -> None:
        desk = station.desk
        with desk.units.read() as unit:
            if unit.people.search("Persona", 1):
                return
        station.change(display_chime=False)  # nobody is in the hall to hear it
        actor = access.sign_in(desk, "recepcion-1", demo.PASSWORD)
        for name, document in visitors(load()).items():
            draft = reception.PersonDraft(DocumentType.CEDULA, document, f"Persona {name}")
            reception.register_person(desk, actor, draft)
        for name, ruc in entities(load()).items():
            reception.register_entity(desk, actor, ruc, f"Entidad de {name}")
