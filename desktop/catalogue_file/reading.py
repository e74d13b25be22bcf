"""From the file's fields to the catalogue: what each may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.catalogue_file import rules
from desktop.yaml_fields import Fields
from desktop.yaml_tree import read_tree
from domain.catalogue import Catalogue, CatalogueOffice, Channel, Service
from domain.faults import Fault, FileFaulty
from domain.requirements import (
    Form,
    RejectionReason,
    Requirement,
    RequirementKind,
    Seal,
    Signature,
)
from domain.response import ClockStart, ResponseTime, TimeUnit
from domain.service_steps import (
    Area,
    CaseField,
    FieldKind,
    FieldRole,
    Flow,
    OutsideStep,
    Topic,
)
from domain.staff import SERVING_ROLES, Role

SCHEMA = 1
LONGEST_NAME = 200
LONGEST_SHORT_NAME = 60
LONGEST_SERVICE_NAME = 30
HIGHEST_NUMBER = 9999
HIGHEST_REQUIREMENT = 99
LONGEST_MEND_DAYS = 365
LONGEST_RESPONSE = {
    TimeUnit.MINUTE: 24 * 60,
    TimeUnit.HOUR: 365 * 24,
    TimeUnit.BUSINESS_HOUR: 365 * 24,
    TimeUnit.BUSINESS_DAY: 365,
}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG_WORDS = "minúsculas, números y guiones"
_OFFICE_CODE = re.compile(r"[A-Z0-9]{2,20}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class _Known:
    """What services may refer to."""

    offices: frozenset[str]
    reasons: Mapping[str, RejectionReason]
    systems: frozenset[str]


def parse_catalogue(data: bytes, name: str) -> Catalogue:
    """Check the text of a catalogue and return it.

    Args:
        data: the bytes of the file, UTF-8.
        name: its name, for messages.

    Raises:
        FileFaulty: it cannot be used; all its faults by line.
    """
    faults: list[Fault] = []
    root = Fields(read_tree(data, name), faults)
    root.schema(SCHEMA)
    version = root.number("version", highest=HIGHEST_NUMBER)
    mend_days = root.number("mend_days", highest=LONGEST_MEND_DAYS, default=10)
    offices = root.each("offices", _office, required=True)
    root.unique("offices", [office.code for office in offices], "la oficina")
    areas = root.each("areas", _area)
    root.unique("areas", [area.code for area in areas], "el área")
    systems = root.texts("systems", limit=LONGEST_SHORT_NAME)
    root.unique("systems", systems, "el sistema")
    topics = root.each("topics", _topic)
    root.unique("topics", [topic.code for topic in topics], "el tema")
    reasons = root.each("reasons", _reason)
    root.unique("reasons", [reason.code for reason in reasons], "el motivo")
    known = _Known(
        offices=frozenset(office.code for office in offices),
        reasons={reason.code: reason for reason in reasons},
        systems=frozenset(systems),
    )
    services = root.each("services", lambda fields: _service(fields, known), required=True)
    root.unique("services", [service.id for service in services], "el servicio número")
    root.unique("services", [service.code for service in services], "el código")
    if not topics and any(service.is_support for service in services):
        root.fault("topics", "el soporte necesita al menos un tema")
    root.finish()
    if faults:
        raise FileFaulty(name, tuple(faults))
    return Catalogue(
        version=version,
        services=services,
        offices=offices,
        areas=areas,
        systems=systems,
        topics=topics,
        mend_days=mend_days,
        reasons=reasons,
    )


def _office(fields: Fields) -> CatalogueOffice:
    return CatalogueOffice(
        code=fields.matching("code", _OFFICE_CODE, "letras mayúsculas y números"),
        city=fields.text("city", limit=LONGEST_NAME, required=True),
        name=fields.text("name", limit=LONGEST_NAME),
        address=fields.text("address", limit=LONGEST_NAME, required=True),
        hours=fields.text("hours", limit=LONGEST_NAME, required=True),
    )


def _area(fields: Fields) -> Area:
    email = fields.text("email", limit=120)
    if email and not _EMAIL.fullmatch(email):
        fields.fault("email", "no es una dirección de correo")
    return Area(
        code=fields.matching("code", _SLUG, _SLUG_WORDS),
        name=fields.text("name", limit=LONGEST_NAME, required=True),
        email=email,
        description=fields.text("description"),
    )


def _topic(fields: Fields) -> Topic:
    return Topic(
        code=fields.matching("code", _SLUG, _SLUG_WORDS),
        name=fields.text("name", limit=LONGEST_SHORT_NAME, required=True),
    )


def _reason(fields: Fields) -> RejectionReason:
    return RejectionReason(
        code=fields.matching("code", _SLUG, _SLUG_WORDS),
        text=fields.text("text", limit=LONGEST_NAME, required=True),
    )


def _service(fields: Fields, known: _Known) -> Service:
    service = Service(
        id=fields.number("id", highest=HIGHEST_NUMBER),
        code=fields.matching("code", _SLUG, _SLUG_WORDS),
        name=fields.text("name", limit=LONGEST_NAME, required=True),
        short_name=fields.text("short_name", limit=LONGEST_SERVICE_NAME, required=True),
        description=fields.text("description", required=True),
        response=_response(fields),
        channels=fields.choices("channels", Channel, frozenset(Channel)),
        offices=fields.known("offices", known.offices),
        served_by=frozenset(fields.choices("served_by", Role, SERVING_ROLES)),
        requirements=fields.each("requirements", lambda inner: _requirement(inner, known)),
        needs_kit=fields.flag("needs_kit"),
        how_to=fields.texts("how_to"),
        procedure=fields.texts("procedure"),
        requested_data=fields.texts("requested_data"),
        beneficiaries=fields.texts("beneficiaries"),
        cost_usd=fields.number("cost_usd", lowest=0, highest=HIGHEST_NUMBER, default=0),
        contact=fields.text("contact", limit=LONGEST_NAME),
        form_link=fields.text("form_link", limit=LONGEST_NAME),
        note=fields.text("note"),
        flow=fields.choice("flow", Flow, required=False) or Flow.CHECKLIST,
        fields=fields.each("fields", _field),
        steps=fields.each("steps", _step),
        approval_before_answer=fields.flag("approval_before_answer"),
        email_condition=fields.text("email_condition"),
        hours=fields.text("hours", limit=LONGEST_NAME),
        entity_optional=fields.flag("entity_optional"),
    )
    rules.check_service(fields, service)
    rules.check_requirements(fields, service.requirements)
    rules.check_fields(fields, service.fields)
    rules.check_steps(fields, service, known.systems)
    return service


def _response(service: Fields) -> ResponseTime:
    fields = service.inner("response")
    if fields is None:
        return ResponseTime(0, TimeUnit.BUSINESS_DAY, ClockStart.COMPLETE_DOCUMENTS)
    unit = fields.choice("unit", TimeUnit) or TimeUnit.BUSINESS_DAY
    response = ResponseTime(
        value=fields.number("value", highest=LONGEST_RESPONSE[unit]),
        unit=unit,
        since=fields.choice("since", ClockStart) or ClockStart.COMPLETE_DOCUMENTS,
        at_most=fields.flag("at_most"),
    )
    fields.finish()
    return response


def _requirement(fields: Fields, known: _Known) -> Requirement:
    reasons = fields.known("reasons", known.reasons, required=False)
    requirement = Requirement(
        number=fields.number("number", highest=HIGHEST_REQUIREMENT),
        document=fields.text("document", limit=300, required=True),
        short_name=fields.text("short_name", limit=LONGEST_SHORT_NAME, required=True),
        kind=fields.choice("kind", RequirementKind, required=False) or RequirementKind.DOCUMENT,
        form_code=fields.text("form_code", limit=40),
        form=fields.choice("form", Form, required=False),
        signature=fields.choice("signature", Signature, required=False),
        seal=fields.choice("seal", Seal, required=False),
        condition=fields.text("condition"),
        note=fields.text("note"),
        legal_base=fields.text("legal_base"),
        warning=fields.text("warning"),
        in_public_registry=fields.flag("in_public_registry"),
        depends_on=fields.numbers("depends_on", highest=HIGHEST_REQUIREMENT),
        reasons=tuple(known.reasons[code] for code in reasons if code in known.reasons),
    )
    rules.check_reasons(fields, requirement, told=len(reasons))
    return requirement


def _field(fields: Fields) -> CaseField:
    return CaseField(
        key=fields.matching("key", _SLUG, _SLUG_WORDS),
        label=fields.text("label", limit=LONGEST_SHORT_NAME, required=True),
        kind=fields.choice("kind", FieldKind, required=False) or FieldKind.TEXT,
        required=not fields.flag("optional"),
        options=fields.texts("options", limit=LONGEST_SHORT_NAME),
        role=fields.choice("role", FieldRole, required=False),
    )


def _step(fields: Fields) -> OutsideStep:
    return OutsideStep(
        code=fields.matching("code", _SLUG, _SLUG_WORDS),
        system=fields.text("system", limit=LONGEST_SHORT_NAME, required=True),
        title=fields.text("title", limit=LONGEST_NAME, required=True),
        copies=fields.texts("copies", limit=LONGEST_SHORT_NAME),
        notes=fields.text("notes", limit=LONGEST_SHORT_NAME),
        only_with=fields.number("only_with", lowest=0, highest=99, default=0),
    )
