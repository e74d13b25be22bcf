"""One person per document over all offices: who is the same, and who has to be asked about.

An identity is what a document says: the same kind and number is the same identity in every
office, in whatever order they tell of it, because its id is worked out from them. A name alone
never makes two people one. Where the names of one document differ by more than accents, capitals
and the order of the words, a person decides; until then both histories stay as they are.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

from domain.people import DocumentType

_SPACE = UUID("0f0b43a9-6f1e-5c43-9d29-1d5d0c6f4b7e")


@dataclass(frozen=True, slots=True)
class Member:
    """A person of one office, as far as it matters who they are."""

    office_id: UUID
    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said of the names of one document: of ``names``, and of no other."""

    names: frozenset[str]
    same: bool


class Standing(StrEnum):
    """How far the people of one document are known to be one."""

    SINGLE = "single"
    ONE = "one"
    DOUBTFUL = "doubtful"
    APART = "apart"


def identity_of(document_type: str, document: str) -> UUID | None:
    """Return the identity that a document stands for; None without one, which merges nobody."""
    if not document or document_type == DocumentType.NONE:
        return None
    return uuid5(_SPACE, f"{document_type}|{document}")


def name_key(name: str) -> str:
    """Return ``name`` without accents, capitals, punctuation and the order of its words."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(
        char if char.isalnum() else " " for char in folded if not unicodedata.combining(char)
    )
    return " ".join(sorted(plain.split())) or name


def names_of(members: Iterable[Member]) -> frozenset[str]:
    """Return the names of ``members``, each once, as ``name_key`` has them."""
    return frozenset(name_key(member.name) for member in members)


def standing(members: Sequence[Member], answer: Answer | None) -> Standing:
    """Tell whether all who bear one document are one person.

    Args:
        members: everybody with that document, of any office, in any order.
        answer: the last that was said of them.
    """
    if len(members) < 2:
        return Standing.SINGLE
    names = names_of(members)
    if len(names) == 1:
        return Standing.ONE
    if answer is None or not names <= answer.names:
        return Standing.DOUBTFUL
    return Standing.ONE if answer.same else Standing.APART


def told_name(members: Sequence[Member]) -> str:
    """Return the name other offices are told: the most used, then the fullest; never by order.

    Raises:
        ValueError: nobody is there.
    """
    uses = Counter(name_key(member.name) for member in members)
    return min(
        (member.name for member in members),
        key=lambda name: (-uses[name_key(name)], -len(name), name),
    )
