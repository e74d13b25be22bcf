"""The catalogue of services as a file that people edit, read and checked.

Every fault is told by its line, all of them at once, so that one reading mends the file.
"""

import re
from pathlib import Path

from desktop.usecases.catalogues import Catalogues
from desktop.yaml_fields import Fields
from desktop.yaml_tree import Fault, FileFaulty, read_tree
from domain.catalogue import Catalogue, CatalogueOffice, Channel, Service
from domain.errors import KnownError
from domain.requirements import Form, Requirement, RequirementKind, Seal, Signature
from domain.response import ClockStart, ResponseTime, TimeUnit
from domain.staff import SERVING_ROLES, Role

CATALOGUE_FILE = Path(__file__).resolve().parents[1] / "resources" / "catalogue" / "catalogue.yaml"
SCHEMA = 1
LONGEST_NAME = 200
LONGEST_SHORT_NAME = 60
LONGEST_SERVICE_NAME = 30
HIGHEST_NUMBER = 9999
LONGEST_RESPONSE = {
    TimeUnit.MINUTE: 24 * 60,
    TimeUnit.HOUR: 365 * 24,
    TimeUnit.BUSINESS_HOUR: 365 * 24,
    TimeUnit.BUSINESS_DAY: 365,
}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OFFICE_CODE = re.compile(r"[A-Z0-9]{2,20}")


class CatalogueUnreadable(KnownError):
    """The file of the catalogue is missing or cannot be read."""

    what = "No se puede leer el catálogo de servicios."
    kept = "Los turnos y los trámites están guardados."
    todo = "Avise al administrador para que revise el archivo del catálogo."


def catalogues() -> Catalogues:
    """Return the versions of the catalogue, beginning with the one that came with the program.

    Raises:
        CatalogueUnreadable, FileFaulty: as for ``load_catalogue``.
    """
    return Catalogues(load_catalogue(), lambda text: parse_catalogue(text.encode(), "catálogo"))


def load_catalogue(path: Path = CATALOGUE_FILE) -> Catalogue:
    """Read and check the catalogue at ``path``.

    Raises:
        CatalogueUnreadable: there is no such file, or it cannot be read.
        FileFaulty: it can be read but not used; its faults by line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CatalogueUnreadable() from error
    return parse_catalogue(data, path.name)


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
    schema = root.number("schema", highest=HIGHEST_NUMBER)
    if schema and schema != SCHEMA:
        root.fault("schema", f"el archivo es de otro formato; este programa lee el {SCHEMA}")
    version = root.number("version", highest=HIGHEST_NUMBER)
    offices = root.each("offices", _office, required=True)
    root.unique("offices", [office.code for office in offices], "la oficina")
    known = frozenset(office.code for office in offices)
    services = root.each("services", lambda fields: _service(fields, known), required=True)
    root.unique("services", [service.id for service in services], "el servicio número")
    root.unique("services", [service.code for service in services], "el código")
    root.finish()
    if faults:
        raise FileFaulty(name, tuple(faults))
    return Catalogue(version=version, services=services, offices=offices)


def _office(fields: Fields) -> CatalogueOffice:
    return CatalogueOffice(
        code=fields.matching("code", _OFFICE_CODE, "letras mayúsculas y números"),
        city=fields.text("city", limit=LONGEST_NAME, required=True),
        name=fields.text("name", limit=LONGEST_NAME),
        address=fields.text("address", limit=LONGEST_NAME, required=True),
        hours=fields.text("hours", limit=LONGEST_NAME, required=True),
    )


def _service(fields: Fields, known_offices: frozenset[str]) -> Service:
    requirements = fields.each("requirements", _requirement)
    fields.unique("requirements", [item.number for item in requirements], "el requisito")
    return Service(
        id=fields.number("id", highest=HIGHEST_NUMBER),
        code=fields.matching("code", _SLUG, "minúsculas, números y guiones"),
        name=fields.text("name", limit=LONGEST_NAME, required=True),
        short_name=fields.text("short_name", limit=LONGEST_SERVICE_NAME, required=True),
        description=fields.text("description", required=True),
        response=_response(fields),
        channels=fields.choices("channels", Channel, frozenset(Channel)),
        offices=fields.known("offices", known_offices),
        served_by=frozenset(fields.choices("served_by", Role, SERVING_ROLES)),
        requirements=requirements,
        needs_kit=fields.flag("needs_kit"),
        how_to=fields.texts("how_to"),
        procedure=fields.texts("procedure"),
        requested_data=fields.texts("requested_data"),
        beneficiaries=fields.texts("beneficiaries"),
        cost_usd=fields.number("cost_usd", lowest=0, highest=HIGHEST_NUMBER, default=0),
        contact=fields.text("contact", limit=LONGEST_NAME),
        form_link=fields.text("form_link", limit=LONGEST_NAME),
        note=fields.text("note"),
    )


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


def _requirement(fields: Fields) -> Requirement:
    return Requirement(
        number=fields.number("number", highest=99),
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
    )
