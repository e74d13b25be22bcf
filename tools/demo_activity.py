"""The parts Actividades and Mejoras of the page of figures, everybody invented."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.usecases.desk import begin
from desktop.usecases.figures import activity, improvements, improvements_view
from desktop.usecases.figures.improvements import NewImprovement
from domain.activity import Notes
from domain.counters import CounterSession
from domain.figures.periods import month_of
from domain.ids import new_id
from domain.improvements import ImprovementKind
from domain.staff import Action, Role
from tools.demo_counted import counted_morning
from tools.demo_figures import window_with
from tools.demo_queue import Demo, new_demo
from tools.demo_shelf import demo_tools
from ui.figures.activity.part import ActivityPart
from ui.figures.improvements.part import ImprovementsPart
from ui.figures.improvements.state import Shown

_NOTES = Notes(
    "Taller de formularios para 14 servidores del GAD de Otavalo, el 12 y el 13.",
    "Reunión mensual de coordinación con la Dirección Nacional de Centros de Servicios.",
)


_ACTIONS = (
    ("Escribir una solución del banco con los pasos y las pantallas.", 21),
    ("Poner un aviso en la puerta: qué se trae y con qué firma.", 10),
    ("Entregar la guía a las entidades que más vienen.", 6),
    ("Pedir a sistemas que el mensaje diga qué falta.", 30),
)


def reported() -> tuple[Demo, date]:
    """Return an office where some have sent last month's report, and that month."""
    demo = counted_morning()
    today = demo.office.office.day_of(demo.clock.now())
    month = month_of(today).previous()
    _sit(demo, month.since, month.until)
    ana, andres = demo.office.actor("asesor-1"), demo.office.actor("asesor-2")
    sara = demo.office.actor("supervisor-1")
    activity.send(demo.desk, ana, month.since, _NOTES)
    report = activity.send(demo.desk, andres, month.since, Notes())
    activity.give_back(demo.desk, sara, report.id, report.version, "Falta el taller de Cayambe.")
    return demo, month.since


def _sit(demo: Demo, since: date, until: date) -> None:
    """Have the counters been open on the working days of a month."""
    office = demo.office
    with demo.desk.units.write() as unit:
        step = begin(demo.desk, unit, office.actor("supervisor-1"), Action.SUPERVISE)
        day = since
        while day <= until:
            opened = office.office.bounds(day)[0] + timedelta(hours=4)
            for number, name in ((1, "asesor-1"), (2, "asesor-2"), (3, "tecnico-1")):
                if day.weekday() < 5:
                    made = CounterSession(
                        new_id(),
                        office.office.id,
                        office.counter_id(number),
                        office.staff[name].id,
                        day,
                        frozenset({6}),
                        opened,
                    )
                    unit.sessions.add(made.closed(opened + timedelta(hours=8)))
            day += timedelta(days=1)
        step.tell("office", office.office.id, office.office.version, "figures_counted", {})
        unit.figures.set_counted_through(unit.log.head().sequence)


def _activity(
    then: Callable[[ActivityPart], None] | None = None,
    who: str = "supervisor-1",
    demo: Demo | None = None,
) -> QWidget:
    made = demo or reported()[0]
    part = ActivityPart(made.desk, made.office.actor(who), demo_tools().paper)
    role = Role.SUPERVISOR if who == "supervisor-1" else Role.CLERK
    window, _ = window_with("Actividades", lambda: part, role=role)
    window.resize(1366, 768)
    window.show()
    _settle(part)
    if then is not None:
        then(part)
        _settle(part)
    return window


def _settle(part: ActivityPart) -> None:
    while part.view is None or part.presenter.runner.is_busy:
        QCoreApplication.processEvents()


def activity_month() -> QWidget:
    """A report that waits for conformity."""
    return _activity()


def activity_own() -> QWidget:
    """One's own months."""
    return _activity(who="asesor-2")


def activity_notes() -> QWidget:
    """What else was done."""
    return _activity(lambda part: part.reading.note.click(), "asesor-2")


def activity_send() -> QWidget:
    """Before it is sent."""
    return _activity(lambda part: part.reading.send.click(), "asesor-2")


def activity_accept() -> QWidget:
    """Before conformity is given."""
    return _activity(lambda part: part.reading.accept.click())


def activity_back() -> QWidget:
    """What is to be mended."""
    return _activity(lambda part: part.reading.back.click())


def activity_empty() -> QWidget:
    """A month without anything."""
    return _activity(who="asesor-1", demo=new_demo())


def _improvements(then: Callable[[ImprovementsPart], None] | None = None) -> QWidget:
    demo = counted_morning()
    sara, simon = demo.office.actor("supervisor-1"), demo.office.actor("supervisor-2")
    ana = demo.office.actor("asesor-1").staff_id
    today = demo.office.office.day_of(demo.clock.now())
    seen = improvements_view.causes(demo.desk, sara)
    made = []
    for place, (words, days) in enumerate(_ACTIONS):
        new = NewImprovement(
            ImprovementKind.PREVENTIVE if place % 2 else ImprovementKind.CORRECTIVE,
            seen[place].cause,
            words,
            ana,
            today + timedelta(days=days),
        )
        made.append(improvements.add(demo.desk, simon, new))
    noted = improvements.done(demo.desk, simon, made[2].id, 1, "Se entregó la guía a 14 entidades.")
    improvements.verify(demo.desk, sara, noted.id, 2, "Llegan completos.", True)
    improvements.done(demo.desk, simon, made[1].id, 1, "El aviso está en la puerta y en la sala.")
    part = ImprovementsPart(demo.desk, sara)
    window, _ = window_with("Mejoras", lambda: part)
    window.resize(1366, 768)
    window.show()
    _rest(part)
    if then is not None:
        then(part)
        _rest(part)
    return window


def _rest(part: ImprovementsPart) -> None:
    while part.presenter.state is None or part.presenter.runner.is_busy:
        QCoreApplication.processEvents()


def improvements_open() -> QWidget:
    """Those that are under way."""
    return _improvements()


def improvements_new() -> QWidget:
    """A new one, from a cause."""
    return _improvements(lambda part: part.add.click())


def improvements_change() -> QWidget:
    """One that is changed."""
    return _improvements(lambda part: part.reading.change.click())


def improvements_result() -> QWidget:
    """What was done."""
    return _improvements(lambda part: part.reading.done.click())


def improvements_verify() -> QWidget:
    """Whether it worked."""

    def then(part: ImprovementsPart) -> None:
        part.show_list(Shown.DONE)
        part.reading.verify.click()

    return _improvements(then)


def improvements_ended() -> QWidget:
    """What came of those that ended."""
    return _improvements(lambda part: part.show_list(Shown.ENDED))


def improvements_empty() -> QWidget:
    """None that is overdue."""
    return _improvements(lambda part: part.show_list(Shown.OVERDUE))


SCREENS: dict[str, Callable[[], QWidget]] = {
    "activity": activity_month,
    "activity-own": activity_own,
    "activity-notes": activity_notes,
    "activity-send": activity_send,
    "activity-accept": activity_accept,
    "activity-back": activity_back,
    "activity-empty": activity_empty,
    "improvements": improvements_open,
    "improvements-new": improvements_new,
    "improvements-change": improvements_change,
    "improvements-result": improvements_result,
    "improvements-verify": improvements_verify,
    "improvements-ended": improvements_ended,
    "improvements-empty": improvements_empty,
}
