"""What an office reads back: its log, its rows, its files, people, days, tasks."""

import hashlib
from typing import Any
from uuid import UUID, uuid4

import httpx

from domain.ids import new_id
from tests.central.client import Log, Workstation
from tests.central.conftest import Paired
from tests.central.server import Centre


def person_row(key: UUID, document: str, name: str) -> dict[str, Any]:
    return {
        "table": "person",
        "key": str(key),
        "row": {
            "id": str(key),
            "document_type": "cedula",
            "document": document,
            "name": name,
            "phone": "",
            "email": "",
            "version": 1,
        },
    }


def ticket_row(office_id: UUID, day: str, number: int, person: UUID) -> dict[str, Any]:
    key = uuid4()
    row = {
        "id": str(key),
        "office_id": str(office_id),
        "day": day,
        "series": "A",
        "number": number,
        "services": [6, 5],
        "state": "served",
        "person_id": str(person),
    }
    return {"table": "ticket", "key": str(key), "row": row}


def office_of(workstation: Workstation) -> UUID:
    assert workstation.office_id is not None
    return workstation.office_id


def test_an_office_reads_its_own_log_in_pages(paired: Paired) -> None:
    workstation = paired()
    log = Log(office_of(workstation))
    sent = log.many(7)
    workstation.push(sent)
    first = workstation.ask("GET", "/v1/operations?after=0&limit=5").json()
    rest = workstation.ask("GET", "/v1/operations?after=5&limit=5").json()
    kept = first["operations"] + rest["operations"]
    assert [UUID(one["id"]) for one in kept] == [one.id for one in sent]
    assert kept[3]["hash"] == sent[3].hash
    assert kept[3]["payload"] == sent[3].payload
    assert first["head"] == {"sequence": 7, "hash": log.head.hash}


def test_a_snapshot_gives_every_row_once_parents_first(paired: Paired) -> None:
    workstation = paired()
    office_id = office_of(workstation)
    people = [person_row(uuid4(), f"17{n:08}", f"Persona {n}") for n in range(7)]
    tickets = [ticket_row(office_id, "2026-11-20", n, UUID(people[n]["key"])) for n in range(5)]
    unknown = {"table": "of_a_later_program", "key": "1", "row": {"a": 1}}
    gone = {"table": "person", "key": str(uuid4()), "row": None}
    answer = workstation.push(Log(office_id).many(1), [*tickets, *people, unknown, gone])
    assert answer.json()["rows_refused"] == []
    seen: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        told = workstation.ask("GET", f"/v1/snapshot?after={cursor}&limit=3").json()
        assert (told["schema"], told["epoch"]) == ("0004", 1)
        seen += told["rows"]
        cursor = told["next"]
    assert [row["table"] for row in seen] == [
        *["person"] * 7,
        *["ticket"] * 5,
        "of_a_later_program",
    ]
    by_key = {row["key"]: row["row"] for row in seen}
    assert len(by_key) == 13
    assert all(by_key[row["key"]] == row["row"] for row in [*people, *tickets, unknown])


def test_an_older_row_does_not_take_the_place_of_a_newer_one(paired: Paired) -> None:
    workstation = paired()
    key = uuid4()
    log = Log(office_of(workstation))
    first, second = log.add(), log.add()
    workstation.push([first, second], [person_row(key, "1710034065", "Nueva")])
    workstation.push([first], [person_row(key, "1710034065", "Vieja")])
    kept = workstation.ask("GET", "/v1/snapshot").json()["rows"]
    assert [row["row"]["name"] for row in kept] == ["Nueva"]


def test_rows_that_cannot_be_kept_are_named_and_the_rest_are_kept(paired: Paired) -> None:
    workstation = paired()
    office_id = office_of(workstation)
    bad = [
        {"table": "person", "key": "nul", "row": {"name": "a\0b"}},
        {"table": "person", "key": "lone", "row": {"name": "\ud800"}},
        {"table": "person", "key": "nested", "row": {"name": {"a": 1}}},
        {"table": "person", "key": "list", "row": {"name": ["a"]}},
        {"table": "person", "key": "large", "row": {"version": 2**70}},
        {"table": "ticket", "key": "theirs", "row": {"office_id": str(uuid4())}},
        {"table": "office", "key": str(uuid4()), "row": {"code": "X"}},
        {"table": "person", "key": "column", "row": {"n\0": 1}},
        {"table": "person", "key": "k\0", "row": {}},
        {"table": "person", "key": "nan", "row": {"version": float("nan")}},
        {"table": "person", "key": "flags", "row": {"services": [True]}},
    ]
    good = person_row(uuid4(), "1710034065", r"María Ñandú 🙂 \u0000 tal cual")
    told = workstation.push(Log(office_id).many(1), [*bad, good]).json()
    reasons = {row["key"]: row["reason"] for row in told["rows_refused"]}
    assert reasons == {
        "nul": "malformed",
        "lone": "malformed",
        "nested": "malformed",
        "list": "malformed",
        "large": "malformed",
        "theirs": "other_office",
        bad[6]["key"]: "other_office",
        "column": "malformed",
        "k\0": "malformed",
        "nan": "malformed",
        "flags": "malformed",
    }
    assert [row["row"] for row in workstation.ask("GET", "/v1/snapshot").json()["rows"]] == [
        good["row"]
    ]


