"""The window of opinions on each of its pages, to be looked at."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.usecases.survey import Choices, Question
from domain.suggestions import About
from domain.survey import SurveyRules
from tools import demo_shell
from tools.demo_display import OFFICE
from ui.survey.presenter import SurveyPresenter
from ui.survey.sheets import CodedSheet, ToldSheet
from ui.survey.state import Asking, Phase, Screen
from ui.survey.window import SurveyWindow
from ui.widgets import Sheet

_KEY = UUID(int=1)
RULES = SurveyRules(_KEY)
CHOICES = Choices(
    OFFICE,
    RULES,
    (
        (1, "Usuario nuevo"),
        (2, "Reseteo de clave"),
        (3, "Acceso a sistemas"),
        (5, "Enrolamiento"),
        (6, "Soporte presencial"),
        (8, "Ausencia temporal"),
        (9, "Ausencia permanente"),
        (10, "Pedido de información"),
    ),
    ((UUID(int=2), "Ventanilla 1 · Ana Paredes"), (UUID(int=3), "Ventanilla 2 · Luis Andrade")),
)
ASKED = Question("482177302", RULES, "Soporte presencial", date(2026, 12, 4))
ASKING = Asking(
    lambda: None,
    lambda _ticket: None,
    lambda _code: ASKED,
    lambda _code, _reply, _way: None,
    lambda _code: None,
    lambda: CHOICES,
    lambda _suggestion: None,
)


def _window(screen: Screen, *, training: bool = False) -> SurveyWindow:
    presenter = SurveyPresenter(ASKING)
    window = SurveyWindow(presenter, training=training)
    presenter.setParent(window)
    window.show_screen(screen)
    return window


def _ask(**more: object) -> Screen:
    told: dict[str, object] = {
        "phase": Phase.ASK,
        "office": OFFICE,
        "question": RULES.question,
        "about": ASKED.about,
        **more,
    }
    return Screen(**told)  # type: ignore[arg-type]


def more() -> QWidget:
    """A comment beside the answer."""
    window = _window(_ask(phase=Phase.MORE, score=4))
    window.more.comment.setPlainText("Me explicaron con paciencia.")
    return window


def suggesting() -> QWidget:
    """A suggestion about a service: which."""
    window = _window(Screen(Phase.SUGGEST, OFFICE, visit=1, choices=CHOICES))
    window.suggest.kinds[About.SERVICE].click()
    return window


def writing() -> QWidget:
    """A suggestion about the office."""
    window = _window(Screen(Phase.SUGGEST, OFFICE, visit=1, choices=CHOICES))
    window.suggest.kinds[About.OFFICE].click()
    return window


def at_the_desk(made: Callable[[Asking], Sheet]) -> QWidget:
    """What a desk enters for who is there."""
    window = demo_shell.shell()
    made(ASKING).open(window)
    return window


SCREENS: dict[str, Callable[[], QWidget]] = {
    "survey-rest": lambda: _window(Screen(Phase.REST, OFFICE)),
    "survey-ask": lambda: _window(_ask()),
    "survey-more": more,
    "survey-code": lambda: _window(Screen(Phase.CODE, OFFICE)),
    "survey-suggest": suggesting,
    "survey-writing": writing,
    "survey-thanks": lambda: _window(Screen(Phase.THANKS, OFFICE, words=RULES.thanks)),
    "survey-coded": lambda: at_the_desk(CodedSheet),
    "survey-told": lambda: at_the_desk(ToldSheet),
    "training-survey": lambda: _window(_ask(), training=True),
}
