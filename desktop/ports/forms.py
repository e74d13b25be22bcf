"""Forms and documents that go out: from a template, filled with what a case knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FormOffered:
    """A form that can be printed for a case.

    Attributes:
        key: of the template, capitals and digits; it stands in the printed code.
        code: of the official form, ``F.SI.AS.02``; empty where it has none.
        requirement: which one it meets, 0 for the case as a whole.
        missing: names of what it asks for and the case does not know yet: left blank on paper.
        asks: what may be typed before printing: key and words.
    """

    key: str
    code: str
    version: int
    title: str
    requirement: int
    missing: tuple[str, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FormPaper:
    """A form to be drawn.

    Attributes:
        values: what is filled in, by the name a template uses: ``entity.name``.
        case: the number of the case as printed; its parts stand in the code of each page.
        requirement: for its code; 0 for the case as a whole.
        made_at: local.
    """

    key: str
    ministry: str
    office: str
    case: str
    requirement: int
    made_at: datetime
    values: Mapping[str, str] = field(default_factory=dict)
