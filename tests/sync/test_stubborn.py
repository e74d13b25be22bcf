"""A centre that repeats itself, says too much at once, or does not take a row."""

import json
import socket
from typing import Any

import pytest

from desktop.sync.recovery import operations_of, rows_of
from desktop.sync.state import LinkPhase
from desktop.sync.troubles import AnswerDamaged
from domain.exchange import PendingTask
from domain.tasks import TaskKind
from tests.central.client import Log, plain
from tests.sync.hostile import Act, Asked, Hostile, answer, endless, refused
from tests.sync.linked import Linked
from tests.sync.test_loop import PULLED, PUSHED, Loops, away, looping, obliging, server, tell, tick

__all__ = ["away", "looping", "server"]

NOBODY = 3
"""Requests after which the test's centre has no more patience than the office."""


def _again(told: dict[str, Any]) -> tuple[Act, ...]:
    return (*[answer(200, told)] * NOBODY, refused(500, "internal"))


def test_operations_that_come_again_and_again_end(away: Linked, server: Hostile) -> None:
    log = Log(away.office.office.id)
    page = [plain(log.add("ticket_issued")) for _ in range(500)]
    server.acts = list(_again({"operations": page, "head": None}))
    asking = away.asking()
    with pytest.raises(AnswerDamaged):
        list(operations_of(asking, 0, lambda: None))
    asking.wire.reset()


def test_rows_that_come_again_and_again_end(away: Linked, server: Hostile) -> None:
    told: dict[str, Any] = {
        "schema": "0004",
        "head": None,
        "rows": [],
        "next": "person:x",
        "epoch": 0,
    }
    server.acts = list(_again(told))
    asking = away.asking()
    with pytest.raises(AnswerDamaged):
        list(rows_of(asking, -1, lambda: None))
    asking.wire.reset()


def test_what_is_too_much_at_once_comes_in_smaller_parts(
    looping: Loops, away: Linked, server: Hostile
) -> None:
    asked_for: list[int] = []

    def much(connection: socket.socket, asked: Asked) -> None:
        if not asked.target.startswith("/v1/pull"):
            obliging(connection, asked)
            return
        limit = int(asked.target.rpartition("limit=")[2])
        asked_for.append(limit)
        if limit > 130:
            endless(connection, asked)
        else:
            answer(200, PULLED)(connection, asked)

    server.acts = [much]
    tick(looping(), away)
    assert away.reports[-1].phase is LinkPhase.LINKED
    assert asked_for == [500, 250, 125]


@pytest.mark.parametrize("refusal", ["in the answer", "of the request"])
def test_a_row_that_the_centre_does_not_take_is_told(
    looping: Loops, away: Linked, server: Hostile, refusal: str
) -> None:
    """It would be missing when the office is taken back from the centre."""
    rows: list[dict[str, str]] = []

    def picky(connection: socket.socket, asked: Asked) -> None:
        if asked.target != "/v1/push":
            obliging(connection, asked)
            return
        sent = asked.json()
        told: dict[str, Any] = {"accepted": [one["sequence"] for one in sent["operations"]]}
        offices = [one for one in sent["rows"] if one["table"] == "office"]
        rows.extend(offices)
        if offices and refusal == "of the request":
            refused(422, "invalid")(connection, asked)
            return
        not_taken = [
            {"table": one["table"], "key": one["key"], "reason": "malformed"} for one in offices
        ]
        answer(200, PUSHED | told | {"rows_refused": not_taken})(connection, asked)

    server.acts = [picky]
    with away.desk.units.write() as unit:
        unit.exchange.offer_again()
    loop = looping()
    for _ in range(2):
        tell(away.desk)
        tick(loop, away, 2)
    assert away.reports[-1].phase is LinkPhase.LINKED
    assert rows
    (task,) = _tasks(away)
    assert task.kind == TaskKind.ROW_UNUSABLE
    subject = json.loads(task.subject)
    assert (subject["table"], subject["key"]) == ("office", str(away.office.office.id))


def _tasks(away: Linked) -> list[PendingTask]:
    with away.desk.units.read() as unit:
        assert not unit.exchange.marked(9)
        return list(unit.exchange.tasks(9))
