"""What the page shows, and its words; without Qt, and so tested by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from desktop.usecases.case_history import Event
from desktop.usecases.case_view import Copied
from domain.fingers import Finger
from domain.seats import AuthoriserRole
from ui.theme import Kind, Tone


class Step(IntEnum):
    """The steps of an enrolment in person, as the chips name them."""

    PAPERS = 1
    NOTICE = 2
    FINGERS = 3
    PHOTO = 4
    REVIEW = 5
    AFTER = 6

    @property
    def label(self) -> str:
        """Its name."""
        return _STEPS[self - 1]


_STEPS = (
    "Documentos", "Aviso de privacidad", "Huellas", "Fotografía", "Revisión y envío", "Qué sigue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is checked: an icon's worth of colour, a name, and words.

    Attributes:
        kind: OK done, INFO under way, WARN waits or needs attention, ERROR blocks, NEUTRAL to come.
    """

    name: str
    words: str
    kind: Kind = Kind.NEUTRAL


@dataclass(frozen=True, slots=True)
class Who:
    """The banner: for whom, for what, and who comes next."""

    name: str
    document: str
    role: str
    entity: str
    case: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: an enrolment, or a case that names nobody yet.

    Attributes:
        id: the enrolment's; None where somebody is still to be named.
        person_id: whom the case is for, where somebody is to be named.
        why: what comes next, or what it waits for.
        here: the person of the visit at this counter.
    """

    key: UUID
    id: UUID | None
    case_id: UUID
    name: str
    document: str
    role: str
    entity: str
    case: str
    state: str
    kind: Kind
    why: str
    here: bool = False
    person_id: UUID | None = None


class After(IntEnum):
    """What F2 does once everything was captured, or where nothing is."""

    NOTHING = 0
    FOLLOWING = 1
    CONFIGURE = 2
    NOTIFY = 3
    LOOK = 4


@dataclass(frozen=True, slots=True)
class AfterState:
    """How an enrolment stands once nothing is to be captured any more.

    Attributes:
        where: the other system, and what is done there.
        copied: its fields, in its screen's order.
        act: what F2 does, and ``go`` its words.
        receipt: there is a receipt to print.
    """

    title: str = ""
    words: str = ""
    lines: tuple[Line, ...] = ()
    where: str = ""
    copied: tuple[Copied, ...] = ()
    act: After = After.NOTHING
    go: str = ""
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class WorkState:
    """One enrolment, as it is stored; what is captured meanwhile is in memory alone.

    Attributes:
        step: PAPERS, NOTICE, FINGERS (to be captured) or AFTER.
        papers_ok: nothing is missing, so that it can be validated.
        on_file: by e-mail: the person's fingerprints are on file.
        following: the other enrolment of the visit that is still to be captured.
        unnamed: the role of the case for which nobody was named yet.
        computers: those from which the entity pays, by name.
        message: what the entity is told, to be copied.
        ods: whether the entity installed its own program; None where that is not asked yet.
        resumed: when the last step was confirmed, in words.
        people: the names of who allowed something, by id.
    """

    id: UUID
    case_id: UUID
    step: Step
    who: Who
    fingers: tuple[Finger, ...] = ()
    minimum: int = 0
    papers_words: str = ""
    papers: tuple[Line, ...] = ()
    papers_ok: bool = False
    on_file: bool = False
    notice: str = ""
    basis: str = ""
    checks: tuple[Line, ...] = ()
    after: AfterState = AfterState()
    following: UUID | None = None
    unnamed: AuthoriserRole | None = None
    computers: tuple[tuple[str, UUID], ...] = ()
    message: str = ""
    ods: bool | None = None
    can_withdraw: bool = False
    history: tuple[Event, ...] = ()
    resumed: str = ""
    people: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BiometricsState:
    """The page.

    Attributes:
        opened: the enrolment that was asked for; None for the list.
        work: the enrolment that is open.
        stops: why nothing can be captured now (too many packets wait), in words.
        change: the log's last sequence when it was read, and ``at`` when that was; a state that
            is otherwise equal is the same.
    """

    rows: tuple[Row, ...] = ()
    opened: UUID | None = None
    work: WorkState | None = None
    stops: str = ""
    change: int = field(default=-1, compare=False)
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Button:
    """What F2 says and whether it can be pressed."""

    words: str
    enabled: bool = True
    icon: str = ""


ICONS = {
    Kind.OK: "circle-check",
    Kind.INFO: "play",
    Kind.WARN: "triangle-alert",
    Kind.ERROR: "circle-x",
    Kind.NEUTRAL: "circle",
}
"""So that colour never stands alone."""
TONES = {
    Kind.OK: Tone.OK,
    Kind.INFO: Tone.ACCENT,
    Kind.WARN: Tone.WARN,
    Kind.ERROR: Tone.ERROR,
    Kind.NEUTRAL: Tone.MUTED,
}
