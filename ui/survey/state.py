"""What the window of opinions shows, without Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from desktop.usecases.survey import Choices, Question
from domain.suggestions import NewSuggestion
from domain.survey import SCORES, Reply, Way

THANKS_MS = 4000
"""How long it thanks before it rests."""
WRITING_S = 60
"""How long without a touch it waits for who writes."""
REST = "Aquí puede decirnos cómo le atendimos."
ANONYMOUS = "No preguntamos quién es usted: su respuesta no lleva su nombre ni la hora."
ADDED = "Si desea, escriba un comentario. No hace falta su nombre."
CONTACT = "Teléfono o correo, solo si desea que le contactemos"
ABOUT_CODE = "Escriba el código de nueve cifras de su comprobante."


class Phase(Enum):
    """Which page is shown."""

    REST = "rest"
    ASK = "ask"
    MORE = "more"
    CODE = "code"
    SUGGEST = "suggest"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Asking:
    """What the window does, bound to who is signed in at the desk."""

    serving: Callable[[], UUID | None]
    ask_about: Callable[[UUID], Question | None]
    coded: Callable[[str], Question]
    answer: Callable[[str, Reply, Way], None]
    decline: Callable[[str], None]
    choices: Callable[[], Choices]
    suggest: Callable[[NewSuggestion], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """What the window shows.

    Attributes:
        office: its name.
        asks: whether the office asks; if not, only suggestions are taken.
        question: as the office words it; ``about`` the service it is asked of.
        score: what was chosen, 0 before.
        words: thanks, or what went wrong.
        is_error: ``words`` tell what went wrong.
        visit: raised whenever somebody else may stand there: what was typed is wiped.
    """

    phase: Phase = Phase.REST
    office: str = ""
    asks: bool = True
    question: str = ""
    about: str = ""
    score: int = 0
    words: str = ""
    is_error: bool = False
    visit: int = 0
    choices: Choices | None = None

    @property
    def chosen(self) -> str:
        """What was chosen, in words."""
        return f"{self.score} · {SCORES[self.score]}" if self.score else ""
