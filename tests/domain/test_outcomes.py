"""What became of a cut action, as it is told."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.ids import new_id
from domain.operations import GENESIS, LogHead, Operation, chained
from domain.outcomes import outcome


def operation(type_: str, aggregate: str, payload: dict[str, object]) -> Operation:
    return chained(
        LogHead(0, GENESIS),
        operation_id=new_id(),
        office_id=new_id(),
        workstation="PC-1",
        aggregate=aggregate,
        aggregate_id=new_id(),
        aggregate_version=1,
        type_=type_,
        actor_id=None,
        at=datetime(2026, 12, 4, 13, tzinfo=UTC),
        payload=payload,
    )


CALL = operation("ticket_called", "ticket", {"code": "A-012"})
ISSUE = operation("ticket_issued", "ticket", {"series": "A", "number": 15})
CASE = operation("case_resolved", "case", {"number": "MEF-1"})
OPENING = operation("case_opened", "case", {"number": "MEF-1"})
COUNTER = operation("counter_opened", "counter", {"number": 3})
OTHER = operation("something_new", "ticket", {"code": "A-012"})
NAMELESS = operation("ticket_called", "ticket", {})
ODD = operation("ticket_called", "ticket", {"code": ["A-012"]})


@pytest.mark.parametrize(
    ("done", "kept", "undone"),
    [
        (CALL, "La llamada a A-012 quedó hecha.", "La llamada a A-012 no se hizo."),
        # Another turno may have taken the number meanwhile.
        (ISSUE, "La emisión del turno A-015 quedó hecha.", "La emisión del turno no se hizo."),
        (
            CASE,
            "La resolución del trámite MEF-1 quedó hecha.",
            "La resolución del trámite MEF-1 no se hizo.",
        ),
        (
            OPENING,
            "La apertura del trámite MEF-1 quedó hecha.",
            "La apertura del trámite no se hizo.",
        ),
        (
            COUNTER,
            "La apertura de la ventanilla quedó hecha.",
            "La apertura de la ventanilla no se hizo.",
        ),
        (OTHER, "La última acción quedó hecha.", "La última acción no se hizo."),
        (NAMELESS, "La última acción quedó hecha.", "La última acción no se hizo."),
        (ODD, "La última acción quedó hecha.", "La última acción no se hizo."),
    ],
)
def test_it_is_said_of_whom(done: Operation, kept: str, undone: str) -> None:
    assert outcome(done, kept=True) == (kept, "No hace falta repetirla.")
    assert outcome(done, kept=False) == (undone, "Repítala si todavía hace falta.")


@pytest.mark.parametrize("payload", [None, "no JSON", json.dumps(["A-012"])])
def test_a_payload_that_is_none_names_nobody(payload: str | None) -> None:
    assert outcome(replace(CALL, payload=payload), kept=True)[0] == "La última acción quedó hecha."
