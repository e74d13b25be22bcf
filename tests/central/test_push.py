"""What an office sends is kept once, whole, in order; what is wrong with it is put aside."""

import gzip
import random
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.ids import new_id
from domain.operations import Operation
from tests.central.client import Log, Workstation, plain, pushed
from tests.central.conftest import Paired
from tests.central.server import Centre


def office_of(workstation: Workstation) -> UUID:
    assert workstation.office_id is not None
    return workstation.office_id


def kept(centre: Centre, workstation: Workstation) -> list[dict[str, Any]]:
    return centre.rows(
        "SELECT sequence, state, reason FROM operation WHERE office_id = %s ORDER BY sequence",
        workstation.office_id,
    )


def states(centre: Centre, workstation: Workstation) -> list[str]:
    return [row["state"] for row in kept(centre, workstation)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"payload": '{"code":"B001"}'}, "altered"),
        ({"workstation": "other"}, "altered"),
        ({"hash": "0" * 64}, "altered"),
        ({"office_id": str(uuid4())}, "other_office"),
        ({"payload": "\0"}, "malformed"),
        ({"payload": "\ud800"}, "malformed"),
        ({"aggregate_id": "nobody"}, "malformed"),
        ({"at": "yesterday"}, "malformed"),
        ({"at": "2026-11-20T08:00:00"}, "malformed"),
        ({"at": "2026-11-20T08:00:00-05:00"}, "malformed"),
        ({"hash": None}, "malformed"),
        ({"aggregate_version": 2**40}, "malformed"),
        ({"aggregate_version": True}, "malformed"),
        ({"type": "t" * 41}, "malformed"),
        ({"payload": {"code": 1}}, "malformed"),
    ],
)
def test_an_operation_that_is_wrong_is_put_aside_and_the_rest_are_kept(
    centre: Centre, paired: Paired, change: dict[str, Any], reason: str
) -> None:
    workstation = paired()
    body = pushed(Log(office_of(workstation)).many(7))
    body["operations"][3] |= change
    answer = workstation.ask("POST", "/v1/push", body)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["accepted"] == [1, 2, 3, 5, 6, 7]
    assert [(one["sequence"], one["reason"]) for one in told["quarantined"]] == [(4, reason)]
    assert states(centre, workstation) == ["applied"] * 3 + ["quarantined"] + ["applied"] * 3
    assert told["head"]["sequence"] == 7
    again = workstation.ask("POST", "/v1/push", body).json()
    assert again["accepted"] == told["accepted"]
    assert [one["reason"] for one in again["quarantined"]] == [reason]
    tasks = centre.rows("SELECT kind FROM task WHERE office_id = %s", workstation.office_id)
    assert tasks == [{"kind": "operation_refused"}]


