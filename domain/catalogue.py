"""The services of the counters: what each asks for, where it is given and in what time.

The facts come from the ministry's public table of services; the file they are read from is
edited by the office, so nothing here knows a service by name.
"""

from dataclasses import dataclass

from domain.errors import KnownError
from domain.labels import Labelled
from domain.requirements import RejectionReason, Requirement
from domain.response import ResponseTime, TimeUnit
from domain.service_steps import Area, CaseField, Flow, OutsideStep, Topic
from domain.staff import Role


class UnknownService(KnownError):
    """A service that the catalogue in force does not have."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"El catálogo de servicios no tiene el servicio {number}.",
            kept="No se cambió nada.",
            todo="Elija otro servicio o avise al administrador.",
        )


class Channel(Labelled):
    """How a service is asked for."""

    IN_PERSON = "in_person", "en ventanilla"
    EMAIL = "email", "por correo electrónico"
    PHONE = "phone", "por teléfono"
    DOCUMENT_SYSTEM = "document_system", "por el sistema de gestión documental"


@dataclass(frozen=True, slots=True)
class CatalogueOffice:
    """An office as the catalogue tells it to people who must go there."""

    code: str
    city: str
    name: str
    address: str
    hours: str

    @property
    def words(self) -> str:
        """Where it is, in one line."""
        return ", ".join(part for part in (self.name, self.address, self.city) if part)


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the catalogue.

    Attributes:
        id: its number in the ministry's table; tickets and counters refer to it.
        code: a stable name for files and links.
        short_name: as shown in the queue.
        requirements: in the order in which they are checked; none for support.
        offices: codes of the offices that give it.
        channels: how it is asked for; the main one first.
        served_by: the roles that attend it.
        needs_kit: it ends at a biometric kit, so its counter must have one.
        flow: whether its cases have a checklist or are support.
        fields: what a case of it must tell.
        steps: what is done for it in other systems, in order.
        approval_before_answer: a supervisor allows the answer before it is sent.
        entity_optional: anybody may ask for it, not only for a public body.
        email_condition: what must hold for it to be asked for by e-mail; empty when nothing.
        how_to: what the person does to ask for it, step by step.
        procedure: what the office does.
        requested_data: what the request itself must tell.
        beneficiaries: who may ask for it.
        cost_usd: 0 when it is free.
        contact: who answers about it: an address, a line, a unit.
        form_link: name of the form in the ministry's help page.
        hours: when it is attended, where that differs from the hours of its offices.
    """

    id: int
    code: str
    name: str
    short_name: str
    description: str
    response: ResponseTime
    channels: tuple[Channel, ...]
    offices: tuple[str, ...]
    served_by: frozenset[Role]
    requirements: tuple[Requirement, ...] = ()
    needs_kit: bool = False
    how_to: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    requested_data: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    cost_usd: int = 0
    contact: str = ""
    form_link: str = ""
    note: str = ""
    flow: Flow = Flow.CHECKLIST
    fields: tuple[CaseField, ...] = ()
    steps: tuple[OutsideStep, ...] = ()
    approval_before_answer: bool = False
    email_condition: str = ""
    entity_optional: bool = False
    hours: str = ""

    @property
    def is_support(self) -> bool:
        """Whether its cases are support: no checklist, a topic and a solution instead."""
        return self.flow is Flow.SUPPORT

    @property
    def in_person(self) -> bool:
        """Whether a turno can be issued for it."""
        return Channel.IN_PERSON in self.channels

    @property
    def target_minutes(self) -> int | None:
        """How long an attention may take, for services promised in minutes."""
        return self.response.value if self.response.unit is TimeUnit.MINUTE else None

    @property
    def cost_words(self) -> str:
        """The cost as printed."""
        return "Gratuito" if self.cost_usd == 0 else f"${self.cost_usd}"

    def requirement(self, number: int) -> Requirement | None:
        """Return the requirement of that number, if the service has it."""
        return next((item for item in self.requirements if item.number == number), None)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A service for which this office issues no turno, and where it is given instead."""

    service: Service
    offices: tuple[CatalogueOffice, ...]

    @property
    def words(self) -> str:
        """Where or how it is given, in one line."""
        if self.offices:
            return "En " + _listed([office.city for office in self.offices])
        how = _listed([channel.label for channel in self.service.channels])
        text = how[:1].upper() + how[1:]
        return f"{text}, {self.service.contact}" if self.service.contact else text


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of the whole catalogue. A case keeps the version it began with.

    Attributes:
        areas: where cases are referred.
        systems: the ministry's systems that support is asked about.
        topics: what support is asked about.
        reasons: every reason for which a document may be rejected; requirements choose from them.
        mend_days: working days in which a returned case may be completed (COA art. 140).
    """

    version: int
    services: tuple[Service, ...]
    offices: tuple[CatalogueOffice, ...] = ()
    areas: tuple[Area, ...] = ()
    systems: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    mend_days: int = 10
    reasons: tuple[RejectionReason, ...] = ()

    def find(self, number: int) -> Service | None:
        """Return the service of that number, if there is one."""
        return next((service for service in self.services if service.id == number), None)

    def service(self, number: int) -> Service:
        """Return the service of that number.

        Raises:
            UnknownService: the catalogue does not have it.
        """
        found = self.find(number)
        if found is None:
            raise UnknownService(number)
        return found

    def office(self, code: str) -> CatalogueOffice | None:
        """Return the office of that code, if the catalogue has it."""
        return next((office for office in self.offices if office.code == code), None)

    def services_of(self, office_code: str) -> tuple[Service, ...]:
        """Return the services for which an office issues turnos."""
        return tuple(s for s in self.services if s.in_person and office_code in s.offices)

    def elsewhere(self, office_code: str) -> tuple[Elsewhere, ...]:
        """Return the services for which an office issues no turno, each with where it is given."""
        mine = self.services_of(office_code)
        return tuple(
            Elsewhere(service, self._places_of(service))
            for service in self.services
            if service not in mine
        )

    def area(self, code: str) -> Area | None:
        """Return the area of that code, if the catalogue has it."""
        return next((area for area in self.areas if area.code == code), None)

    def topic(self, code: str) -> Topic | None:
        """Return the topic of that code, if the catalogue has it."""
        return next((topic for topic in self.topics if topic.code == code), None)

    def short_names(self, numbers: tuple[int, ...]) -> str:
        """Return the short names of several services, for a list or a ticket."""
        return ", ".join(s.short_name for s in map(self.find, numbers) if s is not None)

    def _places_of(self, service: Service) -> tuple[CatalogueOffice, ...]:
        if not service.in_person:
            return ()
        return tuple(office for office in self.offices if office.code in service.offices)


def _listed(parts: list[str]) -> str:
    return " y ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
