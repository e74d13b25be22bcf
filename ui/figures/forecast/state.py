"""What the part Pronóstico shows, worked out from what is known: plain values and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.usecases.figures.forecast import DayOutlook
from desktop.usecases.figures.forecast_counters import Needed, WaitTrial
from domain.catalogue import Catalogue
from domain.day_figures import slot_clock
from domain.figures.forecast import Coming
from domain.figures.forecast_calendar import words_of
from domain.figures.forecast_counters import Choice, Staffing, Stretch
from domain.figures.forecast_trial import Trial
from domain.offices import WEEKDAYS
from ui.supervision.words import count_words, minutes_words, number_words
from ui.widgets.charts import ChartMark

NAMED = 2
"""How many services are named; more are counted."""
_WAITED = 0.005
"""A smaller share of people is not told."""


@dataclass(frozen=True, slots=True)
class ForecastState:
    """What the part shows.

    Attributes:
        outlook: of the day chosen.
        target: minutes that the usual wait shall not exceed.
        needed: how many counters; None while it is reckoned, or where there is no answer.
        error: why there is none.
        reckoning: whether ``needed`` is being reckoned; ``share`` how far, from 0 to 1.
        trial, waits: how far arrivals and waits were off; None while tried, or of no day.
        trying: whether past days are being tried.
    """

    outlook: DayOutlook
    target: int
    needed: Needed | None = None
    error: str = ""
    reckoning: bool = False
    share: float = 0.0
    trial: Trial | None = None
    waits: WaitTrial | None = None
    trying: bool = True


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A number of counters and what it comes to, as it is listed."""

    many: int
    detail: str
    usual: str
    bad: str
    most: str
    under: str
    enough: bool


