"""The short question after an attention: what is asked, its code, and the answer.

Source: CONECTAMEF resolution and directive, letter e): perception surveys of the services given.
Who answered is never known: docs/decisions/0129.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from stdnum import damm

from domain.errors import InvalidInput, KnownError
from domain.text import clean_text

COMMENT_LIMIT = 600
CONTACT_LIMIT = 200
TEXT_LIMIT = 160
SHORTEST, LONGEST = 10, 120
"""Between how many seconds the question waits for an answer."""
MOST_DAYS = 90
SCORES = {1: "Muy mala", 2: "Mala", 3: "Regular", 4: "Buena", 5: "Muy buena"}
"""What each answer says; 4 and 5 are who is satisfied (the LOTAIP table's satisfaction)."""
_DIGITS = 9
_HASHED = "VO1"


class AskState(StrEnum):
    """What came of a question."""

    ASKED = "asked"
    DECLINED = "declined"
    ANSWERED = "answered"


class Way(StrEnum):
    """How an answer came."""

    WINDOW = "window"
    CODE = "code"
    DESK = "desk"

    @property
    def label(self) -> str:
        """As the supervisor reads it."""
        return {Way.WINDOW: "En pantalla", Way.CODE: "Con código", Way.DESK: "En mostrador"}[self]


class NotACode(InvalidInput):
    """What was typed is no code of a survey."""

    what = "El código no está completo o tiene un error."
    todo = "Cópielo como está impreso: nueve cifras."


class CodeUnusable(KnownError):
    """The code is of nobody here, too old, or was used already: never told which."""

    what = "Este código ya se usó o venció."
    todo = "Puede dejarnos una sugerencia."


class SurveyOff(KnownError):
    """The office does not ask."""

    what = "La oficina no hace encuestas por ahora."


def new_code() -> str:
    """Return a new code: eight random digits and one that finds every single miscopied or
    exchanged digit (Damm)."""
    body = "".join(secrets.choice("0123456789") for _ in range(_DIGITS - 1))
    return body + str(damm.calc_check_digit(body))


def code_words(code: str) -> str:
    """Return a code as printed: ``482 177 305``."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


def parse_code(raw: str) -> str:
    """Return the code that was typed, in any grouping.

    Raises:
        NotACode: a digit is missing or miscopied.
    """
    digits = "".join(char for char in raw[:40] if char not in " -.\t\n")
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        raise NotACode()
    if not damm.is_valid(digits):
        raise NotACode()
    return digits


def code_hash(office_id: UUID, code: str) -> str:
    """Return what is kept of a code until its answer comes."""
    return hashlib.sha256(f"{_HASHED}/{office_id}/{code}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """What an office asks.

    Attributes:
        is_on: whether it asks at all.
        question, thanks: as shown.
        seconds: how long a question waits for an answer.
        on_receipt: whether the receipt of a case bears a code.
        code_days: for how many days after its own a code serves.
    """

    office_id: UUID
    is_on: bool = True
    question: str = "¿Cómo fue la atención que recibió?"
    thanks: str = "Gracias. Su opinión nos ayuda a mejorar."
    seconds: int = 30
    on_receipt: bool = True
    code_days: int = 15
    version: int = 0

    def checked(self) -> "SurveyRules":
        """Return the rules as they can be kept. Raises InvalidInput."""
        if not SHORTEST <= self.seconds <= LONGEST:
            raise InvalidInput(
                f"«Segundos de espera» va de {SHORTEST} a {LONGEST}.",
                todo="Corríjalo para continuar.",
            )
        if not 1 <= self.code_days <= MOST_DAYS:
            raise InvalidInput(
                f"«Días que sirve el código» va de 1 a {MOST_DAYS}.",
                todo="Corríjalo para continuar.",
            )
        return replace(
            self,
            question=clean_text(self.question, label="Pregunta", limit=TEXT_LIMIT, required=True),
            thanks=clean_text(self.thanks, label="Agradecimiento", limit=TEXT_LIMIT, required=True),
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as given: a score of 1 to 5, and what somebody cared to add."""

    score: int
    comment: str = ""
    contact: str = ""

    def checked(self) -> "Reply":
        """Return the answer as it can be kept. Raises InvalidInput."""
        if self.score not in SCORES:
            raise InvalidInput("Elija una respuesta de 1 a 5.")
        return Reply(
            self.score,
            clean_text(self.comment, label="Comentario", limit=COMMENT_LIMIT),
            clean_text(self.contact, label="Contacto", limit=CONTACT_LIMIT),
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """One question put to one person about one attention; who that was is not kept.

    Attributes:
        id: random, so that it tells nothing of when it was made.
        day: of the attention.
        service, channel, counter: of the attention; counter 0 where it happened at none.
        code_hash: until the answer is gathered; then it is empty.
        answered_on: the day of the answer; nothing finer is kept.
    """

    id: UUID
    office_id: UUID
    day: date
    service: int
    channel: str
    counter: int
    code_hash: str
    state: AskState = AskState.ASKED
    answered_on: date | None = None
    score: int | None = None
    comment: str = ""
    way: str = ""
    contact: str = ""
    version: int = 1

    @property
    def touched(self) -> date:
        """The last day on which something came of it."""
        return self.answered_on or self.day

    def open_on(self, today: date, days: int) -> bool:
        """Tell whether it may still be answered, its code serving for so many days."""
        return self.state is not AskState.ANSWERED and today <= self.day + timedelta(days=days)

    def declined(self) -> "Ask":
        """Return it as left without an answer; by its code one may still come."""
        return self if self.state is AskState.ANSWERED else replace(self, state=AskState.DECLINED)

    def answered(self, reply: Reply, way: Way, today: date) -> "Ask":
        """Return it with its answer."""
        return replace(
            self,
            state=AskState.ANSWERED,
            answered_on=today,
            score=reply.score,
            comment=reply.comment,
            contact=reply.contact,
            way=way.value,
        )

    def gathered(self) -> "Ask":
        """Return it as it is kept: once it has an answer no code leads to it any more.

        It has another id then: with an older backup the code would lead to the id that it had.
        """
        if self.state is not AskState.ANSWERED:
            return self
        return replace(self, id=uuid4(), code_hash="")


def new_ask(office_id: UUID, day: date, service: int, channel: str, counter: int, code: str) -> Ask:
    """Return a new question that ``code`` answers."""
    hashed = code_hash(office_id, code)
    return Ask(uuid4(), office_id, day, service, channel, counter, hashed)


@dataclass(frozen=True, slots=True)
class SurveyCount:
    """What was asked and answered in some days, about one service at one counter.

    Attributes:
        asked: questions about attentions of those days; ``replied`` of them have an answer.
        scores: answers given on those days, 1 to 5.
    """

    service: int
    channel: str
    counter: int
    asked: int = 0
    replied: int = 0
    scores: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def answers(self) -> int:
        """How many answers were given."""
        return sum(self.scores)

    @property
    def satisfied(self) -> int:
        """How many of them are 4 or 5."""
        return self.scores[3] + self.scores[4]

    def __add__(self, other: "SurveyCount") -> "SurveyCount":
        """Return both together, under the first one's name."""
        one, two = self.scores, other.scores
        return replace(
            self,
            asked=self.asked + other.asked,
            replied=self.replied + other.replied,
            scores=(
                one[0] + two[0], one[1] + two[1], one[2] + two[2], one[3] + two[3], one[4] + two[4]
            ),
        )  # fmt: skip
