"""A workstation is paired, sends, and is told."""

from uuid import uuid4

import httpx

from tests.central.client import Log, Workstation
from tests.central.conftest import Paired
from tests.central.server import Centre


def test_a_new_office_is_paired_sends_and_is_told(centre: Centre, http: httpx.Client) -> None:
    workstation = Workstation(centre, http)
    paired = workstation.pair(centre.code())
    assert paired.status_code == 200
    assert paired.json()["office"] is None
    office_id = uuid4()
    named = {"id": str(office_id), "code": office_id.hex[:8], "name": "Quito"}
    assert workstation.ask("POST", "/v1/office", named).json() == named

    log = Log(office_id)
    sent = log.many(3)
    answer = workstation.push(sent)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["accepted"] == [1, 2, 3]
    assert told["head"] == {"sequence": 3, "hash": log.head.hash}

    pulled = workstation.ask("GET", "/v1/pull?epoch=&after=0")
    assert pulled.status_code == 200, pulled.text
    assert pulled.json()["feed_epoch"] == told["feed_epoch"]


def test_what_is_sent_twice_is_kept_once(centre: Centre, paired: Paired) -> None:
    workstation = paired()
    assert workstation.office_id is not None
    sent = Log(workstation.office_id).many(5)
    assert workstation.push(sent).json()["accepted"] == [1, 2, 3, 4, 5]
    assert workstation.push(sent).json()["accepted"] == [1, 2, 3, 4, 5]
    kept = centre.rows(
        "SELECT count(*) AS n FROM operation WHERE office_id = %s", workstation.office_id
    )
    assert kept == [{"n": 5}]


def test_health_is_asked_without_a_token(centre: Centre, http: httpx.Client) -> None:
    assert http.get(f"{centre.address}/v1/health").json()["database"] == "ok"
