"""What the centre decided of this office and its people, made so here.

Each entry is done once, told by an operation, and undone by nobody's feed beginning anew: what an
office changed since stays. One that cannot be done becomes a task (``centre.put_aside``).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from desktop.usecases import authoriser_changes
from desktop.usecases.office_admin import CounterForm, OfficeForm, check_counter, with_data
from desktop.usecases.received import EntryUnusable, Receiving
from desktop.usecases.staff_admin import checked_grants
from domain.authorisers import KnownAuthoriser
from domain.errors import InvalidInput, NotFound, NotOnThisData
from domain.exchange import RefusedOperation
from domain.offices import Counter
from domain.people import NAME_LIMIT
from domain.seats import AuthoriserRole, SeatState
from domain.staff import Role, RoleGrant, Staff, username_key
from domain.text import REASON_LIMIT, clean_text

_ARGON2ID = "$argon2id$"
_LONGEST_VERIFIER = 300
_DECIDED_OTHERWISE = "decision"
_RUC_LIMIT, _TYPE_LIMIT, _DOCUMENT_LIMIT = 13, 10, 40
_LAST_PLACE = (1 << 63) - 1


def decision(received: Receiving) -> None:
    """Keep what was decided of an operation of this office; a refusal waits to be seen.

    What was decided of an authoriser is done in the same transaction (``authoriser_changes``).

    Raises:
        EntryUnusable: it does not hold what a decision holds.
    """
    outcome, words = received.text("outcome", 40), received.text("words", 400)
    operation_id = received.uuid("operation_id")
    payload = {"operation": str(operation_id), "outcome": outcome, "words": words}
    if not received.told_once("decided", payload):
        return
    sequence = received.entry.body.get("sequence", 0)
    place = sequence if isinstance(sequence, int) and 0 < sequence <= _LAST_PLACE else 0
    change = authoriser_changes.asked_by(received.unit, operation_id, place)
    if change is not None:
        by_centre = authoriser_changes.by_itself(received.desk, received.unit)
        if outcome == "granted":
            authoriser_changes.grant(by_centre, change, words)
        elif outcome == "refused":
            authoriser_changes.refuse(by_centre, change, words)
    if outcome == "refused":
        received.unit.exchange.refuse(
            RefusedOperation(operation_id, place, _DECIDED_OTHERWISE, words, received.entry.at)
        )


def merged(received: Receiving) -> None:
    """Note that people of this office are one person with those of others: both keep their past.

    Raises:
        EntryUnusable: it does not hold what it must.
    """
    payload = {
        "canonical": str(received.uuid("canonical")),
        "members": [str(_id(one)) for one in _list(received, "members")],
        "offices": [str(one)[:NAME_LIMIT] for one in _list(received, "offices")],
    }
    received.told_once("person_merged", payload)


def authoriser(received: Receiving) -> None:
    """Note who authorises for an entity, or does no longer, whichever office asked for it.

    Raises:
        EntryUnusable: it does not hold what it must.
    """
    payload = {
        name: received.text(name, NAME_LIMIT)
        for name in ("entity_ruc", "role", "document_type", "document", "name", "state")
    }
    request = received.uuid("request")
    if payload["role"] not in set(AuthoriserRole):
        raise EntryUnusable
    received.told_once("authoriser", {"request": str(request), **payload})
    kept = received.unit.authorisers
    try:
        if payload["state"] != SeatState.ACTIVE:
            kept.drop_known(request)
            return
        kept.keep_known(
            KnownAuthoriser(
                request,
                payload["entity_ruc"][:_RUC_LIMIT],
                AuthoriserRole(payload["role"]),
                payload["document_type"][:_TYPE_LIMIT],
                payload["document"][:_DOCUMENT_LIMIT],
                payload["name"],
                received.entry.at,
            )
        )
    except NotOnThisData:
        pass  # the office's server is of an earlier program: the log has it all the same


def office(received: Receiving) -> None:
    """Change the office's data: those that were told, and no other.

    Raises:
        EntryUnusable, InvalidInput: part of it cannot be used.
    """
    unit, body = received.unit, received.entry.body
    before = unit.offices.office()
    form = OfficeForm(
        received.text("name") if "name" in body else before.name,
        received.text("ministry") if "ministry" in body else before.ministry,
        received.text("address") if "address" in body else before.address,
        before.timezone,
        received.text("opens") if "opens" in body else f"{before.hours.opens:%H:%M}",
        received.text("closes") if "closes" in body else f"{before.hours.closes:%H:%M}",
        before.hours.weekdays,
    )
    changed = replace(with_data(before, form), version=before.version + 1)
    payload = {"name": changed.name, "ministry": changed.ministry, "address": changed.address}
    if received.told_once("office_changed", payload):
        unit.offices.save_office(changed)


def counter(received: Receiving) -> None:
    """Add or change a counter; one that is open is not taken out of service.

    Raises:
        EntryUnusable, InvalidInput: part of it cannot be used.
    """
    unit = received.unit
    counter_id = received.uuid("id")
    services = [one for one in _list(received, "services") if isinstance(one, int)]
    form = CounterForm(received.whole("number"), frozenset(services), _flag(received, "has_kit"))
    active = _flag(received, "active")
    own = unit.offices.office()
    check_counter(form, received.desk.catalogues.refresh(unit), own.code)
    known = {one.id: one for one in unit.offices.counters()}
    if any(one.number == form.number for one in known.values() if one.id != counter_id):
        raise EntryUnusable(f"El centro envió otra ventanilla {form.number}.")
    if not active and unit.sessions.open_at(counter_id) is not None:
        raise EntryUnusable(
            f"El centro retiró la ventanilla {form.number}, que está abierta.",
            todo="Cuando cierre, quítela del servicio en Administración.",
        )
    payload = {
        "id": str(counter_id),
        "number": form.number,
        "services": sorted(form.services),
        "has_kit": form.has_kit,
        "active": active,
    }
    if not received.told_once("counter_changed", payload):
        return
    before = known.get(counter_id)
    if before is None:
        unit.offices.add_counter(
            Counter(counter_id, own.id, form.number, form.services, form.has_kit, active)
        )
        return
    unit.offices.save_counter(
        replace(
            before,
            number=form.number,
            services=form.services,
            has_kit=form.has_kit,
            active=active,
            version=before.version + 1,
        )
    )


def staff(received: Receiving) -> None:
    """Add or change a member of the staff; the log tells roles and dates, never verifiers.

    Whoever is signed in with other roles must sign in again, as after any change of them. The PIN
    stays; so does the password where none is told.

    Raises:
        EntryUnusable, InvalidInput: part of it cannot be used.
    """
    unit = received.unit
    staff_id = received.uuid("id")
    username = username_key(received.text("username"))
    name = clean_text(received.text("full_name"), label="Nombre", limit=NAME_LIMIT, required=True)
    grants = checked_grants([_grant(one) for one in _list(received, "roles")])
    verifier = _verifier(received)
    active = _flag(received, "active")
    taken = unit.staff.by_username(username)
    if taken is not None and taken.id != staff_id:
        raise EntryUnusable(f"El centro envió otra persona con el usuario «{username}».")
    before = _known(received, staff_id)
    if before is None and not verifier:
        raise EntryUnusable(f"Al usuario «{username}» que envió el centro le falta la contraseña.")
    payload = {
        "id": str(staff_id),
        "username": username,
        "full_name": name,
        "active": active,
        "roles": [_told(one) for one in grants],
    }
    if not received.told_once("staff_changed", payload):
        return
    if before is None:
        office_id = unit.offices.office().id
        unit.staff.add(
            Staff(
                staff_id,
                office_id,
                username,
                name,
                grants,
                verifier,
                must_change_password=_flag(received, "must_change_password"),
                active=active,
            )
        )
        return
    changed = replace(
        before,
        username=username,
        full_name=name,
        grants=grants,
        active=active,
        version=before.version + 1,
    )
    if verifier:
        temporary = _flag(received, "must_change_password")
        changed = replace(
            changed.recognised(), password_hash=verifier, must_change_password=temporary
        )
    unit.staff.save(changed)


def staff_disabled(received: Receiving) -> None:
    """Close an account: at once, wherever it is signed in, even if it is the last administrator's.

    Raises:
        EntryUnusable: there is no such account here.
    """
    reason = received.text("reason", REASON_LIMIT)
    member = _known(received, received.uuid("staff_id"))
    if member is None:
        raise EntryUnusable("El centro retiró a una persona que no es de esta oficina.")
    payload = {"id": str(member.id), "username": member.username, "reason": reason}
    if received.told_once("staff_disabled", payload) and member.active:
        received.unit.staff.save(replace(member, active=False, version=member.version + 1))


def _known(received: Receiving, staff_id: UUID) -> Staff | None:
    try:
        return received.unit.staff.get(staff_id)
    except NotFound:
        return None


def _verifier(received: Receiving) -> str:
    if "password_hash" not in received.entry.body:
        return ""
    verifier = received.text("password_hash", _LONGEST_VERIFIER + 1)
    if not verifier.startswith(_ARGON2ID) or len(verifier) > _LONGEST_VERIFIER:
        raise EntryUnusable
    return verifier


def _grant(told: object) -> RoleGrant:
    if not isinstance(told, Mapping):
        raise EntryUnusable
    if told.get("role") not in set(Role):
        raise InvalidInput("El centro envió una función que este programa no conoce.")
    return RoleGrant(Role(told["role"]), _day(told.get("from")), _day(told.get("to")))


def _told(grant: RoleGrant) -> dict[str, str | None]:
    return {
        "role": grant.role.value,
        "from": None if grant.valid_from is None else grant.valid_from.isoformat(),
        "to": None if grant.valid_to is None else grant.valid_to.isoformat(),
    }


def _day(told: object) -> date | None:
    if told is None:
        return None
    try:
        return date.fromisoformat(str(told))
    except ValueError as exc:
        raise EntryUnusable from exc


def _list(received: Receiving, name: str) -> list[Any]:
    value = received.entry.body.get(name)
    if not isinstance(value, list):
        raise EntryUnusable
    return value


def _flag(received: Receiving, name: str) -> bool:
    value = received.entry.body.get(name, name == "active")
    if not isinstance(value, bool):
        raise EntryUnusable
    return value


def _id(told: object) -> UUID:
    try:
        return UUID(str(told))
    except ValueError as exc:
        raise EntryUnusable from exc
