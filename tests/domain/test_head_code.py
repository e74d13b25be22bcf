"""The head of the log as printed on a report: read back whole, or refused."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.head_code import NotAHead, check_sign, hash_groups, head_qr, head_text, parse_head
from domain.operations import LogHead

HEX = "0123456789abcdef"
heads = st.builds(LogHead, st.integers(1, 10**12), st.text(HEX, min_size=64, max_size=64))


@given(heads)
def test_what_is_printed_is_read_back(head: LogHead) -> None:
    text, qr = head_text(head), head_qr(head)
    for copied in (
        text,
        qr,
        text.upper(),
        text.replace(" ", ""),
        text.replace(" ", "-"),
        f" {text}\n",
    ):
        assert parse_head(copied) == head
    assert len(hash_groups(head)) == 16
    assert len(qr) <= 200
    assert text.split() == [str(head.sequence), *hash_groups(head), check_sign(head)]


@given(heads, st.data())
def test_one_sign_miscopied_is_never_taken_for_another_head(
    head: LogHead, data: st.DataObject
) -> None:
    text = head_text(head)
    place = data.draw(st.sampled_from([n for n, sign in enumerate(text) if sign != " "]))
    other = data.draw(st.sampled_from([sign for sign in HEX if sign != text[place].lower()]))
    with pytest.raises(NotAHead):
        parse_head(text[:place] + other + text[place + 1 :])


def test_two_neighbours_exchanged_are_found_but_for_one_in_two_hundred() -> None:
    """MOD 37,36 lets a few pass (one in 281), so this is a share, of heads that are always these."""
    chance = Random(7)
    tried = passed = 0
    for _ in range(100):
        hash_ = "".join(chance.choices(HEX, k=64))
        text = head_text(LogHead(chance.randint(1, 10**12), hash_)).replace(" ", "")
        for place in range(len(text) - 1):
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            if swapped.lower() == text.lower():
                assert parse_head(swapped) == parse_head(text)
                continue
            tried += 1
            try:
                parse_head(swapped)
            except NotAHead:
                continue
            passed += 1
    assert tried > 6_000
    assert passed < tried / 200


@pytest.mark.parametrize(
    "text",
    ["", "57", "🗝\ud800\x00", "x" * 10_000, "VR1/57", "0" * 64, "1 " + "g" * 64 + " K", "²" * 66],
)
def test_what_is_no_head_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotAHead, match="huella"):
        parse_head(text)