def day_words(day: date) -> str:
    """Return a day as it is chosen: ``lunes 23/11/2026``."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def half_marks(outlook: DayOutlook) -> tuple[ChartMark, ...]:
    """Return the half hours of the chart: who is expected, between what, and who came before."""
    coming, week = outlook.coming, outlook.week
    if coming is None:
        return ()
    found = []
    for slot, said in coming.halves.items():
        came = None if week is None or not week.halves else week.halves.get(slot, 0)
        clock, shown = slot_clock(slot), number_words(said.expected)
        words = f"{clock}: se esperan {shown}, entre {said.low} y {said.high}"
        if came is not None and week is not None:
            words += f"; el {week.day:%d/%m} llegaron {came}"
        band = (float(said.low), float(said.high))
        found.append(ChartMark(slot, clock, said.expected, came, shown, words, False, band))
    return tuple(found)


def headline(coming: Coming | None) -> str:
    """Return how many are expected, in a line."""
    if coming is None:
        return "Todavía no se puede prever"
    people = round(coming.total.expected)
    return f"Se espera a {count_words(people, 'persona')}"


def between(coming: Coming | None) -> str:
    """Return how sure that is."""
    if coming is None:
        return ""
    low, high = coming.total.low, coming.total.high
    return f"9 de cada 10 veces, entre {low} y {high}"


def particular(coming: Coming | None) -> str:
    """Return what is particular about the day; empty where nothing is."""
    if coming is None or len(coming.marks) < 2:
        return ""
    words = words_of(coming.marks).partition(", ")[2]
    return f"{words[:1].upper()}{words[1:]}"


def doubts(outlook: DayOutlook) -> tuple[str, ...]:
    """Return what is to be known beside the figures: too little history, days of rest."""
    return tuple(_doubts(outlook))


def _doubts(outlook: DayOutlook) -> Iterator[str]:
    if outlook.coming is not None and outlook.coming.thin:
        known = count_words(outlook.coming.known, "jornada cerrada", "jornadas cerradas")
        yield f"Con {known} el pronóstico es sólo un promedio: tómelo con cuidado."
    if outlook.known_through is not None and outlook.unclosed == 1:
        yield "La jornada de hoy todavía no se cierra: el pronóstico no la conoce."
    elif outlook.known_through is not None and outlook.unclosed:
        yield (
            f"La última jornada cerrada es la del {outlook.known_through:%d/%m/%Y}: el pronóstico"
            f" no conoce los {outlook.unclosed} días laborables siguientes."
        )
    if outlook.week is not None and outlook.day is not None:
        back = (outlook.day - outlook.week.day).days
        # Of a day farther on than a week, the last of its weekday is older anyway.
        if back > 7 and (outlook.day - outlook.today).days <= 7:
            yield f"Se compara con el {outlook.week.day:%d/%m}: el de hace una semana no hubo jornada."
    for rest in outlook.rests:
        yield f"El {day_words(rest.day)} no se atiende: {rest.name}."


# ------------------------------------------------------------------ counters


def choice_rows(staffing: Staffing, catalogue: Catalogue) -> tuple[ChoiceRow, ...]:
    """Return the numbers of counters as they are listed."""
    return tuple(
        _choice_row(place, choice, staffing, catalogue)
        for place, choice in enumerate(staffing.choices, 1)
    )


def _choice_row(many: int, choice: Choice, staffing: Staffing, catalogue: Catalogue) -> ChoiceRow:
    wait = choice.wait
    enough = many == staffing.enough
    which = numbers_words(choice.counters)
    detail = [f"Basta: {which}" if enough else which]
    if choice.missing:
        without = f"no atiende {services_words(choice.missing, catalogue)}"
        if choice.turned_away >= _WAITED:
            without += f" ({percent_words(choice.turned_away)} de las personas)"
        detail.append(without)
    return ChoiceRow(
        many,
        " · ".join(detail),
        minutes_words(None if wait is None else wait.usual),
        "–" if wait is None else f"hasta {minutes_words(wait.bad)}",
        "–" if wait is None else f"hasta {minutes_words(wait.most)}",
        "–" if wait is None else percent_words(wait.under),
        enough,
    )


def numbers_words(numbers: Sequence[int]) -> str:
    """Return numbers of counters: ``1, 2 y 3``."""
    words = [str(number) for number in sorted(numbers)]
    return " y ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def services_words(numbers: Sequence[int], catalogue: Catalogue) -> str:
    """Return services by their short names; many are counted."""
    few = len(numbers) <= NAMED
    return catalogue.short_names(tuple(numbers)) if few else f"{len(numbers)} servicios"


def percent_words(share: float) -> str:
    """Return a share of people: ``96 %``."""
    return f"{round(100 * share)} %"


def answer_words(needed: Needed) -> tuple[str, str]:
    """Return how many counters are enough, and what to know of it."""
    staffing = needed.staffing
    if staffing.enough is None:
        best = staffing.choices[-1]
        usual = minutes_words(None if best.wait is None else best.wait.usual)
        many = count_words(len(staffing.choices), "ventanilla")
        return (
            f"Ni con {many} la espera habitual baja a {staffing.target} min",
            f"Con todas abiertas sería de {usual}.",
        )
    choice = staffing.choices[staffing.enough - 1]
    many = count_words(staffing.enough, "ventanilla")
    verb = "basta" if staffing.enough == 1 else "bastan"
    usual = minutes_words(None if choice.wait is None else choice.wait.usual)
    return (f"{verb.capitalize()} {many}", f"Espera habitual de {usual} si abren todo el día.")


def plan_rows(staffing: Staffing) -> tuple[str, ...]:
    """Return when to have how many counters, a line for each stretch."""
    return tuple(_stretch_words(stretch) for stretch in staffing.plan)


def _stretch_words(stretch: Stretch) -> str:
    many = count_words(len(stretch.counters), "ventanilla")
    which = numbers_words(stretch.counters)
    hours = f"{slot_clock(stretch.first)} a {slot_clock(stretch.until)}"
    return f"{hours}: {many} ({which})"


def saved_words(staffing: Staffing) -> str:
    """Return what the plan comes to; empty where there is none."""
    if not staffing.plan or staffing.plan_wait is None:
        return ""
    usual = minutes_words(staffing.plan_wait.usual)
    words = f"Así la espera habitual sería de {usual}"
    less = staffing.whole_hours - staffing.hours
    if less >= 1:
        words += f", con {number_words(less)} horas de ventanilla menos que todo el día"
    return f"{words}."


def basis_words(needed: Needed, catalogue: Catalogue) -> str:
    """Return what it was reckoned from."""
    attentions = count_words(needed.attentions, "atención", "atenciones")
    days = count_words(needed.days, "jornada cerrada", "jornadas cerradas")
    said = [f"Se simuló el día muchas veces con la duración de {attentions} de {days}"]
    said[0] += " y sus pausas." if needed.with_breaks else "; sin pausas: no se conocen."
    if needed.borrowed:
        names = services_words(needed.borrowed, catalogue)
        said.append(f"De {names} hubo pocas: se tomó el tiempo del catálogo o el de las demás.")
    return " ".join(said)


# ------------------------------------------------------------------ how far it was off


def arrivals_words(trial: Trial) -> str:
    """Return how far the arrivals were off on past days."""
    ours, week = trial.ours, trial.last_week
    return (
        f"En {_last_days(trial.days)} se equivocó en {number_words(ours.day)} personas al día;"
        f" repetir la semana anterior, en {number_words(week.day)}."
        f" Por media hora, en {number_words(ours.half)} y {number_words(week.half)}."
    )


def inside_words(trial: Trial) -> str:
    """Return how often the day lay within its bounds."""
    inside = round(trial.inside_day * trial.days)
    return f"{inside} de {count_words(trial.days, 'día')} quedaron entre sus límites."


def waits_words(waits: WaitTrial) -> str:
    """Return how far the usual wait was off on past days."""
    return (
        f"En {_last_days(len(waits.days))} la espera habitual se equivocó en"
        f" {minutes_words(waits.off_by)}, con las ventanillas que de verdad se abrieron."
    )


def _last_days(many: int) -> str:
    return "la última jornada" if many == 1 else f"las últimas {many} jornadas"
