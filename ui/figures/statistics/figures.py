"""The figures that the page shows: their names, their units and how each comes from what is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from domain.figures import counting
from domain.figures.facts import RankedKind
from domain.figures.rankings import RankBy
from domain.figures.statistics import Figures


class Unit(Enum):
    """What a figure is told in."""

    COUNT = "count"
    SHARE = "share"
    MINUTES = "minutes"
    HOURS = "hours"


Value = Callable[[Figures], float | None]


def _count(name: str) -> Value:
    def value(figures: Figures) -> float | None:
        found: int = getattr(figures.counts, name)
        return found

    return value


def _share(of: Value) -> Value:
    def value(figures: Figures) -> float | None:
        share = of(figures)
        return None if share is None else 100 * share

    return value


def _hours(of: Value) -> Value:
    def value(figures: Figures) -> float | None:
        minutes = of(figures)
        return None if minutes is None else minutes / 60

    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """How a figure is shown.

    Attributes:
        label: its name.
        unit: of its values.
        noun, nouns: of what it counts, for one and for several.
        value: works it out; None where there is nothing to tell.
        behind: what is listed behind it (``domain.figures.counting.Mark.what``); empty: nothing.
        entities: whether it is counted by public body too.
        ranked: what is ranked, where it is no figure but a list by frequency.
    """

    label: str
    unit: Unit = Unit.COUNT
    noun: str = "vez"
    nouns: str = "veces"
    value: Value = lambda _figures: None
    behind: str = ""
    entities: bool = False
    ranked: RankBy | None = None

    @property
    def stays(self) -> bool:
        """Whether none of it is worth telling: a share or a time of 0 is a figure."""
        return self.unit is not Unit.COUNT


def _turnos(label: str, name: str, *, entities: bool = False) -> Kind:
    return Kind(label, Unit.COUNT, "turno", "turnos", _count(name), name, entities=entities)


def _cases(label: str, name: str, *, entities: bool = False) -> Kind:
    return Kind(label, Unit.COUNT, "trámite", "trámites", _count(name), name, entities=entities)


def _times(label: str, name: str) -> Kind:
    return Kind(label, Unit.COUNT, "vez", "veces", _count(name), name)


def _minutes(label: str, value: Value, behind: str) -> Kind:
    return Kind(label, Unit.MINUTES, "minuto", "minutos", value, behind)


def _ranking(by: RankBy, behind: str) -> Kind:
    return Kind(by.label, behind=behind, ranked=by)


class Figure(Enum):
    """The figures, in the order in which they stand on the page."""

    ISSUED = _turnos("Turnos emitidos", "issued", entities=True)
    PRIORITY = _turnos("De ellos, prioritarios", "priority")
    SERVED = _turnos("Turnos atendidos", "served")
    WAIT = _minutes("Espera habitual", lambda figures: figures.wait.usual, counting.WAIT)
    WAIT_MOST = _minutes(
        "Espera, 95 de cada 100 hasta", lambda figures: figures.wait.most, counting.WAIT
    )
    ATTENTION = _minutes(
        "Atención habitual", lambda figures: figures.attention.usual, counting.ATTENTION
    )
    ATTENTION_MOST = _minutes(
        "Atención, 95 de cada 100 hasta", lambda figures: figures.attention.most, counting.ATTENTION
    )
    NO_SHOWS = _times("Llamados sin respuesta", "no_shows")
    NO_SHOW_SHARE = Kind(
        "Sin respuesta, de los llamados",
        Unit.SHARE,
        value=_share(lambda figures: figures.no_show_rate),
        behind="no_shows",
    )
    OUT_OF_TURN = _times("Llamados fuera de orden", "out_of_turn")
    LOST = _turnos("Visitas perdidas por documentos", "lost", entities=True)
    LOST_SHARE = Kind(
        "Perdidas, de los atendidos",
        Unit.SHARE,
        value=_share(lambda figures: figures.lost_rate),
        behind="lost",
    )
    CANCELLED = _turnos("Turnos anulados", "cancelled")
    EXPIRED = _turnos("Turnos vencidos", "expired")
    OPENED = _cases("Trámites abiertos", "opened", entities=True)
    ANSWERED = _cases("Trámites respondidos", "answered", entities=True)
    ON_TIME = Kind(
        "Respondidos a tiempo",
        Unit.SHARE,
        value=_share(lambda figures: figures.on_time),
        behind="promised",
        entities=True,
    )
    LATE = Kind(
        "Respondidos fuera de tiempo",
        Unit.COUNT,
        "trámite",
        "trámites",
        lambda figures: figures.counts.promised - figures.counts.on_time,
        "late",
        entities=True,
    )
    ANSWER_HOURS = Kind(
        "Tiempo de respuesta, promedio",
        Unit.HOURS,
        value=_hours(lambda figures: figures.answer_minutes),
        behind="promised",
    )
    RETURNED = Kind(
        "Devoluciones",
        Unit.COUNT,
        "devolución",
        "devoluciones",
        _count("returned"),
        "returned",
        entities=True,
    )
    RETURN_SHARE = Kind(
        "Devoluciones por cada 100 abiertos",
        value=_share(lambda figures: figures.return_rate),
        behind="returned",
        entities=True,
    )
    CLOSED = _cases("Trámites cerrados", "closed", entities=True)
    REOPENED = _cases("Trámites reabiertos", "reopened")
    REFERRED = _cases("Enviados a otra área", "referred")
    LAPSED = _cases("Trámites caducados", "lapsed")
    WITHDRAWN = _cases("Trámites desistidos", "withdrawn")
    FAULTS = _ranking(RankBy.REQUIREMENT, RankedKind.FAULT)
    REASONS = _ranking(RankBy.REASON, RankedKind.FAULT)
    ENTITIES = _ranking(RankBy.ENTITY, "returned")
    TOPICS = _ranking(RankBy.TOPIC, RankedKind.TOPIC)
    SYSTEMS = _ranking(RankBy.SYSTEM, RankedKind.SYSTEM)
    SOLUTIONS = _ranking(RankBy.SOLUTION, RankedKind.SOLUTION)

    @property
    def kind(self) -> Kind:
        """How it is shown."""
        return self.value
