"""The services of the counters: what each asks for, where it is given and in what time.

The facts come from the ministry's public table of services; the file they are read from is
edited by the office, so nothing here knows a service by name.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import KnownError
from domain.staff import Role


class UnknownService(KnownError):
    """A service that the catalogue in force does not have."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"El catálogo de servicios no tiene el servicio {number}.",
            kept="No se cambió nada.",
            todo="Elija otro servicio o avise al administrador.",
        )


class Labelled(StrEnum):
    """A code of the catalogue that knows its words: ``NAME = "code", "palabras"``."""

    label: str

    def __new__(cls, code: str, label: str) -> "Labelled":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Channel(Labelled):
    """How a service is asked for."""

    IN_PERSON = "in_person", "en ventanilla"
    EMAIL = "email", "por correo electrónico"
    PHONE = "phone", "por teléfono"
    DOCUMENT_SYSTEM = "document_system", "por el sistema de gestión documental"


class Form(Labelled):
    """In which form a document is brought."""

    ORIGINAL = "original", "original"
    COPY = "copy", "copia"
    SIMPLE_COPY = "simple_copy", "copia simple"
    PAPER_OR_DIGITAL = "paper_or_digital", "en papel o digital"


class Signature(Labelled):
    """How a document is signed."""

    HANDWRITTEN = "handwritten", "firma manuscrita"
    NOTARISED = "notarised", "firma reconocida ante notario"


class Seal(Labelled):
    """Which stamp a document carries."""

    INSTITUTIONAL = "institutional", "sello institucional"
    ENTITY = "entity", "sello de la entidad"
    TRUE_COPY = "true_copy", "sello «Fiel copia del original»"


class RequirementKind(Labelled):
    """When a requirement is met."""

    DOCUMENT = "document", "documento"
    PRIOR = "prior", "requisito previo"
    COMMITMENT = "commitment", "compromiso de la entidad"


class TimeUnit(Labelled):
    """What a response time is counted in."""

    MINUTE = "minute", "minuto"
    HOUR = "hour", "hora"
    BUSINESS_HOUR = "business_hour", "hora laborable"
    BUSINESS_DAY = "business_day", "día laborable"


class ClockStart(Labelled):
    """From when a response time runs."""

    COMPLETE_DOCUMENTS = "complete_documents", "desde que la documentación está completa"
    COMPLETE_SUBMISSION = "complete_submission", "desde que se envía la documentación completa"
    ATTENTION = "attention", "desde que empieza la atención"
    ENTRY = "entry", "desde que ingresa el pedido"


_PLURALS = {
    TimeUnit.MINUTE: "minutos",
    TimeUnit.HOUR: "horas",
    TimeUnit.BUSINESS_HOUR: "horas laborables",
    TimeUnit.BUSINESS_DAY: "días laborables",
}


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """A promise of time; ``at_most`` when the office may well answer sooner."""

    value: int
    unit: TimeUnit
    since: ClockStart
    at_most: bool = False

    @property
    def words(self) -> str:
        """The promise as printed: ``2 días laborables desde que …``."""
        unit = self.unit.label if self.value == 1 else _PLURALS[self.unit]
        prefix = "hasta " if self.at_most else ""
        return f"{prefix}{self.value} {unit} {self.since.label}"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One document or condition of a service.

    Attributes:
        number: its place in the list; unique within the service.
        document: its name as the ministry writes it.
        short_name: a name that fits one line of a list.
        form_code: code of the official form, if it is one.
        condition: in which case it is asked for; empty when always.
        note: what people get wrong about it.
        legal_base: the norm that asks for it.
        warning: what the office must consider before asking for it (LOETA art. 23).
        in_public_registry: it may be met by looking it up in a public registry.
    """

    number: int
    document: str
    short_name: str
    kind: RequirementKind = RequirementKind.DOCUMENT
    form_code: str = ""
    form: Form | None = None
    signature: Signature | None = None
    seal: Seal | None = None
    condition: str = ""
    note: str = ""
    legal_base: str = ""
    warning: str = ""
    in_public_registry: bool = False

    @property
    def details(self) -> str:
        """Form, signature and seal in one line: ``original, firma manuscrita, sello …``."""
        parts = (self.form, self.signature, self.seal)
        return ", ".join(part.label for part in parts if part is not None)


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
        how_to: what the person does to ask for it, step by step.
        procedure: what the office does.
        requested_data: what the request itself must tell.
        beneficiaries: who may ask for it.
        cost_usd: 0 when it is free.
        contact: who answers about it: an address, a line, a unit.
        form_link: name of the form in the ministry's help page.
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
    """One version of the whole catalogue. A case keeps the version it began with."""

    version: int
    services: tuple[Service, ...]
    offices: tuple[CatalogueOffice, ...] = ()

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

    def short_names(self, numbers: tuple[int, ...]) -> str:
        """Return the short names of several services, for a list or a ticket."""
        return ", ".join(s.short_name for s in map(self.find, numbers) if s is not None)

    def _places_of(self, service: Service) -> tuple[CatalogueOffice, ...]:
        if not service.in_person:
            return ()
        return tuple(office for office in self.offices if office.code in service.offices)


def _listed(parts: list[str]) -> str:
    return " y ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
