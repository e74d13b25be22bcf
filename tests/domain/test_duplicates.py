"""What the search comes to, in words that name nobody."""

from domain.duplicates import in_words
from domain.fingers import Finger


def test_which_fingers_are_alike_and_how_much() -> None:
    index, thumb = Finger.RIGHT_INDEX, Finger.LEFT_THUMB
    assert in_words(index, index, 57) == "índice derecho, puntaje 57"
    assert in_words(index, thumb, 31) == "índice derecho con pulgar izquierdo, puntaje 31"
    assert in_words(index, index, 0) == "índice derecho, que no se pudo comparar"
