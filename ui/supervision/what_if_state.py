"""What the sheet "¿Y si…?" shows, worked out from the answer: plain values and words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.usecases.what_if import Change, Option, Question, WhatIf
from domain.catalogue import Catalogue
from domain.pace import Source
from domain.what_if import Answer, Forecast, Outlook
from ui.supervision.words import count_words
from ui.theme import Tone

ARROW = "→"
CHANGES_NOTHING = 0.5
"""Minutes below which a wait is said not to change."""
NAMED = 2
"""How many services are named; more are counted."""


@dataclass(frozen=True, slots=True)
class OptionRow:
    """A question as it is listed: what would change, and whom or what it touches."""

    question: Question
    words: str
    detail: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, as it is and as it would be, and between what it lies 9 of 10 times."""

    name: str
    figure: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer as it is read.

    Attributes:
        headline: what the change does to the wait; ``doubt``: how sure that is.
        now, soon: the waits of who is here and of who comes within the hour.
        lines: what else differs.
        basis: what it was reckoned from, and what was taken for granted.
    """

    headline: str
    doubt: str
    tone: Tone
    now: Figure
    soon: Figure
    lines: tuple[Figure, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class WhatIfState:
    """What the sheet shows.

    Attributes:
        rows: the questions; None before they were read.
        chosen: the question that is answered.
        shown: its answer; None while it is reckoned, or where there is none.
        error: why there is none.
    """

    rows: tuple[OptionRow, ...] | None = None
    chosen: Question | None = None
    shown: Shown | None = None
    error: str = ""


def option_rows(options: Iterable[Option], catalogue: Catalogue) -> tuple[OptionRow, ...]:
    """Return the questions as they are listed."""
    return tuple(_option_row(option, catalogue) for option in options)


def _option_row(option: Option, catalogue: Catalogue) -> OptionRow:
    question = option.question
    services = option.services if question.service is None else (question.service,)
    place, names = f"la ventanilla {option.counter}", catalogue.short_names(services)
    words = {
        Change.OPEN: f"Se abre {place}",
        Change.BACK: f"Termina la pausa de {place}",
        Change.TAKE: f"{place.capitalize()} atiende también {names}",
        Change.CLOSE: f"Se cierra {place}",
    }
    return OptionRow(question, words[question.change], option.staff or names)


def show(given: WhatIf, catalogue: Catalogue) -> Shown:
    """Return the answer as it is read."""
    found = given.answer
    headline, tone = _headline(found)
    as_is, changed = found.as_is, found.changed
    return Shown(
        headline,
        _doubt(found.saved),
        tone,
        _wait("Quienes esperan ahora", as_is.now, changed.now, "nadie espera"),
        _wait("Quienes lleguen en una hora", as_is.soon, changed.soon, "no se espera a nadie"),
        tuple(_lines(given)),
        _basis(given, catalogue),
    )


def _headline(found: Answer) -> tuple[str, Tone]:
    said, tone = [], Tone.NORMAL
    if found.saved is not None:
        minutes = found.saved.expected
        if abs(minutes) < CHANGES_NOTHING:
            said.append("La espera casi no cambia.")
        else:
            tone = Tone.OK if minutes > 0 else Tone.WARN
            said.append(f"En promedio se esperaría {_fewer(minutes)}.")
    freed = _count(found.as_is.stranded) - _count(found.changed.stranded)
    if freed > 0:
        tone = Tone.OK if tone is Tone.NORMAL else tone
        could = "podría ser llamada" if freed == 1 else "podrían ser llamadas"
        said.append(f"{count_words(freed, 'persona')} que ninguna ventanilla atiende {could}.")
    elif freed < 0:
        tone = Tone.WARN
        left = "quedaría" if freed == -1 else "quedarían"
        said.append(f"{count_words(-freed, 'persona')} {left} sin ventanilla.")
    return " ".join(said) or "Nadie espera y no se espera a nadie.", tone


def _doubt(saved: Forecast | None) -> str:
    if saved is None:
        return ""
    low, high = round(saved.low), round(saved.high)
    if low == high:
        return f"Casi siempre, {_fewer(low)}." if low else ""
    if low >= 0:
        return f"9 de cada 10 veces, entre {low} y {high} min menos."
    if high <= 0:
        return f"9 de cada 10 veces, entre {-high} y {-low} min más."
    return f"9 de cada 10 veces, entre {-low} min más y {high} min menos."


def _lines(given: WhatIf) -> Iterator[Figure]:
    before, after = given.answer.as_is, given.answer.changed
    target = given.office.target_wait_minutes
    yield Figure(
        f"Esperarían más de {target} min",
        f"{_count(before.late)} {ARROW} {_count(after.late)}",
        _between(after.late, ""),
    )
    yield _wait("La espera más larga", before.longest, after.longest, "nadie sería llamado")
    if _count(before.stranded) or _count(after.stranded):
        yield Figure(
            "Sin ventanilla",
            f"{_count(before.stranded)} {ARROW} {_count(after.stranded)}",
            _alone(before, after),
        )


def _alone(before: Outlook, after: Outlook) -> str:
    """Return in words how long those wait who are called in one of the two cases only."""
    if after.only_here is not None:
        return f"esperarían {round(after.only_here.expected)} min"
    if before.only_here is not None:
        return f"como está, esperarían {round(before.only_here.expected)} min"
    return ""


def _wait(name: str, before: Forecast | None, after: Forecast | None, nobody: str) -> Figure:
    if before is None and after is None:
        return Figure(name, "–", nobody)
    first = "–" if before is None else str(round(before.expected))
    then = "–" if after is None else f"{round(after.expected)} min"
    return Figure(name, f"{first} {ARROW} {then}", _between(after, " min"))


def _basis(given: WhatIf, catalogue: Catalogue) -> str:
    basis, clock = given.basis, f"{given.office.local(given.at):%H:%M}"
    known = count_words(basis.attentions, "atención", "atenciones")
    if basis.arrivals_earlier:
        known += " de hoy y las llegadas de jornadas anteriores"
    else:
        known += f" y {count_words(basis.arrivals, 'llegada')} de hoy"
    said = [
        "Cada «entre» se cumple 9 de cada 10 veces si el día sigue como va.",
        f"Se simuló {given.answer.rounds} veces a las {clock}, con {known}.",
    ]
    for source in Source:
        services = tuple(number for number, whose in basis.borrowed if whose is source)
        if services:
            few = len(services) <= NAMED
            which = catalogue.short_names(services) if few else f"{len(services)} servicios"
            said.append(f"Para {which} se tomó {source.label}.")
    if given.breaks:
        each = ", ".join(f"la {number} en {minutes} min" for number, minutes in given.breaks)
        said.append(f"Se supone que de su pausa vuelve {each}.")
    if given.on_hold:
        paused = count_words(given.on_hold, "atención", "atenciones")
        said.append(f"No se cuenta lo que falta de {paused} en pausa.")
    return " ".join(said)


def _between(figure: Forecast | None, unit: str) -> str:
    """Return in words where the figure lies 9 of 10 times."""
    if figure is None:
        return ""
    low, high = round(figure.low), round(figure.high)
    if low == high:
        return f"casi siempre {low}{unit}"
    return f"entre {low} y {high}{unit}"


def _fewer(minutes: float) -> str:
    return f"{max(round(abs(minutes)), 1)} min {'menos' if minutes > 0 else 'más'}"


def _count(figure: Forecast | None) -> int:
    return 0 if figure is None else round(figure.expected)
