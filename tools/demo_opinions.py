"""The part Opiniones with a month of answers, everybody invented."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.usecases.desk import begin
from domain.figures.periods import quarter_of
from domain.ids import new_id
from domain.staff import Action
from domain.suggestions import About, NewSuggestion, Suggestion
from domain.survey import Ask, Reply, Way, new_ask, new_code
from tools.demo_figures import window_with
from tools.demo_morning import morning
from tools.demo_queue import Demo, new_demo
from ui.figures.opinions.part import TITLE, OpinionsPart
from ui.figures.opinions.state import View

_COMMENTS = (
    (5, "Me explicaron paso a paso y salí con mi usuario.", ""),
    (2, "Esperé mucho para entregar un solo papel.", "Llamar al 02 399 8300"),
    (4, "Muy amables. Falta un letrero en la entrada.", ""),
    (1, "Me hicieron volver por una firma que nadie me pidió antes.", ""),
)
_SUGGESTIONS = (
    (About.OFFICE, "Pongan más sillas, y que se oiga mejor el llamado.", ""),
    (About.SERVICE, "Que la lista de requisitos esté también en la entrada.", "rosa@ejemplo.ec"),
    (About.STAFF, "Muy buena paciencia con quienes vienen por primera vez.", ""),
)


def spoken_month() -> Demo:
    """The busy morning, after weeks in which people said how it went."""
    demo, chance = morning(), random.Random(5)
    today = demo.office.office.day_of(demo.clock.now())
    office = demo.office.office.id
    papers: list[Ask | Suggestion] = []
    for back in range(1, 40):
        day = today - timedelta(days=back)
        for _ in range(9 if day.weekday() < 5 else 0):
            service, counter = chance.choice(((6, 1), (6, 2), (1, 1), (2, 1), (5, 3)))
            ask = new_ask(office, day, service, "in_person", counter, new_code())
            if chance.random() < 0.45:
                score = chance.choice((5, 5, 5, 4, 4, 4, 3, 3, 2, 1))
                way = chance.choice((Way.WINDOW, Way.WINDOW, Way.CODE))
                ask = ask.answered(Reply(score), way, day)
            papers.append(ask)
    for place, (score, words, contact) in enumerate(_COMMENTS):
        day = today - timedelta(days=2 + place)
        ask = new_ask(office, day, 6, "in_person", 1 + place % 2, new_code())
        papers.append(ask.answered(Reply(score, words, contact), Way.WINDOW, day))
    for place, (about, words, contact) in enumerate(_SUGGESTIONS):
        staff = demo.office.actor("asesor-1").staff_id
        left = NewSuggestion(about, words, 1, staff, contact)
        papers.append(left.left(office, today - timedelta(days=1 + place)))
    supervisor = demo.office.actor("supervisor-1")
    with demo.desk.units.write() as unit:
        step = begin(demo.desk, unit, supervisor, Action.KEEP_FIGURES)
        step.tell("survey", new_id(), 1, "survey_gathered", {"days": []})
        unit.surveys.gather(
            replace(paper, code_hash="") if isinstance(paper, Ask) else paper for paper in papers
        )
    return demo


def _opinions(
    then: Callable[[OpinionsPart], None] | None = None, made: Callable[[], Demo] = spoken_month
) -> QWidget:
    demo = made()
    part = OpinionsPart(demo.desk, demo.office.actor("supervisor-1"))
    window, _ = window_with(TITLE, lambda: part)
    window.resize(1366, 768)
    window.show()
    part.presenter.look(quarter_of(part.presenter.today))
    _settle(part)
    if then is not None:
        then(part)
        _settle(part)
    return window


def _settle(part: OpinionsPart) -> None:
    while part.presenter.state is None or part.presenter.runner.is_busy:
        QCoreApplication.processEvents()


def _note(part: OpinionsPart) -> None:
    part.tabs[View.SUGGESTIONS].click()
    part.done.click()


SCREENS: dict[str, Callable[[], QWidget]] = {
    "opinions": _opinions,
    "opinions-comments": lambda: _opinions(lambda part: part.tabs[View.COMMENTS].click()),
    "opinions-suggestions": lambda: _opinions(lambda part: part.tabs[View.SUGGESTIONS].click()),
    "opinions-done": lambda: _opinions(_note),
    "opinions-rules": lambda: _opinions(lambda part: part.rules.click()),
    "opinions-empty": lambda: _opinions(made=new_demo),
}