def test_one_without_an_identity_refuses_the_whole(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    for damage in ({"id": "x"}, {"sequence": 0}, {"sequence": "1"}, {"sequence": 2**63}):
        body = pushed(Log(office_of(workstation)).many(2))
        body["operations"][1] |= damage
        assert workstation.ask("POST", "/v1/push", body).status_code == 422
    assert kept(centre, workstation) == []


def test_what_follows_in_the_same_aggregate_waits_until_it_is_known(
    centre: Centre, paired: Paired
) -> None:
    workstation = paired()
    log, case = Log(office_of(workstation)), new_id()
    first = log.add("case_opened", aggregate_id=case)
    later = log.add("case_weighed", aggregate_id=case, aggregate_version=2)
    third = log.add("case_closed", aggregate_id=case, aggregate_version=3)
    other = log.add("ticket_called")
    told = workstation.push([first, later, third, other]).json()
    assert told["accepted"] == [1, 3, 4]
    assert [one["reason"] for one in told["quarantined"]] == ["unknown_type"]
    assert states(centre, workstation) == ["applied", "quarantined", "waiting", "applied"]
    fourth = log.add("case_reopened", aggregate_id=case, aggregate_version=4)
    workstation.push([fourth])
    assert states(centre, workstation)[-1] == "waiting"


def test_an_operation_of_a_later_schema_is_put_aside(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    log = Log(office_of(workstation))
    # Sealed as a later program would, so that nothing else is wrong with it.
    operation = sealed(replace(log.add(), schema_version=99))
    told = workstation.push([operation]).json()
    assert [one["reason"] for one in told["quarantined"]] == ["unknown_schema"]


def sealed(operation: Operation) -> Operation:
    """Return ``operation`` with the hash that its data make."""
    from domain import operations

    return replace(operation, hash=operations.seal_of(operations._sealed_of(operation)))


def test_what_the_database_refuses_is_found_among_many(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    log = Log(office_of(workstation))
    sent = log.many(200)
    poison = sent[117]
    centre.run(
        """CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT 1 FROM poisoned WHERE id = NEW.id) AND NEW.payload IS NOT NULL
          THEN RAISE EXCEPTION SQLSTATE '22000'; END IF;
          RETURN NEW;
        END $$"""
    )
    centre.run("CREATE TABLE poisoned AS SELECT %s::uuid AS id", poison.id)
    centre.run("GRANT SELECT ON poisoned TO PUBLIC")
    centre.run(
        "CREATE TRIGGER poison BEFORE INSERT ON operation FOR EACH ROW EXECUTE FUNCTION poison()"
    )
    try:
        told = workstation.push(sent).json()
    finally:
        centre.run("DROP TRIGGER poison ON operation")
        centre.run("DROP FUNCTION poison")
        centre.run("DROP TABLE poisoned")
    assert len(told["accepted"]) == 199
    assert [(one["sequence"], one["reason"]) for one in told["quarantined"]] == [
        (118, "unstorable")
    ]
    assert told["head"]["sequence"] == 200
    aside = centre.rows("SELECT body FROM operation WHERE id = %s", poison.id)
    assert poison.payload is not None
    assert poison.payload.replace('"', '\\"') in aside[0]["body"]


def test_batches_in_any_order_make_one_chain(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    log = Log(office_of(workstation))
    sent = log.many(60)
    batches = [sent[at : at + 10] for at in range(0, 60, 10)]
    shuffled = random.Random(5).sample(batches, len(batches))
    heads = []
    for batch in shuffled:
        head = workstation.push(batch).json()["head"]
        heads.append(head["sequence"] if head else 0)
    assert heads == sorted(heads)
    assert heads[-1] == 60
    assert states(centre, workstation) == ["applied"] * 60


def test_two_histories_of_one_office_are_both_kept_and_told(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    log = Log(office_of(workstation))
    common = log.many(3)
    copy = Log(office_of(workstation))
    copy.head = log.head
    here, there = log.many(2), copy.many(3)
    assert workstation.push([*common, *here]).json()["forked_at"] is None
    told = workstation.push(there).json()
    assert told["forked_at"] == 4
    assert told["accepted"] == [4, 5, 6]
    assert told["head"] == {"sequence": 5, "hash": here[-1].hash}  # the first that came
    sequences = [row["sequence"] for row in kept(centre, workstation)]
    assert sequences == [1, 2, 3, 4, 4, 5, 5, 6]
    tasks = centre.rows("SELECT kind FROM task WHERE office_id = %s", workstation.office_id)
    assert tasks == [{"kind": "log_forked"}]


def test_the_same_identity_with_other_data_is_not_taken(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    first = Log(office_of(workstation)).add()
    other = sealed(replace(Log(office_of(workstation)).add(aggregate="case"), id=first.id))
    workstation.push([first])
    told = workstation.push([other]).json()
    assert [one["reason"] for one in told["quarantined"]] == ["other_content"]
    assert told["accepted"] == []


def test_an_erased_payload_keeps_its_place(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    erased = replace(Log(office_of(workstation)).add(), payload=None)
    assert workstation.push([erased]).json()["accepted"] == [1]


# ---- bodies
def test_a_zipped_body_is_read(paired: Paired) -> None:
    workstation = paired()
    body = pushed(Log(office_of(workstation)).many(3))
    answer = workstation.ask("POST", "/v1/push", body, zipped=True)
    assert answer.json()["accepted"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (gzip.compress(bytes(40 * 2**20)), 413),  # a bomb: 40 kB that become 40 MiB
        (gzip.compress(b"{}")[:-4], 422),
        (gzip.compress(b"{}") + b"more", 422),
        (b"nonsense", 422),
    ],
    ids=["bomb", "cut", "more", "nonsense"],
)
def test_what_is_badly_zipped_is_refused(paired: Paired, body: bytes, status: int) -> None:
    answer = paired().ask(
        "POST",
        "/v1/push",
        raw=body,
        extra={"Content-Encoding": "gzip", "Content-Type": "application/json"},
    )
    assert answer.status_code == status


def test_another_way_of_packing_is_refused(paired: Paired) -> None:
    answer = paired().ask("POST", "/v1/push", raw=b"{}", extra={"Content-Encoding": "br"})
    assert answer.status_code == 422


def test_what_is_too_large_is_refused_whether_it_says_so_or_not(paired: Paired) -> None:
    workstation = paired()
    large = bytes(9 * 2**20)
    assert workstation.ask("POST", "/v1/push", raw=large).status_code == 413
    headers = workstation.headers("POST", "/v1/push", b"")
    parts = (bytes(2**20) for _ in range(9))  # chunked: no length is told
    answer = workstation.http.post(
        f"{workstation.centre.address}/v1/push", content=parts, headers=headers
    )
    assert answer.status_code == 413


def test_more_than_five_hundred_are_refused(paired: Paired) -> None:
    workstation = paired()
    assert workstation.push(Log(office_of(workstation)).many(501)).status_code == 422


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'"\\ud800"', b"null", b"\xff"])
def test_what_is_no_json_is_refused_without_a_trace(paired: Paired, body: bytes) -> None:
    answer = paired().ask("POST", "/v1/push", raw=body, extra={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid")


def test_nobodys_data_is_in_an_error(paired: Paired) -> None:
    workstation = paired()
    body = pushed(Log(office_of(workstation)).many(1), head={"sequence": "María Paz", "hash": 5})
    answer = workstation.ask("POST", "/v1/push", body)
    assert answer.status_code == 422
    assert "María" not in answer.text


def test_an_operation_is_sent_as_the_protocol_tells(paired: Paired) -> None:
    workstation = paired()
    sent = plain(Log(office_of(workstation)).add())
    assert sorted(sent) == sorted(Operation.__slots__)
    assert sent["at"].endswith("+00:00")
