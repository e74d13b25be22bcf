"""Codes that know their Spanish words."""

from enum import StrEnum


class Labelled(StrEnum):
    """A code that knows its words: ``NAME = "code", "palabras"``."""

    label: str

    def __new__(cls, code: str, label: str = "") -> "Labelled":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
