"""What differs between two versions of the catalogue, told so that a person can judge it."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from domain.catalogue import Catalogue, CatalogueOffice, Service
from domain.labels import Labelled
from domain.requirements import RejectionReason, Requirement
from domain.service_steps import COPIED, Area, CaseField, OutsideStep, Topic
from domain.staff import Role

T = TypeVar("T")


class ChangeKind(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        place: what it belongs to: ``Servicio 1 · Administrador eSIGEF``; empty for the whole.
        what: the thing or its field: ``Requisito 5 · Sello``.
        before: as it was, in words; empty when it was not there or not told.
        after: as it will be.
    """

    kind: ChangeKind
    place: str
    what: str
    before: str = ""
    after: str = ""


_OFFICE: Sequence[tuple[str, Callable[[CatalogueOffice], object]]] = (
    ("Ciudad", lambda o: o.city),
    ("Nombre", lambda o: o.name),
    ("Dirección", lambda o: o.address),
    ("Horario", lambda o: o.hours),
)
_AREA: Sequence[tuple[str, Callable[[Area], object]]] = (
    ("Nombre", lambda a: a.name),
    ("Correo", lambda a: a.email),
    ("Qué recibe", lambda a: a.description),
)
_TOPIC: Sequence[tuple[str, Callable[[Topic], object]]] = (("Nombre", lambda t: t.name),)
_REASON: Sequence[tuple[str, Callable[[RejectionReason], object]]] = (("Texto", lambda r: r.text),)
_SERVICE: Sequence[tuple[str, Callable[[Service], object]]] = (
    ("Código", lambda s: s.code),
    ("Nombre", lambda s: s.name),
    ("Nombre corto", lambda s: s.short_name),
    ("Descripción", lambda s: s.description),
    ("Clase", lambda s: s.flow),
    ("Canales", lambda s: s.channels),
    ("Oficinas", lambda s: s.offices),
    ("Horario", lambda s: s.hours),
    ("Quién atiende", lambda s: [role for role in Role if role in s.served_by]),
    ("Usa el kit biométrico", lambda s: s.needs_kit),
    ("La entidad puede faltar", lambda s: s.entity_optional),
    ("Respuesta con aprobación", lambda s: s.approval_before_answer),
    ("Condición para pedirlo por correo", lambda s: s.email_condition),
    ("Tiempo de respuesta", lambda s: s.response.words),
    ("Costo", lambda s: s.cost_words),
    ("Beneficiarios", lambda s: s.beneficiaries),
    ("Contacto", lambda s: s.contact),
    ("Formulario", lambda s: s.form_link),
    ("Nota", lambda s: s.note),
    ("Datos del pedido", lambda s: s.requested_data),
    ("Cómo se pide", lambda s: s.how_to),
    ("Procedimiento", lambda s: s.procedure),
)
_REQUIREMENT: Sequence[tuple[str, Callable[[Requirement], object]]] = (
    ("Número", lambda r: r.number),
    ("Documento", lambda r: r.document),
    ("Nombre corto", lambda r: r.short_name),
    ("Clase", lambda r: r.kind),
    ("Código del formulario", lambda r: r.form_code),
    ("Forma", lambda r: r.form),
    ("Firma", lambda r: r.signature),
    ("Sello", lambda r: r.seal),
    ("Condición", lambda r: r.condition),
    ("Depende de", lambda r: r.depends_on),
    ("Nota", lambda r: r.note),
    ("Base legal", lambda r: r.legal_base),
    ("Advertencia", lambda r: r.warning),
    ("Consta en un registro público", lambda r: r.in_public_registry),
)
_FIELD: Sequence[tuple[str, Callable[[CaseField], object]]] = (
    ("Nombre", lambda f: f.label),
    ("Clase", lambda f: f.kind),
    ("Obligatorio", lambda f: f.required),
    ("Opciones", lambda f: f.options),
    ("Período", lambda f: f.role),
)


def compare(old: Catalogue, new: Catalogue) -> tuple[Change, ...]:
    """Return what differs, in the order of the new catalogue; version numbers do not count."""
    return (
        *_values(
            "",
            "",
            (
                ("Días para completar", old.mend_days, new.mend_days),
                ("Sistemas", old.systems, new.systems),
            ),
        ),
        *_listed("", "Oficina", old.offices, new.offices, _OFFICE, lambda o: o.code, _city),
        *_listed("", "Área", old.areas, new.areas, _AREA, lambda a: a.code, _name),
        *_listed("", "Tema", old.topics, new.topics, _TOPIC, lambda t: t.code, _name),
        *_listed("", "Motivo", old.reasons, new.reasons, _REASON, lambda r: r.code, _text),
        *_services(old, new),
    )


def title_of(service: Service) -> str:
    """Return how a service is called where there are several: ``Servicio 1 · Administrador``."""
    return f"Servicio {service.id} · {service.short_name}"


