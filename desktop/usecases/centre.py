"""What the centre told, made so in this office: one rule for each kind of entry of its feed.

An entry is applied whole, with the operation that tells it, in the unit that keeps its place of the
feed. One that cannot be applied, or of a kind that this program does not know, is kept as a task:
it is never lost, and it never stops what comes after it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from desktop.usecases import centre_rules, enrolment_checks
from desktop.usecases.catalogue_admin import (
    NumberTaken,
    ServiceInUse,
    require_own_numbers,
    require_unused,
)
from desktop.usecases.desk import Desk
from desktop.usecases.received import EntryUnusable, Receiving
from domain.catalogue import Catalogue
from domain.exchange import FeedEntry, KnownPerson, PendingTask
from domain.faults import FileFaulty
from domain.ports import CatalogueVersion, UnitOfWork
from domain.staff import Role
from domain.tasks import WORDS_LIMIT, TaskKind

_LONGEST_NAME = 120
_NEVER_KEPT = frozenset({"password_hash", "pin_hash"})

Applier = Callable[[Receiving], None]


def receive(desk: Desk, unit: UnitOfWork, entry: FeedEntry) -> None:
    """Apply one entry of the feed inside a unit of work; one told again changes nothing.

    Raises:
        KnownError: it cannot be applied, and nothing of the unit may be kept; ``put_aside`` then
            keeps it in another.
    """
    applier = APPLIERS.get(entry.kind)
    if applier is None:
        put_aside(desk, unit, entry, f"El centro envió algo nuevo («{entry.kind}»).")
    else:
        applier(Receiving(desk, unit, entry))


def put_aside(desk: Desk, unit: UnitOfWork, entry: FeedEntry, words: str) -> None:
    """Keep an entry that cannot be applied as a task of this office."""
    received = Receiving(desk, unit, entry)
    body = {name: value for name, value in entry.body.items() if name not in _NEVER_KEPT}
    subject = json.dumps(
        {"place": entry.place, "kind": entry.kind, "body": body}, ensure_ascii=False
    )
    kind = TaskKind.CATALOGUE_UNREADABLE if entry.kind == "catalogue" else TaskKind.ROW_UNUSABLE
    task = PendingTask(
        received.named("aside", str(entry.place), entry.at.isoformat()),
        kind,
        Role.ADMINISTRATOR.value,
        unit.offices.office().name,
        desk.clock.now(),
        words[:WORDS_LIMIT],
        "Se guardó como llegó. Actualice Ventanilla o avise al centro.",
        subject,
    )
    if unit.exchange.task(task.id) is None:
        unit.exchange.put_task(task)


def _task(received: Receiving) -> None:
    known = received.unit.exchange.task(received.uuid("id"))
    if known is not None:
        return  # told again; an answer given meanwhile is not undone
    subject = received.entry.body.get("subject", {})
    received.unit.exchange.put_task(
        PendingTask(
            received.uuid("id"),
            received.text("kind", 40),
            received.text("owner_role", 20),
            received.text("office", _LONGEST_NAME),
            received.moment("opened_at"),
            received.text("words"),
            received.text("how"),
            subject if isinstance(subject, str) else json.dumps(subject, ensure_ascii=False),
        )
    )


def _task_closed(received: Receiving) -> None:
    task = received.unit.exchange.task(received.uuid("id"))
    if task is None or task.closed_at is not None:
        return
    at = received.moment("at")
    received.unit.exchange.put_task(
        replace(
            task,
            resolved_at=at,
            resolved_by=received.text("by", _LONGEST_NAME),
            resolution=received.text("resolution"),
            closed_at=at,
        )
    )


def _person(received: Receiving) -> None:
    offices = received.entry.body.get("offices", "")
    if isinstance(offices, list):
        offices = ", ".join(str(one) for one in offices)
    received.unit.exchange.put_person(
        KnownPerson(
            received.text("document_type", 10),
            received.text("document", 40),
            received.text("name", _LONGEST_NAME),
            received.uuid("canonical"),
            str(offices)[:200],
        )
    )


def _catalogue(received: Receiving) -> None:
    """Put a catalogue of the centre in force; cases under way keep theirs."""
    unit, text = received.unit, received.entry.body.get("text")
    if not isinstance(text, str):
        raise EntryUnusable
    told = received.named(str(received.whole("number")), text)
    if unit.log.of(told):
        return
    desk = received.desk
    try:
        catalogue = desk.catalogues.read(text)
        require_own_numbers(desk, unit, catalogue)
    except FileFaulty as faulty:
        raise EntryUnusable(
            "El catálogo que publicó el centro no se puede leer: sigue en vigencia el anterior."
        ) from faulty
    except NumberTaken as taken:
        raise EntryUnusable(f"{taken.what} Sigue en vigencia el catálogo anterior.") from taken
    _tell_who_is_left(received, catalogue)
    number = unit.catalogues.latest() + 1
    reason = received.text("reason", 200)
    now = desk.clock.now()
    unit.catalogues.add(CatalogueVersion(number, text, now, None, reason))
    received.tell(
        "catalogue",
        told,
        number,
        "catalogue_published",
        {"number": number, "of_centre": received.whole("number"), "reason": reason},
    )


def _tell_who_is_left(received: Receiving, new: Catalogue) -> None:
    """Have the supervisor see to those who are here for what the centre no longer has given."""
    desk, unit = received.desk, received.unit
    office, now = unit.offices.office(), desk.clock.now()
    try:
        require_unused(unit, office.day_of(now), desk.catalogues.refresh(unit), new)
    except ServiceInUse as left:
        task = PendingTask(
            received.named("left", str(received.entry.place)),
            TaskKind.SERVICE_WITHDRAWN,
            Role.SUPERVISOR.value,
            office.name,
            now,
            f"El centro publicó otro catálogo. {left.what}",
            "A quienes esperan, cámbieles el servicio; lo demás se quita en Administración.",
        )
        unit.exchange.put_task(task)


APPLIERS: Mapping[str, Applier] = {
    "task": _task,
    "task_closed": _task_closed,
    "person": _person,
    "decision": centre_rules.decision,
    "catalogue": _catalogue,
    "merged": centre_rules.merged,
    "authoriser": centre_rules.authoriser,
    "office": centre_rules.office,
    "counter": centre_rules.counter,
    "staff": centre_rules.staff,
    "staff_disabled": centre_rules.staff_disabled,
    "enrolment_checked": enrolment_checks.checked,
    "biometrics_deleted": enrolment_checks.deleted,
}
"""What is done with each kind of entry."""
