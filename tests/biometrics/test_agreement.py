"""Three impressions, each of which matches another."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from biometrics.agreement import MOST_IMPRESSIONS, Match, agreeing
from biometrics.prints import Print, match
from tests.biometrics.conftest import Pool

AGREE = 25
Scores = dict[frozenset[int], int]


def a_print(number: int) -> Print:
    return Print(50, 40, bytes([number]))


def by(scores: Scores) -> Match:
    return lambda one, other: scores[frozenset({one.template[0], other.template[0]})]


SCORES = st.fixed_dictionaries(
    {frozenset(pair): st.integers(0, 60) for pair in combinations(range(MOST_IMPRESSIONS), 2)}
)


@given(SCORES, st.integers(0, MOST_IMPRESSIONS))
def test_what_is_kept_agrees_and_nothing_better_was_left(scores: Scores, count: int) -> None:
    found = agreeing([a_print(each) for each in range(count)], AGREE, by(scores))
    threes = [
        three
        for three in combinations(range(count), 3)
        if all(
            any(scores[frozenset({one, other})] >= AGREE for other in three if other != one)
            for one in three
        )
    ]
    if found is None:
        assert not threes
        return
    assert found in threes

    def total(three: tuple[int, ...]) -> int:
        return sum(scores[frozenset(pair)] for pair in combinations(three, 2))

    assert total(found) == max(total(three) for three in threes)


@given(SCORES)
def test_one_that_matches_none_is_never_kept(scores: Scores) -> None:
    foreign = {pair: 0 if 0 in pair else score for pair, score in scores.items()}
    found = agreeing([a_print(each) for each in range(MOST_IMPRESSIONS)], AGREE, by(foreign))
    assert found is None or 0 not in found


def test_real_impressions_agree_and_a_foreign_one_is_left_out(pool: Pool) -> None:
    own = [pool[0, turn].print for turn in range(3)]
    assert agreeing(own, AGREE, match) == (0, 1, 2)
    assert agreeing([own[0], pool[1, 0].print, own[1]], AGREE, match) is None
    assert agreeing([own[0], pool[1, 0].print, own[1], own[2]], AGREE, match) == (0, 2, 3)
