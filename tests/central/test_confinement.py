"""No request with one office's token reads or writes another's: over every endpoint there is.

Each endpoint of the application has its attempts here: whatever of the other office could be named
is named, and a word that only stands in that office's data is looked for in every answer. A new
endpoint that is not entered fails.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from central.app import create
from central.gate import PUBLIC
from central.settings import Settings
from tests.central.client import Log, Workstation, pushed
from tests.central.conftest import Paired
from tests.central.server import Centre

SECRET = "Ñusta Secreta"
DOCUMENT = "1799999991"
CONTENT = f"carta de {SECRET}".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Theirs:
    """What the other office has."""

    office_id: UUID
    operation: Any
    person: dict[str, Any]
    task: UUID


def _push_in_their_name(ours: Workstation, theirs: Theirs) -> httpx.Response:
    body = pushed([theirs.operation])
    body["rows"] = [
        {"table": "ticket", "key": "1", "row": {"office_id": str(theirs.office_id)}},
        {"table": "office", "key": str(theirs.office_id), "row": {"code": "X"}},
    ]
    return ours.ask("POST", "/v1/push", body)


def _office_again(ours: Workstation, theirs: Theirs) -> httpx.Response:
    named = {"id": str(theirs.office_id), "code": "X", "name": "X"}
    return ours.ask("POST", "/v1/office", named)


def _resolve(ours: Workstation, theirs: Theirs) -> httpx.Response:
    answer = {"resolution": "x", "staff_id": str(uuid4()), "choice": "seen"}
    return ours.ask("POST", f"/v1/tasks/{theirs.task}/resolve", answer)


def _get(target: str) -> Callable[[Workstation, Theirs], httpx.Response]:
    return lambda ours, theirs: ours.ask("GET", target.format(theirs=theirs))


def _put(ours: Workstation, _theirs: Theirs) -> httpx.Response:
    return ours.ask("PUT", f"/v1/files/{SHA256}?offset=0&size=1000", raw=b"x")


ATTEMPTS: dict[tuple[str, str], tuple[Callable[[Workstation, Theirs], httpx.Response], int]] = {
    ("POST", "/v1/office"): (_office_again, 403),
    ("POST", "/v1/push"): (_push_in_their_name, 200),
    ("GET", "/v1/pull"): (_get("/v1/pull?after=0"), 200),
    ("GET", "/v1/operations"): (_get("/v1/operations?after=0"), 200),
    ("GET", "/v1/snapshot"): (_get("/v1/snapshot?after=person:"), 200),
    ("GET", "/v1/files/{sha256}"): (_get(f"/v1/files/{SHA256}"), 404),
    ("GET", "/v1/files/{sha256}/state"): (_get(f"/v1/files/{SHA256}/state"), 200),
    ("PUT", "/v1/files/{sha256}"): (_put, 200),
    ("GET", "/v1/days/{day}"): (_get("/v1/days/2026-11-20"), 200),
    ("GET", "/v1/offices/{office_id}/day/{day}"): (
        _get("/v1/offices/{theirs.office_id}/day/2026-11-20"),
        403,
    ),
    ("GET", "/v1/offices/{office_id}/figures"): (
        _get("/v1/offices/{theirs.office_id}/figures"),
        403,
    ),
    ("GET", "/v1/tasks"): (_get("/v1/tasks"), 200),
    ("POST", "/v1/tasks/{task_id}/resolve"): (_resolve, 404),
}
#: What is told of other offices' people by design, and noted (test_reading_back.py).
BY_DESIGN = {("GET", "/v1/people/{document_type}/{document}")}


def endpoints() -> set[tuple[str, str]]:
    """Return every endpoint of the application that asks for a token."""

    told = create(Settings(database="")).openapi()["paths"]
    return {
        (method.upper(), path)
        for path, methods in told.items()
        for method in methods
        if path not in PUBLIC
    }


def test_every_endpoint_has_its_attempt() -> None:
    assert endpoints() == ATTEMPTS.keys() | BY_DESIGN


def test_only_these_need_no_token() -> None:
    assert frozenset({"/v1/pair", "/v1/health", "/v1/metrics", "/openapi.json"}) == PUBLIC


@pytest.fixture
def theirs(centre: Centre, paired: Paired) -> Theirs:
    """Another office with something of everything."""
    office_id = centre.known_office(SECRET)
    workstation = paired(office_id)
    log = Log(office_id)
    operation = log.add(note=SECRET)
    key = str(uuid4())
    person = {
        "id": key,
        "office_id": str(office_id),
        "document_type": "passport",
        "document": DOCUMENT,
        "name": SECRET,
        "day": "2026-11-20",
    }
    rows = [{"table": "notice", "key": key, "row": person}]
    workstation.push([operation, log.add("of_a_later_program", note=SECRET)], rows)
    whole = workstation.ask("PUT", f"/v1/files/{SHA256}?offset=0&size={len(CONTENT)}", raw=CONTENT)
    assert whole.json() == {"received": len(CONTENT)}
    task = workstation.ask("GET", "/v1/tasks").json()["tasks"][0]
    return Theirs(office_id, operation, rows[0], UUID(task["id"]))


def everything_of(centre: Centre, office_id: UUID) -> str:
    """Return every row of an office, as text."""
    tables = centre.rows(
        "SELECT table_name FROM information_schema.columns"
        " WHERE column_name = 'office_id' AND table_schema = 'public' ORDER BY 1"
    )
    assert len(tables) >= 9
    found = []
    for table in tables:
        name = table["table_name"]
        rows = centre.rows(
            f"SELECT t::text AS row FROM {name} AS t WHERE office_id = %s ORDER BY 1", office_id
        )
        found.append(f"{name}: {rows}")
    return "\n".join(found)


@pytest.mark.parametrize("endpoint", sorted(ATTEMPTS), ids=" ".join)
def test_nothing_of_another_office_is_read_or_written(
    centre: Centre, paired: Paired, theirs: Theirs, endpoint: tuple[str, str]
) -> None:
    ours = paired()
    ours.push(Log(ours.office_id or uuid4()).many(1))
    before = everything_of(centre, theirs.office_id)
    attempt, status = ATTEMPTS[endpoint]
    answer = attempt(ours, theirs)
    assert answer.status_code == status, answer.text
    assert SECRET not in answer.text
    # A row that was refused is named by the key that we sent ourselves.
    assert str(theirs.office_id) not in answer.text.replace(f'"key":"{theirs.office_id}"', "")
    assert everything_of(centre, theirs.office_id) == before


def test_what_was_sent_in_anothers_name_is_put_aside_in_ones_own(
    centre: Centre, paired: Paired, theirs: Theirs
) -> None:
    ours = paired()
    told = _push_in_their_name(ours, theirs).json()
    assert [one["reason"] for one in told["quarantined"]] == ["other_office"]
    assert [one["reason"] for one in told["rows_refused"]] == ["other_office", "other_office"]
    assert told["forked_at"] is None


def test_a_file_of_ones_own_is_not_anothers_of_the_same_name(
    centre: Centre, paired: Paired, theirs: Theirs
) -> None:
    ours = paired()
    state = ours.ask("GET", f"/v1/files/{SHA256}/state").json()
    assert state == {"received": 0, "complete": False}


def test_supervision_reads_but_writes_nothing(paired: Paired, theirs: Theirs) -> None:
    """A supervision of one office is no workstation of another."""
    supervision = paired(scope="supervision")
    seen = supervision.ask("GET", f"/v1/offices/{theirs.office_id}/day/2026-11-20")
    assert seen.status_code == 200
    told = _push_in_their_name(supervision, theirs)
    assert told.status_code in {200, 403}
    if told.status_code == 200:
        assert told.json()["accepted"] == []
