"""The log's chain: whatever is changed, removed, inserted or swapped is found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import new_id
from domain.operations import GENESIS, LogBroken, LogHead, Operation, canonical, chained, verify

OFFICE = new_id()
START = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
LENGTH = 5


def _chain(length: int = LENGTH) -> list[Operation]:
    head = LogHead(0, GENESIS)
    made = []
    for number in range(length):
        one = chained(
            head,
            operation_id=new_id(),
            office_id=OFFICE,
            workstation="PC-1",
            aggregate="ticket",
            aggregate_id=new_id(),
            aggregate_version=number,
            type_="ticket_issued",
            actor_id=None if number % 2 else new_id(),
            at=START + timedelta(seconds=number),
            payload={"code": f"A-{number:03d}", "name": "Muñoz"},
        )
        head = LogHead(one.sequence, one.hash)
        made.append(one)
    return made


def test_a_whole_chain_holds() -> None:
    chain = _chain()
    assert verify(chain) == LogHead(LENGTH, chain[-1].hash)
    assert verify([]) == LogHead(0, GENESIS)


@given(st.sets(st.integers(0, LENGTH - 1)))
def test_erased_payloads_leave_it_whole(erased: set[int]) -> None:
    chain = [
        replace(one, payload=None) if number in erased else one
        for number, one in enumerate(_chain())
    ]
    assert verify(chain).sequence == LENGTH


CHANGES: dict[str, Any] = {
    "id": new_id(),
    "office_id": new_id(),
    "workstation": "PC-2",
    "aggregate": "person",
    "aggregate_id": new_id(),
    "aggregate_version": 99,
    "type": "ticket_served",
    "schema_version": 2,
    "actor_id": new_id(),
    "at": START - timedelta(days=1),
    "payload": canonical({"code": "A-999"}),
    "payload_hash": "1" * 64,
    "previous_hash": "1" * 64,
    "hash": "1" * 64,
    "sequence": 99,
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("place", range(LENGTH))
def test_any_change_is_found(name: str, place: int) -> None:
    chain = _chain()
    chain[place] = replace(chain[place], **{name: CHANGES[name]})
    with pytest.raises(LogBroken) as broken:
        verify(chain)
    # Where only the hash of the last one changed, nothing after it could tell.
    assert broken.value.sequence in {place + 1, place + 2}


def test_every_field_is_covered() -> None:
    assert set(CHANGES) == set(Operation.__slots__)


@given(st.integers(0, LENGTH - 2))
def test_removal_is_found(place: int) -> None:
    chain = _chain()
    del chain[place]
    with pytest.raises(LogBroken, match=f"desde la operación {place + 1}: falta"):
        verify(chain)


@given(st.integers(0, LENGTH))
def test_insertion_is_found(place: int) -> None:
    chain = _chain()
    chain.insert(place, replace(chain[min(place, LENGTH - 1)], id=new_id()))
    with pytest.raises(LogBroken):
        verify(chain)


@given(st.permutations(range(LENGTH)).filter(lambda order: list(order) != list(range(LENGTH))))
def test_any_other_order_is_found(order: list[int]) -> None:
    chain = _chain()
    with pytest.raises(LogBroken):
        verify([chain[number] for number in order])


def test_a_tail_made_anew_does_not_fit() -> None:
    chain = _chain()
    forged = _chain()
    with pytest.raises(LogBroken, match="no sigue a la anterior"):
        verify([*chain[:2], *forged[2:]])


def test_equal_data_equal_text() -> None:
    assert canonical({"b": 1, "a": "ñ"}) == canonical({"a": "ñ", "b": 1}) == '{"a":"ñ","b":1}'
