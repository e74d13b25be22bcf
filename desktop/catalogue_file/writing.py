"""The catalogue written back as the file it is read from.

What is not told is left out, keys come in one order, and codes stand on one line: two versions
differ only where something was changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from desktop.catalogue_file.reading import SCHEMA
from domain.catalogue import Catalogue, CatalogueOffice, Service
from domain.requirements import Requirement, RequirementKind
from domain.response import ResponseTime
from domain.service_steps import CaseField, FieldKind, Flow, OutsideStep
from domain.staff import Role

_WIDTH = 100


class _Codes(list[Any]):
    """A list that stands on one line."""


class _Line(dict[str, Any]):
    """A mapping that stands on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes lists set in from their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Begin a level."""
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Codes,
    lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True),
)
_Dumper.add_representer(
    _Line,
    lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True),
)


def write_catalogue(catalogue: Catalogue) -> str:
    """Return the text of ``catalogue``; reading it gives the same catalogue again."""
    return yaml.dump(
        _told(
            {
                "schema": SCHEMA,
                "version": catalogue.version,
                "mend_days": catalogue.mend_days,
                "offices": [_office(office) for office in catalogue.offices],
                "areas": [
                    _told(
                        {
                            "code": area.code,
                            "name": area.name,
                            "email": area.email,
                            "description": area.description,
                        }
                    )
                    for area in catalogue.areas
                ],
                "systems": list(catalogue.systems),
                "topics": [_Line(code=topic.code, name=topic.name) for topic in catalogue.topics],
                "reasons": [_Line(code=item.code, text=item.text) for item in catalogue.reasons],
                "services": [_service(service) for service in catalogue.services],
            }
        ),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_WIDTH,
    )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", None, False, [], {})}


def _office(office: CatalogueOffice) -> dict[str, Any]:
    return _told(
        {
            "code": office.code,
            "city": office.city,
            "name": office.name,
            "address": office.address,
            "hours": office.hours,
        }
    )


def _service(service: Service) -> dict[str, Any]:
    return _told(
        {
            "id": service.id,
            "code": service.code,
            "flow": "" if service.flow is Flow.CHECKLIST else service.flow.value,
            "name": service.name,
            "short_name": service.short_name,
            "description": service.description,
            "channels": _Codes(channel.value for channel in service.channels),
            "offices": _Codes(service.offices),
            "hours": service.hours,
            "served_by": _Codes(role.value for role in Role if role in service.served_by),
            "needs_kit": service.needs_kit,
            "entity_optional": service.entity_optional,
            "approval_before_answer": service.approval_before_answer,
            "email_condition": service.email_condition,
            "response": _response(service.response),
            "cost_usd": service.cost_usd or None,
            "beneficiaries": list(service.beneficiaries),
            "contact": service.contact,
            "form_link": service.form_link,
            "note": service.note,
            "requested_data": list(service.requested_data),
            "how_to": list(service.how_to),
            "procedure": list(service.procedure),
            "requirements": [_requirement(item) for item in service.requirements],
            "fields": [_field(field) for field in service.fields],
            "steps": [_step(step) for step in service.steps],
        }
    )


def _response(response: ResponseTime) -> _Line:
    line = _Line(value=response.value, unit=response.unit.value, since=response.since.value)
    if response.at_most:
        line["at_most"] = True
    return line


def _requirement(item: Requirement) -> dict[str, Any]:
    return _told(
        {
            "number": item.number,
            "document": item.document,
            "short_name": item.short_name,
            "kind": "" if item.kind is RequirementKind.DOCUMENT else item.kind.value,
            "form_code": item.form_code,
            "form": _code(item.form),
            "signature": _code(item.signature),
            "seal": _code(item.seal),
            "condition": item.condition,
            "depends_on": _Codes(item.depends_on),
            "note": item.note,
            "legal_base": item.legal_base,
            "warning": item.warning,
            "in_public_registry": item.in_public_registry,
            "reasons": _Codes(reason.code for reason in item.reasons),
        }
    )


def _field(field: CaseField) -> dict[str, Any]:
    return _told(
        {
            "key": field.key,
            "label": field.label,
            "kind": "" if field.kind is FieldKind.TEXT else field.kind.value,
            "optional": not field.required,
            "options": _texts(field.options),
            "role": _code(field.role),
        }
    )


def _step(step: OutsideStep) -> dict[str, Any]:
    return _told(
        {
            "code": step.code,
            "system": step.system,
            "title": step.title,
            "copies": _texts(step.copies),
            "notes": step.notes,
            "only_with": step.only_with,
        }
    )


def _texts(values: Sequence[str]) -> _Codes:
    return _Codes(values)


def _code(member: Any) -> str:
    return "" if member is None else str(member.value)
