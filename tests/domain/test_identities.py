"""One person per document over all offices."""

import itertools
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identities import (
    Answer,
    Member,
    Standing,
    identity_of,
    name_key,
    names_of,
    standing,
    told_name,
)

OFFICES = [UUID(int=number) for number in range(1, 4)]
NAMES = st.sampled_from(
    ["Ana Peña", "PENA, Ana", "Ana  Pena", "Ána Peña", "Ana Pinto", "王秀英", "李"]
)
MEMBERS = st.lists(
    st.builds(Member, st.sampled_from(OFFICES), st.uuids(), NAMES), min_size=1, max_size=5
)


def of(*names: str) -> list[Member]:
    return [Member(UUID(int=at), UUID(int=100 + at), name) for at, name in enumerate(names)]


def test_the_same_document_is_the_same_identity_and_another_is_another() -> None:
    assert identity_of("cedula", "1710034065") == identity_of("cedula", "1710034065")
    assert identity_of("passport", "1710034065") != identity_of("cedula", "1710034065")
    assert identity_of("cedula", "0962467429") != identity_of("cedula", "1710034065")


def test_without_a_document_nobody_is_merged() -> None:
    assert identity_of("none", "") is None
    assert identity_of("cedula", "") is None
    assert identity_of("none", "7") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("José Núñez", "NUNEZ JOSE"), ("Ana  Peña-Díaz", "diaz pena, ana"), ("Straße", "STRASSE")],
)
def test_accents_capitals_and_order_make_no_other_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_names_of_other_scripts_stay_different() -> None:
    assert name_key("王秀英") != name_key("李")
    assert name_key("!") != name_key("?")


def test_one_alone_is_nobody_elses() -> None:
    assert standing(of("Ana Peña"), None) is Standing.SINGLE
    assert standing([], None) is Standing.SINGLE


def test_names_that_differ_wait_for_an_answer_about_just_those() -> None:
    two = of("Ana Peña", "Luis Pinto")
    assert standing(two, None) is Standing.DOUBTFUL
    assert standing(two, Answer(names_of(two), same=True)) is Standing.ONE
    assert standing(two, Answer(names_of(two), same=False)) is Standing.APART
    three = of("Ana Peña", "Luis Pinto", "Eva Mora")
    assert standing(three, Answer(names_of(two), same=True)) is Standing.DOUBTFUL


def test_names_that_are_one_again_need_no_answer() -> None:
    assert standing(of("Ana Peña", "PEÑA ANA"), Answer(frozenset({"x"}), same=False)) is (
        Standing.ONE
    )


@given(MEMBERS, st.booleans(), st.data())
def test_the_order_in_which_offices_tell_decides_nothing(
    members: list[Member], same: bool, data: st.DataObject
) -> None:
    other = data.draw(st.permutations(members))
    for answer in (None, Answer(names_of(members), same)):
        assert standing(members, answer) is standing(other, answer)
    assert told_name(members) == told_name(other)


def test_the_name_told_is_the_most_used_then_the_fullest() -> None:
    assert told_name(of("Ana P.", "Ana Peña", "ANA PEÑA")) == "ANA PEÑA"
    assert {
        told_name(list(order)) for order in itertools.permutations(of("Luis", "Luis Pinto"))
    } == {"Luis Pinto"}


@given(MEMBERS)
def test_nobody_is_merged_by_name_alone(members: list[Member]) -> None:
    """Only who bears one document is ever compared, and a doubt is never settled by itself."""
    if len(names_of(members)) > 1:
        assert standing(members, None) is Standing.DOUBTFUL
