"""What one workstation, row or task must not do to all the others."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from tests.central.client import PROGRAM, Log, Workstation
from tests.central.conftest import Paired
from tests.central.server import Centre
from tests.central.test_reading_back import office_of


def _person(key: str, document: str = "1710034065") -> dict[str, object]:
    row = {"id": key, "document_type": "cedula", "document": document, "name": "Ana"}
    return {"table": "person", "key": key, "row": row}


@pytest.mark.parametrize(
    "poisoned",
    [
        pytest.param(_person("nobody"), id="no id"),
        pytest.param(_person(uuid4().hex), id="an id written otherwise"),
        pytest.param(
            _person(str(uuid4()), "".join(uuid4().hex for _ in range(400))),
            id="too long a document",
        ),
        pytest.param(
            {
                "table": "ticket",
                "key": str(uuid4()),
                "row": {"day": "".join(uuid4().hex for _ in range(400))},
            },
            id="too long a day",
        ),
    ],
)
def test_a_row_that_cannot_be_kept_keeps_nothing_else_out(
    paired: Paired, poisoned: dict[str, object]
) -> None:
    workstation = paired()
    good = _person(str(uuid4()), str(uuid4().int)[:10])
    log = Log(office_of(workstation))
    answer = workstation.push([log.add("ticket_issued")], [poisoned, good])
    assert answer.status_code == 200
    refused = answer.json()["rows_refused"]
    assert [(one["table"], one["key"]) for one in refused] == [(poisoned["table"], poisoned["key"])]
    assert answer.json()["accepted"] == [1]


def test_a_task_is_resolved_while_its_office_sends(centre: Centre, paired: Paired) -> None:
    """Both want the task and the office: one waits for the other, not each for the other."""
    sending, resolving = paired(), None
    office = office_of(sending)
    log = Log(office)
    assert sending.push([log.add("of_a_later_program")]).json()["quarantined"]
    (task,) = sending.ask("GET", "/v1/tasks").json()["tasks"]
    resolving = paired(office)
    answer = {"resolution": "Visto", "staff_id": str(uuid4()), "choice": "seen"}
    with centre.link() as push, ThreadPoolExecutor(1) as pool:
        # As a push does: its office first, then what waits about what it sent.
        push.execute("SELECT 1 FROM office WHERE id = %s FOR UPDATE", (office,))
        asked = pool.submit(resolving.ask, "POST", f"/v1/tasks/{task['id']}/resolve", answer)
        wait_for(push, 1)
        push.execute("SELECT 1 FROM task WHERE id = %s FOR UPDATE NOWAIT", (task["id"],))
        push.rollback()
        assert asked.result().json() == {"resolved": True}


def wait_for(link: psycopg.Connection[dict[str, Any]], count: int) -> None:
    """Wait until so many transactions of the centre wait for another."""
    waiting = """SELECT 1 FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND datname = current_database()"""
    while len(link.execute(waiting).fetchall()) < count:
        link.execute("SELECT pg_stat_clear_snapshot()")


def test_of_two_pcs_that_take_an_office_over_at_once_one_works_it(
    centre: Centre, paired: Paired, http: httpx.Client
) -> None:
    old = paired()
    new = [Workstation(centre, http) for _ in range(2)]
    codes = [centre.code(old.office_id) for _ in new]
    with centre.link() as held, ThreadPoolExecutor(2) as pool:
        held.execute("SELECT 1 FROM workstation WHERE id = %s FOR UPDATE", (old.id,))
        asked = [
            pool.submit(one.pair, code, takes_over=True)
            for one, code in zip(new, codes, strict=True)
        ]
        wait_for(held, 2)
        held.rollback()
        assert [one.result().status_code for one in asked] == [200, 200]
    assert sorted(one.ask("GET", "/v1/pull").status_code for one in new) == [200, 403]


def test_of_two_offices_founded_at_once_by_one_workstation_one_is(
    centre: Centre, http: httpx.Client
) -> None:
    stranger = Workstation(centre, http)
    assert stranger.pair(centre.code()).status_code == 200
    named = [{"id": str(uuid4()), "code": uuid4().hex[:8], "name": "Ibarra"} for _ in range(2)]
    nonce = stranger.nonce
    with centre.link() as held, ThreadPoolExecutor(2) as pool:
        held.execute("SELECT 1 FROM workstation WHERE id = %s FOR UPDATE", (stranger.id,))
        asked = [pool.submit(stranger.ask, "POST", "/v1/office", one, nonce=nonce) for one in named]
        wait_for(held, 2)
        held.rollback()
        assert sorted(one.result().status_code for one in asked) == [200, 403]
    founded = centre.rows(
        "SELECT id FROM office WHERE id = ANY(%s)", [UUID(one["id"]) for one in named]
    )
    assert len(founded) == 1


def test_a_clone_of_no_office_is_no_concern_of_every_office(
    centre: Centre, paired: Paired, http: httpx.Client
) -> None:
    office = paired()
    before = office.ask("GET", "/v1/pull").json()
    supervision = Workstation(centre, http)
    assert supervision.pair(centre.code(scope="supervision")).status_code == 200
    day = "/v1/days/2026-11-21"
    assert supervision.ask("GET", day, nonce="of somebody else").status_code == 403
    query = f"epoch={before['feed_epoch']}&after={before['last']}"
    told = office.ask("GET", f"/v1/pull?{query}").json()["entries"]
    assert [entry for entry in told if entry["kind"] == "task"] == []
    kept = centre.rows(
        "SELECT office_id FROM task WHERE kind = 'workstation_cloned'"
        " AND subject ->> 'workstation' = %s",
        str(supervision.id),
    )
    assert kept == [{"office_id": None}]


@pytest.mark.parametrize(
    "target",
    [f"/v1/people/cedula/1710034065?staff={UUID(int=7)}", "/v1/pull", "/v1/days/2026-11-21"],
)
def test_who_is_of_no_office_yet_sees_nobody(
    centre: Centre, http: httpx.Client, target: str
) -> None:
    stranger = Workstation(centre, http)
    assert stranger.pair(centre.code()).status_code == 200
    answer = stranger.ask("GET", target)
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")


def test_a_version_without_end_is_no_fault_of_the_server(paired: Paired) -> None:
    workstation = paired()
    answer = workstation.ask("GET", "/v1/pull", extra={"Ventanilla-Program": "9" * 5000})
    assert answer.status_code == 200  # a later one
    ours = workstation.ask("GET", "/v1/pull", extra={"Ventanilla-Program": PROGRAM})
    assert ours.status_code == 200