def test_a_file_comes_in_pieces_and_goes_on_where_it_stopped(paired: Paired) -> None:
    workstation = paired()
    content = bytes(range(256)) * 6000
    name = hashlib.sha256(content).hexdigest()
    place = f"/v1/files/{name}"
    size = len(content)

    def put(offset: int, piece: bytes) -> httpx.Response:
        return workstation.ask("PUT", f"{place}?offset={offset}&size={size}", raw=piece)

    assert workstation.ask("GET", f"{place}/state").json() == {"received": 0, "complete": False}
    assert put(0, content[:900_000]).json() == {"received": 900_000}
    assert put(0, content[:900_000]).json() == {"received": 900_000}  # sent again
    assert put(950_000, content[950_000:]).json() == {"received": 900_000}  # a gap
    assert workstation.ask("GET", place).status_code == 404  # not whole yet
    assert put(900_000, content[900_000:]).json() == {"received": size}
    assert workstation.ask("GET", f"{place}/state").json() == {"received": size, "complete": True}
    read = b""
    while len(read) < size:
        read += workstation.ask("GET", f"{place}?offset={len(read)}").content
    assert read == content


def test_a_file_of_another_hash_begins_again(paired: Paired) -> None:
    workstation = paired()
    place = f"/v1/files/{hashlib.sha256(b'what it should be').hexdigest()}"
    answer = workstation.ask("PUT", f"{place}?offset=0&size=4", raw=b"else")
    assert (answer.status_code, answer.json()["error"]) == (409, "hash_mismatch")
    assert workstation.ask("GET", f"{place}/state").json() == {"received": 0, "complete": False}
    good = workstation.ask("PUT", f"{place}?offset=0&size=17", raw=b"what it should be")
    assert good.json() == {"received": 17}


def test_a_piece_outside_the_file_or_too_large_is_refused(paired: Paired) -> None:
    workstation = paired()
    place = f"/v1/files/{'0' * 64}"
    assert workstation.ask("PUT", f"{place}?offset=3&size=4", raw=b"xx").status_code == 422
    large = bytes(2**20 + 1)
    assert workstation.ask("PUT", f"{place}?offset=0&size=9999999", raw=large).status_code == 413


def test_a_person_is_told_whole_and_the_look_is_noted(centre: Centre, paired: Paired) -> None:
    ours, theirs = paired(), paired()
    staff, person, document = uuid4(), uuid4(), f"17{new_id().int % 10**8:08}"
    rows = [
        person_row(person, document, "Ana Paz"),
        ticket_row(office_of(theirs), "2026-11-19", 3, person),
        ticket_row(office_of(theirs), "2026-11-20", 12, person),
    ]
    theirs.push(Log(office_of(theirs)).many(1), rows)
    told = ours.ask("GET", f"/v1/people/cedula/{document}?staff={staff}").json()
    assert [record["name"] for record in told["records"]] == ["Ana Paz"]
    assert [visit["code"] for visit in told["records"][0]["visits"]] == ["A012", "A003"]
    looks = centre.rows("SELECT * FROM access_log WHERE subject = %s", f"cedula:{document}")
    assert [(look["staff_id"], look["office_id"]) for look in looks] == [(staff, ours.office_id)]


def test_a_supervisor_sees_the_day_of_every_office_without_verifiers(paired: Paired) -> None:
    counter_office, supervision = paired(), paired(scope="supervision")
    office_id = office_of(counter_office)
    staff = {"id": "s", "office_id": str(office_id), "full_name": "Ana", "password_hash": "x"}
    rows = [
        {"table": "staff", "key": "s", "row": staff},
        ticket_row(office_id, "2026-11-20", 1, uuid4()),
        ticket_row(office_id, "2026-11-20", 2, uuid4()),
        ticket_row(office_id, "2026-11-19", 9, uuid4()),
    ]
    counter_office.push(Log(office_id).many(2), rows)
    offices = supervision.ask("GET", "/v1/days/2026-11-20").json()["offices"]
    mine = next(office for office in offices if office["id"] == str(office_id))
    assert mine["head"]["sequence"] == 2
    assert mine["as_of"] is not None
    seen: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        target = f"/v1/offices/{office_id}/day/2026-11-20?limit=2&after={cursor}"
        told = supervision.ask("GET", target).json()
        seen += told["rows"]
        cursor = told["next"]
    assert [row["table"] for row in seen] == ["staff", "ticket", "ticket"]
    assert seen[0]["row"].get("password_hash", "") == ""


def test_what_waits_is_told_and_resolved_once(paired: Paired) -> None:
    workstation = paired()
    log = Log(office_of(workstation))
    before = workstation.ask("GET", "/v1/pull").json()
    epoch, place = before["feed_epoch"], before["last"]
    assert workstation.push([log.add("of_a_later_program")]).json()["quarantined"]
    waiting = workstation.ask("GET", "/v1/tasks").json()["tasks"]
    assert [task["kind"] for task in waiting] == ["operation_refused"]
    answer = {"resolution": "Visto", "staff_id": str(uuid4()), "choice": "seen"}
    target = f"/v1/tasks/{waiting[0]['id']}/resolve"
    assert workstation.ask("POST", target, answer).json() == {"resolved": True}
    assert workstation.ask("POST", target, answer).json() == {"resolved": False}
    assert workstation.ask("GET", "/v1/tasks").json()["tasks"] == []
    told = workstation.ask("GET", f"/v1/pull?epoch={epoch}&after={place}").json()["entries"]
    # Other offices' people are told to all.
    kinds = [entry["kind"] for entry in told if entry["kind"].startswith("task")]
    assert kinds == ["task", "task_closed"]
