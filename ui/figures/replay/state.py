"""What the part Repetición shows of a minute, without Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop.usecases.figures.replay import ReplayedDay
from domain.counters import SessionState
from domain.figures.replay import Mark, MarkKind, SetBack
from domain.figures.replay_seen import Hall, Post, Turno
from domain.offices import WEEKDAYS
from domain.tickets import TicketState
from ui.figures.replay.words import event_words
from ui.supervision.words import count_words, lasted_words, minutes_words
from ui.theme import Kind

SPEEDS = (1, 2, 5, 15)
"""Minutes of the day that pass in each tenth of a second."""
MARK_WORDS = {
    MarkKind.OUT_OF_TURN: "Llamada antes de su turno",
    MarkKind.NO_SHOW: "No se presentó",
    MarkKind.BREAK: "Pausa",
    MarkKind.CLOSED: "Cierre de la jornada",
    MarkKind.CLOCK: "Reloj atrasado",
    MarkKind.PEAK: "Más gente en espera",
}
_LISTED = 6


@dataclass(frozen=True, slots=True)
class WaitRow:
    """Somebody who waits, or whose attention is on hold."""

    id: UUID
    place: str
    code: str
    services: str
    since: str
    waited: str
    note: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class PostRow:
    """A counter, and whom it has."""

    key: object
    counter: str
    staff: str
    state: str
    kind: Kind
    turno: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened in the minute."""

    key: int
    clock: str
    words: str


@dataclass(frozen=True, slots=True)
class MinuteView:
    """A minute of a day.

    Attributes:
        clock: what the office's clock read; ``words`` all of it in one line, for who hears.
        figures: what was counted up to then, with its colour.
    """

    clock: str
    words: str
    figures: tuple[tuple[str, Kind], ...]
    waiting: tuple[WaitRow, ...]
    posts: tuple[PostRow, ...]
    events: tuple[EventRow, ...]


def day_words(day: ReplayedDay) -> str:
    """Return which day it is: ``viernes 04/12/2026``."""
    today = ", hasta ahora" if day.now is not None else ""
    return f"{WEEKDAYS[day.day.weekday()]} {day.day:%d/%m/%Y}{today}"


def clock_words(day: ReplayedDay, minute: int) -> str:
    """Return what the office's clock read in a minute: ``10:32``."""
    return f"{day.office.local(day.replay.clock(minute)):%H:%M}"


def notes(day: ReplayedDay) -> tuple[str, ...]:
    """Return what must be known of the day to read it rightly."""
    return tuple(_notes(day))


def _notes(day: ReplayedDay) -> Iterator[str]:
    replay = day.replay
    for one in replay.set_back[:_LISTED]:
        yield _set_back_words(day, one)
    if len(replay.set_back) > _LISTED:
        yield f"El reloj se atrasó {len(replay.set_back)} veces."
    if replay.unknown:
        what = count_words(replay.unknown, "hecho")
        yield f"De {what} de esta jornada ya no constan los datos: su plazo se cumplió."
    if day.left:
        codes = _some(day.left)
        yield f"Quedaron sin terminar: {codes}."
    if replay.later:
        codes = _some(list(dict.fromkeys(one.code for one in replay.later if one.code)))
        if codes:
            yield f"Terminaron después de esta jornada: {codes}."


