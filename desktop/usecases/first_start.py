"""The first start: office, counters, administrator and staff, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop.usecases.catalogue_admin import keep_first
from desktop.usecases.desk import Desk, Step
from desktop.usecases.office_admin import (
    CounterForm,
    OfficeForm,
    check_counter,
    office_payload,
    tell_counter,
    with_data,
)
from desktop.usecases.passwords import WeakPassword, check_password
from desktop.usecases.staff_admin import new_member, tell_member, temporary_password
from domain.catalogue import Catalogue
from domain.errors import InvalidInput, KnownError, NotSetUp
from domain.ids import new_id
from domain.offices import Counter, Office
from domain.people import NAME_LIMIT
from domain.ports import Units
from domain.staff import Actor, Role, RoleGrant, Staff, username_key
from domain.text import clean_text


class AlreadySetUp(KnownError):
    """The office exists: a second first start would make two of it."""

    what = "Esta oficina ya está configurada."
    kept = "No se cambió nada."
    todo = "Ingrese con su usuario."


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A member of the staff as filled in; an empty password asks for a temporary one."""

    username: str
    full_name: str
    roles: frozenset[Role]
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FirstStart:
    """Everything the first start asks.

    Attributes:
        code: the office's code in the catalogue.
        administrator: with the password they chose; may hold other roles too.
        staff: the others; the television's account is one of them, of role ``DISPLAY``.
        training: the office is invented, for practising.
    """

    code: str
    office: OfficeForm
    counters: tuple[CounterForm, ...]
    administrator: PersonForm
    staff: tuple[PersonForm, ...] = ()
    training: bool = False


@dataclass(frozen=True, slots=True)
class SetUp:
    """The office made, its administrator, and temporary passwords by user name, shown once."""

    office: Office
    administrator: Actor
    temporary: tuple[tuple[str, str], ...] = field(repr=False)


def is_set_up(units: Units) -> bool:
    """Tell whether the first start has been done in this database."""
    with units.read() as unit:
        try:
            unit.offices.office()
        except NotSetUp:
            return False
        return True


def set_up(desk: Desk, request: FirstStart) -> SetUp:
    """Make the office.

    Raises:
        AlreadySetUp: it was made before.
        InvalidInput: part of it cannot be used; nothing was stored.
    """
    office = replace(new_office(request.code, request.office), training=request.training)
    counters = new_counters(desk.catalogue, request.counters, office)
    administrator = checked_administrator(request.administrator)
    members, temporary = _members(desk, office, (administrator, *request.staff))
    with desk.units.write() as unit:
        try:
            unit.offices.office()
        except NotSetUp:
            pass
        else:
            raise AlreadySetUp()
        now = desk.clock.now()
        step = Step(unit, members[0].actor, now, office.day_of(now))
        unit.offices.add_office(office)
        step.tell("office", office.id, office.version, "office_set_up", office_payload(office))
        keep_first(desk, unit, now)
        for counter in counters:
            tell_counter(step, counter, "counter_added")
            unit.offices.add_counter(counter)
        for member in members:
            tell_member(step, member, "staff_added")
            unit.staff.add(member)
    with desk.units.read() as unit:
        desk.catalogues.refresh(unit)
    return SetUp(office, members[0].actor, temporary)


def new_office(raw_code: str, form: OfficeForm) -> Office:
    """Return the office as filled in: the guard of the first step.

    Raises:
        InvalidInput: part of it cannot be used.
    """
    code = clean_text(raw_code, label="Código", limit=20, required=True).upper()
    if not (code.isascii() and code.isalnum() and len(code) > 1):
        raise InvalidInput(
            "El código de la oficina lleva dos o más letras y cifras.", todo="Corríjalo."
        )
    return with_data(Office(new_id(), code, "", ""), form)


def new_counters(
    catalogue: Catalogue, forms: Sequence[CounterForm], office: Office
) -> list[Counter]:
    """Return the counters as filled in: the guard of the second step.

    Raises:
        InvalidInput: there is none, two have one number, or one cannot be as it is.
    """
    if not forms:
        raise InvalidInput("La oficina no tiene ventanillas.", todo="Agregue al menos una.")
    numbers = [form.number for form in forms]
    for form in forms:
        check_counter(form, catalogue, office.code)
        if numbers.count(form.number) > 1:
            raise InvalidInput(
                f"Hay dos ventanillas con el número {form.number}.", todo="Cambie una."
            )
    return [
        Counter(new_id(), office.id, form.number, form.services, form.has_kit) for form in forms
    ]


def checked_administrator(form: PersonForm) -> PersonForm:
    """Return the administrator as filled in: the guard of the third step.

    Raises:
        InvalidInput: name or user name cannot be used.
        WeakPassword: the password can be guessed.
    """
    clean_text(form.full_name, label="Nombre", limit=NAME_LIMIT, required=True)
    try:
        check_password(form.password, username_key(form.username))
    except WeakPassword as weak:  # here there is no earlier one that stays
        raise WeakPassword(weak.what, kept="") from weak
    return replace(form, roles=form.roles | {Role.ADMINISTRATOR})


def _members(
    desk: Desk, office: Office, forms: Sequence[PersonForm]
) -> tuple[list[Staff], tuple[tuple[str, str], ...]]:
    members: list[Staff] = []
    temporary: list[tuple[str, str]] = []
    for form in forms:
        grants = [RoleGrant(role) for role in Role if role in form.roles]
        if form.password:
            check_password(form.password, form.username)
        password = form.password or temporary_password()
        member = new_member(
            office.id, form.username, form.full_name, grants, desk.passwords.hash(password)
        )
        if any(other.username == member.username for other in members):
            raise InvalidInput(
                f"El usuario «{member.username}» está dos veces.", todo="Cambie uno."
            )
        if form.password:
            member = replace(member, must_change_password=False)
        else:
            temporary.append((member.username, password))
        members.append(member)
    return members, tuple(temporary)
