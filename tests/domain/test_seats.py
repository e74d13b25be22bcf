"""Only so many at a time in one entity."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.ids import new_id
from domain.people import DocumentType
from domain.seats import AUTHORISER, MOST_AT_ONCE, SeatRequest, granted, seat_request

RUC = "1760001550001"
PERSON = {"document_type": "cedula", "document": "1710034065", "name": "Ana Peña"}


def asked(type_: str = "authoriser_requested", **fields: Any) -> SeatRequest:
    payload = {"entity_ruc": RUC, "person": PERSON, "role": "titular", **fields}
    return seat_request(type_, UUID(int=7), payload)


def test_a_request_is_read_from_its_operation() -> None:
    earlier = new_id()
    request = asked(gives_up=str(earlier))
    assert request == SeatRequest(
        UUID(int=7),
        RUC,
        AUTHORISER,
        "titular",
        DocumentType.CEDULA,
        "1710034065",
        "Ana Peña",
        earlier,
    )
    assert asked("access_role_requested", role="liquidador").seat == "role:liquidador"


def test_titular_and_alterno_want_the_same_seat() -> None:
    assert asked(role="titular").seat == asked(role="alterno").seat


@pytest.mark.parametrize(
    "fields",
    [
        {"person": None},
        {"person": {**PERSON, "document_type": "carné"}},
        {"person": {**PERSON, "document": "1710034066"}},
        {"person": {**PERSON, "document_type": "none"}},
        {"person": {**PERSON, "name": 7}},
        {"role": "jefe"},
        {"role": "\x00"},
        {"entity_ruc": "12"},
        {"gives_up": "ayer"},
    ],
)
def test_what_cannot_be_read_is_refused_in_words(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        asked(**fields)


def test_a_seat_that_is_taken_is_not_given_unless_it_is_given_up() -> None:
    holder = new_id()
    assert granted(asked(), [])
    assert not granted(asked(), [holder])
    assert granted(asked(gives_up=str(holder)), [holder])
    assert not granted(asked(gives_up=str(holder)), [holder, new_id()])
    assert granted(asked(), [UUID(int=7)])  # it holds it already


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ask", "free"]),
            st.integers(0, 4),
            st.none() | st.integers(0, 4),
        ),
        max_size=30,
    )
)
def test_never_more_than_the_most_whatever_is_asked_in_whatever_order(
    steps: list[tuple[str, int, int | None]],
) -> None:
    active: set[UUID] = set()
    for what, number, earlier in steps:
        request = UUID(int=number)
        if what == "free":
            active.discard(request)
            continue
        gives_up = None if earlier is None else UUID(int=earlier)
        one = SeatRequest(
            request, RUC, AUTHORISER, "titular", DocumentType.CEDULA, "1710034065", "Ana", gives_up
        )
        if granted(one, active):
            active = (active - {gives_up}) | {request}
        assert len(active) <= MOST_AT_ONCE