def _set_back_words(day: ReplayedDay, one: SetBack) -> str:
    went = lasted_words(int(one.by.total_seconds() // 60))
    return (
        f"A las {day.office.local(one.at):%H:%M} el reloj se atrasó {went}:"
        " lo que sigue se muestra en su orden, con la hora nueva."
    )


def _some(codes: Sequence[str]) -> str:
    more = len(codes) - _LISTED
    listed = ", ".join(codes[:_LISTED])
    return f"{listed} y {more} más" if more > 0 else listed


def minute_view(day: ReplayedDay, minute: int) -> MinuteView:
    """Return a minute as it is shown."""
    replay = day.replay
    hall = replay.at(minute)
    moment = replay.clock(minute)
    clock = clock_words(day, minute)
    events = tuple(
        EventRow(place, f"{day.office.local(one.at):%H:%M:%S}", event_words(day, one))
        for place, one in enumerate(replay.told(minute))
    )
    many = len(hall.waiting)
    waits = "nadie espera" if not many else f"{many} en espera"
    happened = "; ".join(event.words for event in events) or "nada ocurrió en este minuto"
    return MinuteView(
        clock,
        f"{clock}: {waits}; {happened}",
        _figures(hall),
        (
            *(_wait_row(day, place, t, moment) for place, t in enumerate(hall.waiting, 1)),
            *(_held_row(day, turno, moment) for turno in hall.held),
        ),
        tuple(_posts(day, hall, moment)),
        events,
    )


def _figures(hall: Hall) -> tuple[tuple[str, Kind], ...]:
    tally = hall.tally
    usual = "sin esperas todavía" if tally.waited is None else minutes_words(tally.waited)
    found = [
        (count_words(tally.issued, "emitido"), Kind.NEUTRAL),
        (count_words(tally.served, "atendido"), Kind.OK),
        (f"{len(hall.waiting)} en espera", Kind.INFO),
        (f"Espera habitual: {usual}", Kind.NEUTRAL),
    ]
    for number, noun in (
        (tally.no_shows, "ausente"),
        (tally.cancelled, "anulado"),
        (tally.expired, "vencido"),
    ):
        if number:
            found.append((count_words(number, noun), Kind.WARN))
    if hall.closed:
        found.append(("Jornada cerrada", Kind.NEUTRAL))
    return tuple(found)


def _minutes(since: datetime, moment: datetime) -> str:
    return lasted_words(max(0, int((moment - since).total_seconds() // 60)))


def _services(day: ReplayedDay, turno: Turno) -> str:
    return day.catalogue.short_names(turno.pending) or "No consta"


def _wait_row(day: ReplayedDay, place: int, turno: Turno, moment: datetime) -> WaitRow:
    marks = [
        word for word, told in (("Prioritario", turno.priority), ("Papel", turno.paper)) if told
    ]
    if turno.reserved_for is not None:
        marks.append(f"Solo ventanilla {day.counters.get(turno.reserved_for, '')}".strip())
    return WaitRow(
        turno.id,
        str(place),
        turno.code or "No consta",
        _services(day, turno),
        f"{day.office.local(turno.queued_at):%H:%M}",
        _minutes(turno.queued_at, moment),
        " · ".join(marks),
    )


def _held_row(day: ReplayedDay, turno: Turno, moment: datetime) -> WaitRow:
    return WaitRow(
        turno.id,
        "–",
        turno.code or "No consta",
        _services(day, turno),
        f"{day.office.local(turno.since):%H:%M}",
        _minutes(turno.since, moment),
        "En pausa",
        held=True,
    )


def _posts(day: ReplayedDay, hall: Hall, moment: datetime) -> Iterator[PostRow]:
    """Yield the counters by number; a turno whose counter is not told stands in a row of its own."""
    by_counter: dict[UUID | None, list[Turno]] = {}
    for turno in hall.at_counters:
        by_counter.setdefault(turno.counter, []).append(turno)
    for post in sorted(hall.posts, key=lambda post: day.counters.get(post.counter, 0)):
        turnos = by_counter.pop(post.counter, [])
        yield _post_row(day, post, turnos, moment)
    for counter, turnos in by_counter.items():
        number = None if counter is None else day.counters.get(counter)
        words = ", ".join(_turno_words(day, turno, moment) for turno in turnos)
        yield PostRow(
            counter or "?",
            "No consta" if number is None else str(number),
            "",
            "Con turno",
            Kind.NEUTRAL,
            words,
        )


def _post_row(day: ReplayedDay, post: Post, turnos: list[Turno], moment: datetime) -> PostRow:
    state, kind = "Libre", Kind.OK
    if turnos:
        state = turnos[0].state.label
        kind = Kind.WARN if turnos[0].state is TicketState.CALLED else Kind.INFO
    if post.state is SessionState.BREAK:
        state, kind = "Pausa", Kind.NEUTRAL
    words = ", ".join(_turno_words(day, turno, moment) for turno in turnos)
    if post.state is SessionState.BREAK and not words:
        since = f"{day.office.local(post.since):%H:%M}"
        words = f"{post.reason or 'Pausa'}, desde las {since}"
    return PostRow(
        post.counter,
        str(day.counters.get(post.counter, "No consta")),
        "" if post.staff is None else day.staff.get(post.staff, ""),
        state,
        kind,
        words,
    )


def _turno_words(day: ReplayedDay, turno: Turno, moment: datetime) -> str:
    return f"{turno.code or 'Un turno'}, {_minutes(turno.since, moment)}"


def mark_words(day: ReplayedDay, mark: Mark) -> str:
    """Return a mark of the strip: ``10:32 No se presentó``."""
    return f"{clock_words(day, mark.minute)} {MARK_WORDS[mark.kind]}"
