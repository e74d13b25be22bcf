"""What the centre told: tasks, people, catalogues, and what nobody here knows."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.centre import APPLIERS, put_aside, receive
from desktop.usecases.desk import Desk
from desktop.usecases.received import EntryUnusable
from domain.exchange import FeedEntry, PendingTask
from domain.ids import new_id
from domain.tasks import TaskKind
from tests.office import SmallOffice
from tests.usecases.casework import a_person, an_entity, by_email

AT = datetime(2026, 12, 4, 12, tzinfo=UTC)
TASK = {
    "id": "01a20035-3f77-77b3-8883-446336691c54",
    "kind": "same_person",
    "owner_role": "supervisor",
    "office": "Quito",
    "opened_at": "2026-12-04T07:00:00-05:00",
    "words": "¿Es la misma persona?",
    "how": "Compare.",
    "subject": {"document": "1710034065"},
}
CLOSED = {
    "id": TASK["id"],
    "resolution": "Es la misma",
    "by": "Sara (Guayaquil)",
    "at": "2026-12-04T13:00:00+00:00",
}


def heard(desk: Desk, kind: str, body: dict[str, Any], place: int = 7) -> None:
    """The centre told something."""
    with desk.units.write() as unit:
        receive(desk, unit, FeedEntry(place, kind, AT, body))


def tasks(desk: Desk, *, closed: bool = False) -> list[PendingTask]:
    with desk.units.read() as unit:
        return list(unit.exchange.tasks(99, closed=closed))


def test_a_task_waits_until_the_centre_closes_it(desk: Desk, office: SmallOffice) -> None:
    heard(desk, "task", TASK)
    (task,) = tasks(desk)
    assert task.opened_at == AT
    assert json.loads(task.subject) == {"document": "1710034065"}
    answered = replace(task, resolved_at=AT, resolved_by="Sara", resolution="Otra")
    with desk.units.write() as unit:
        unit.exchange.put_task(answered)
    heard(desk, "task", TASK)
    assert tasks(desk) == [answered]  # told again, the answer stays
    heard(desk, "task_closed", CLOSED)
    heard(desk, "task_closed", CLOSED | {"resolution": "Otra vez"})
    assert not tasks(desk)
    (closed,) = tasks(desk, closed=True)
    assert (closed.resolution, closed.resolved_by) == ("Es la misma", "Sara (Guayaquil)")


def test_the_subject_of_a_task_may_be_text_and_its_words_long(
    desk: Desk, office: SmallOffice
) -> None:
    heard(desk, "task", TASK | {"subject": "{}", "words": "x" * 9000})
    (task,) = tasks(desk)
    assert (task.subject, len(task.words)) == ("{}", 600)


def test_closing_what_nobody_knows_is_nothing(desk: Desk, office: SmallOffice) -> None:
    heard(desk, "task_closed", CLOSED)
    assert not tasks(desk, closed=True)


@pytest.mark.parametrize("offices", ["Guayaquil, Cuenca", ["Guayaquil", "Cuenca"]])
def test_people_of_other_offices_are_known(
    desk: Desk, office: SmallOffice, offices: object
) -> None:
    body = {
        "document_type": "cedula",
        "document": "1710034065",
        "name": "Ana",
        "canonical": str(new_id()),
        "offices": offices,
    }
    heard(desk, "person", body)
    with desk.units.read() as unit:
        known = unit.exchange.known_person("cedula", "1710034065")
    assert known is not None
    assert (known.name, known.offices) == ("Ana", "Guayaquil, Cuenca")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("task", {}),
        ("task", TASK | {"id": "no"}),
        ("task", TASK | {"opened_at": "ayer"}),
        ("task", TASK | {"opened_at": "2026-12-04T07:00:00"}),
        ("task", TASK | {"words": 5}),
        ("person", {"document": None}),
        ("catalogue", {"number": 2}),
        ("catalogue", {"number": True, "text": ""}),
        ("catalogue", {"number": 2, "text": "no es un catálogo", "reason": ""}),
        ("catalogue", {"number": "2", "text": "x", "reason": ""}),
    ],
)
def test_what_does_not_hold_what_its_kind_holds_is_refused(
    desk: Desk, office: SmallOffice, kind: str, body: dict[str, Any]
) -> None:
    with pytest.raises(EntryUnusable):
        heard(desk, kind, body)
    assert not tasks(desk)


def test_an_unknown_kind_is_kept_once_and_its_verifiers_are_not(
    desk: Desk, office: SmallOffice
) -> None:
    body = {"a": "ñ", "password_hash": "secreto", "pin_hash": "secreto"}
    heard(desk, "algo_nuevo", body)
    heard(desk, "algo_nuevo", body)
    (task,) = tasks(desk)
    assert task.kind == TaskKind.ROW_UNUSABLE
    assert "algo_nuevo" in task.words
    assert json.loads(task.subject) == {"place": 7, "kind": "algo_nuevo", "body": {"a": "ñ"}}
    assert "algo_nuevo" not in APPLIERS


def test_a_catalogue_that_cannot_be_read_is_a_task_and_the_old_one_stays(
    desk: Desk, office: SmallOffice
) -> None:
    entry = FeedEntry(7, "catalogue", AT, {"number": 2, "text": "no", "reason": ""})
    with desk.units.write() as unit:
        put_aside(desk, unit, entry, "No se puede leer.")
    (task,) = tasks(desk)
    assert task.kind == TaskKind.CATALOGUE_UNREADABLE
    with desk.units.read() as unit:
        assert unit.catalogues.latest() == 0


def test_a_catalogue_is_in_force_and_cases_under_way_keep_theirs(
    desk: Desk, office: SmallOffice
) -> None:
    keep_shipped(desk)
    now = desk.clock.now()
    case = by_email(
        desk, office.actor("asesor-1"), 4, a_person(desk, office), an_entity(desk, office), now
    )
    text = desk.catalogues.shipped_text.replace("Administrador eSIGEF", "Administrador nuevo")
    assert text != desk.catalogues.shipped_text
    body = {"number": 31, "text": text, "reason": "Un decreto"}
    heard(desk, "catalogue", body)
    heard(desk, "catalogue", body)
    with desk.units.read() as unit:
        latest = unit.catalogues.get(unit.catalogues.latest())
        (told,) = [one for one in unit.log.all() if one.type == "centre_catalogue_published"]
        desk.catalogues.refresh(unit)
        kept = unit.cases.get(case.id)
    assert (latest.text, latest.reason, latest.published_by) == (text, "Un decreto", None)
    assert json.loads(told.payload or "")["of_centre"] == 31
    assert any(one.short_name == "Administrador nuevo" for one in desk.catalogue.services)
    assert kept.catalogue_version < latest.number