def _services(old: Catalogue, new: Catalogue) -> Iterable[Change]:
    before = {service.id: service for service in old.services}
    after = {service.id for service in new.services}
    for service in new.services:
        was = before.get(service.id)
        if was is None:
            yield Change(ChangeKind.ADDED, "", title_of(service), after=service.name)
        else:
            yield from _service(was, service)
    for number, service in before.items():
        if number not in after:
            yield Change(ChangeKind.REMOVED, "", title_of(service), before=service.name)
    if set(before) == after:
        yield from _order("", "Orden de los servicios", list(before), [s.id for s in new.services])


def _service(old: Service, new: Service) -> Iterable[Change]:
    place = title_of(new)
    yield from _values(place, "", ((label, get(old), get(new)) for label, get in _SERVICE))
    yield from _requirements(place, old.requirements, new.requirements)
    yield from _listed(place, "Dato", old.fields, new.fields, _FIELD, lambda f: f.key, _label)
    words = {**COPIED, **{field.key: field.label for field in (*old.fields, *new.fields)}}

    def copied(step: OutsideStep) -> object:
        return [words.get(key, key) for key in step.copies]

    step_fields: Sequence[tuple[str, Callable[[OutsideStep], object]]] = (
        ("Sistema", lambda s: s.system),
        ("Qué se hace", lambda s: s.title),
        ("Datos que se copian", copied),
        ("Qué se anota", lambda s: s.notes),
        ("Solo con el requisito", lambda s: s.only_with or ""),
    )
    yield from _listed(place, "Paso", old.steps, new.steps, step_fields, lambda s: s.code, _title)


def _requirements(
    place: str, old: Sequence[Requirement], new: Sequence[Requirement]
) -> Iterable[Change]:
    """Tell what happened to each paper: one that only moved keeps its name, not its number."""
    left = {item.number: item for item in old}
    pairs: dict[int, Requirement] = {}
    alike: Sequence[Callable[[Requirement, Requirement], bool]] = (
        lambda was, now: was.number == now.number and was.document == now.document,
        lambda was, now: was.document == now.document,
        lambda was, now: was.number == now.number,
    )
    for are_alike in alike:
        for item in new:
            found = next((was for was in left.values() if are_alike(was, item)), None)
            if item.number not in pairs and found is not None:
                pairs[item.number] = left.pop(found.number)
    for item in new:
        was = pairs.get(item.number)
        what = f"Requisito {item.number}"
        if was is None:
            yield Change(ChangeKind.ADDED, place, what, after=item.document)
        else:
            values = ((label, get(was), get(item)) for label, get in _REQUIREMENT)
            yield from _values(place, what, values)
            if [reason.code for reason in was.reasons] != [reason.code for reason in item.reasons]:
                # Other words of the same reason are told once, of the reason itself.
                reasons = ("Motivos de rechazo", _texts(was), _texts(item))
                yield from _values(place, what, (reasons,))
    for item in left.values():
        what = f"Requisito {item.number}"
        yield Change(ChangeKind.REMOVED, place, what, before=item.document)


def _listed(
    place: str,
    word: str,
    old: Sequence[T],
    new: Sequence[T],
    fields: Sequence[tuple[str, Callable[[T], object]]],
    key: Callable[[T], Hashable],
    name: Callable[[T], str],
) -> Iterable[Change]:
    before = {key(item): item for item in old}
    after = {key(item): item for item in new}
    for code, item in after.items():
        what = f"{word} «{name(item)}»"
        if code in before:
            values = ((label, get(before[code]), get(item)) for label, get in fields)
            yield from _values(place, what, values)
        else:
            yield Change(ChangeKind.ADDED, place, what)
    for code, item in before.items():
        if code not in after:
            yield Change(ChangeKind.REMOVED, place, f"{word} «{name(item)}»")
    if before.keys() == after.keys() and list(before) != list(after):
        names = [[name(item) for item in side.values()] for side in (before, after)]
        yield from _order(place, f"Orden: {word.lower()}", *names)


def _order(place: str, what: str, old: object, new: object) -> Iterable[Change]:
    return _values(place, "", ((what, old, new),))


def _values(
    place: str, what: str, values: Iterable[tuple[str, object, object]]
) -> Iterable[Change]:
    for label, was, now in values:
        before, after = _said(was), _said(now)
        if before != after:
            named = f"{what} · {label}" if what else label
            yield Change(ChangeKind.CHANGED, place, named, before, after)


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, Labelled | Role):
        return value.label
    if isinstance(value, list | tuple):
        return "; ".join(_said(item) for item in value)
    return str(value)


def _texts(requirement: Requirement) -> list[str]:
    return [reason.text for reason in requirement.reasons]


def _city(office: CatalogueOffice) -> str:
    return office.city


def _name(item: Area | Topic) -> str:
    return item.name


def _text(reason: RejectionReason) -> str:
    return reason.text


def _label(field: CaseField) -> str:
    return field.label


def _title(step: OutsideStep) -> str:
    return step.title
