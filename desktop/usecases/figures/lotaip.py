"""The monthly LOTAIP table: read, published, saved (docs/decisions/0127)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from desktop.usecases.catalogues import VersionUnreadable
from desktop.usecases.desk import Desk, Step, begin
from domain.catalogue import Catalogue
from domain.errors import InvalidInput, KnownError, Stale
from domain.figures.law import law_day
from domain.figures.lotaip import (
    ALL,
    Counted,
    Difference,
    FutureMonth,
    Holder,
    Issue,
    Line,
    LotaipTable,
    MonthNotOver,
    Score,
    bounds,
    clean_holder,
    differences,
    due_on,
    last_day,
    month_before,
    month_of,
    months_to,
    summed,
)
from domain.figures.lotaip_falling import require_no_fall
from domain.figures.lotaip_layout import missing, missing_words
from domain.figures.lotaip_texts import services_of, texts_of
from domain.figures.periods import Period
from domain.figures.statistics import KnownOffice
from domain.ids import new_id
from domain.ports import UnitOfWork
from domain.staff import Action, Actor
from domain.survey import Ask

ALL_WORDS = "Todas las oficinas"


class NothingNew(KnownError):
    """What would be published is what was published last."""

    what = "Lo publicado ya dice estas mismas cifras."
    kept = "No se publicó nada."


@dataclass(frozen=True, slots=True)
class IssuedView:
    """A table as it was published, and by whom."""

    issue: Issue
    who: str


@dataclass(frozen=True, slots=True)
class LotaipView:
    """The table of a month as the supervisor sees it.

    Attributes:
        now: as it is counted now.
        issues: as it was published, the latest last.
        differences: between the last one published and now.
        due: until when it is to be published; ``days_left`` until then, below 0 when it is late.
        over: the month is over.
        scopes: what tables can be seen: scope and words.
        opening: the month's figures were taken over from an old table.
    """

    now: LotaipTable
    issues: tuple[IssuedView, ...]
    differences: tuple[Difference, ...]
    due: date
    days_left: int
    over: bool
    scopes: tuple[tuple[str, str], ...]
    opening: bool

    @property
    def published(self) -> LotaipTable | None:
        """The last one published."""
        return self.issues[-1].issue.table if self.issues else None


def usual_month(desk: Desk) -> date:
    """Return the month whose table is due: the one before, by the calendar of Guayaquil."""
    return month_before(month_of(desk.clock.now()))


def view(desk: Desk, actor: Actor, month: date, scope: str) -> LotaipView:
    """Return the table of a month.

    Args:
        desk: the workstation.
        actor: a supervisor.
        month: its first day.
        scope: code of the own office, or ``ALL``.

    Raises:
        NotAllowed: not a supervisor.
        FutureMonth: it has not begun.
    """
    with desk.units.read() as unit:
        step = begin(desk, unit, actor, Action.SEE_FIGURES)
        office = unit.offices.office()
        table = table_of(desk, step, month, scope)
        of_month = [i for i in unit.lotaip.issues(scope, month.year) if i.table.month == month]
        today = law_day(step.now)
        due = due_on(month, unit.calendar.all(), office.code)
        scopes = [(office.code, office.name)]
        if others(step):
            scopes.append((ALL, ALL_WORDS))
        return LotaipView(
            table,
            tuple(IssuedView(i, unit.staff.get(i.issued_by).full_name) for i in of_month),
            differences(of_month[-1].table, table) if of_month else (),
            due,
            (due - today).days,
            today > last_day(month),
            tuple(scopes),
            any(o.month == month for o in unit.lotaip.openings(scope, month.year)),
        )


def publish(desk: Desk, actor: Actor, seen: LotaipTable) -> Issue:
    """Keep a table as it is published; a second one of the month has number 2.

    Args:
        desk: the workstation.
        actor: a supervisor.
        seen: the table as the supervisor saw it.

    Raises:
        NotAllowed: not a supervisor.
        MonthNotOver: its month is not over.
        InvalidInput: who answers for it is not told.
        Stale: its figures changed since it was seen.
        NothingNew: the last one published says the same.
        WouldFall: a cumulative figure is less than one published of an earlier month of the year.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.PUBLISH_FIGURES)
        if step.now < bounds(seen.month)[1]:
            raise MonthNotOver(seen.month)
        table = table_of(desk, step, seen.month, seen.scope)
        if (table.lines, table.holder) != (seen.lines, seen.holder):
            raise Stale()
        if lacks := missing(table.holder):
            raise InvalidInput(missing_words(lacks), todo="Complete esos datos y publíquelo.")
        told = unit.lotaip.issues(seen.scope, seen.month.year)
        # Other offices' figures come anew now and then: until all came there are fewer.
        require_no_fall(table, (one.table for one in told))
        issues = [issue for issue in told if issue.table.month == seen.month]
        if issues and _published(issues[-1].table) == _published(table):
            raise NothingNew()
        number = len(issues) + 1
        issue = Issue(
            new_id(),
            unit.offices.office().id,
            replace(table, number=number),
            number,
            actor.staff_id,
            step.now,
        )
        step.tell(
            "lotaip_issue",
            issue.id,
            1,
            "lotaip_issued",
            {
                "scope": seen.scope,
                "month": seen.month.isoformat(),
                "number": number,
                "figures": [
                    [o.service, o.figures.served, o.figures.cumulative, o.figures.satisfaction]
                    for o in table.lines
                ],
            },
        )
        unit.lotaip.add_issue(issue)
        return issue


def set_holder(desk: Desk, actor: Actor, wanted: Holder) -> Holder:
    """Change who answers for the table: its last lines.

    Args:
        desk: the workstation.
        actor: a supervisor.
        wanted: as filled in, with the version that was shown.

    Raises:
        NotAllowed: not a supervisor.
        InvalidInput: part of it cannot be used.
        Stale: somebody changed it in between.
    """
    with desk.units.write() as unit:
        step = begin(desk, unit, actor, Action.PUBLISH_FIGURES)
        holder = clean_holder(wanted)
        office = unit.offices.office()
        unit.lotaip.save_holder(office.id, holder)
        payload = {
            "unit": holder.unit,
            "person": holder.person,
            "email": holder.email,
            "phone": holder.phone,
        }
        step.tell("lotaip_holder", office.id, holder.version, "lotaip_settings_changed", payload)
        return holder


def table_of(desk: Desk, step: Step, month: date, scope: str) -> LotaipTable:
    """Return the table of a month as it is counted now, inside a step.

    Raises:
        FutureMonth: it has not begun.
    """
    if month > month_of(step.now):
        raise FutureMonth()
    unit = step.unit
    office = unit.offices.office()
    counted = counted_of(step, month, scope)
    catalogue, notes = _catalogue(desk, unit, month)
    asked = services_of(catalogue, None if scope == ALL else office.code)
    lines = [Line(s.id, texts_of(catalogue, s), counted.figures(month, s.id)) for s in asked]
    listed = {service.id for service in asked}
    for number in sorted(counted.services() - listed):
        figures = counted.figures(month, number)
        if figures.cumulative or figures.satisfaction is not None:
            texts, words = _elsewhere(desk, unit, catalogue, number)
            lines.append(Line(number, texts, figures))
            notes.append(words)
    marks = [*_marks(step, month), *(_behind(step, month) if scope == ALL else ())]
    notes += _taken_over(step, month, scope)
    return LotaipTable(
        month,
        scope,
        ALL_WORDS if scope == ALL else office.name,
        tuple(lines),
        unit.lotaip.holder(office.id),
        catalogue.version,
        marks=tuple(marks),
        notes=tuple(notes),
    )


def counted_of(step: Step, month: date, scope: str) -> Counted:
    """Return what was counted of the year up to a month, and what was taken over of it."""
    unit = step.unit
    served = {
        (one, service): count
        for one in months_to(month)
        for service, count in unit.case_events.served(*bounds(one)).items()
    }
    scores: dict[int, Score] = {}
    for count in unit.surveys.counts(month, last_day(month)):
        given = Score(count.scores[3] + count.scores[4], count.answers)
        scores[count.service] = scores.get(count.service, Score()) + given
    if scope == ALL:
        since, until = date(month.year, 1, 1), last_day(month)
        served = summed((served, unit.lotaip.served_elsewhere(since, until)))
        for service, score in unit.lotaip.scores_elsewhere(month, until).items():
            scores[service] = scores.get(service, Score()) + score
    openings = unit.lotaip.openings(scope, month.year)
    return Counted(
        served,
        {service: score for service, score in scores.items() if score.answers},
        {(o.month, o.service): o.figures for o in openings if o.month <= month},
    )


def _published(table: LotaipTable) -> object:
    """Return what of a table is published: another text is another table too."""
    return table.lines, replace(table.holder, version=0), table.marks


def _catalogue(desk: Desk, unit: UnitOfWork, month: date) -> tuple[Catalogue, list[str]]:
    """Return the catalogue at the end of a month, the last version of it, and what to know."""
    begins, ends = bounds(month)
    versions = unit.catalogues.all()
    before = [version for version in versions if version.published_at < ends]
    for version in before or versions[-1:]:
        try:
            found = desk.catalogues.version(unit, version.number)
        except VersionUnreadable:
            continue
        day = law_day(version.published_at)
        if begins <= version.published_at < ends and len(before) > 1:
            changed = f"El catálogo cambió el {day:%d/%m/%Y}: los textos son de la versión nueva."
            return found, [changed]
        if not before:
            return found, [f"Los textos son del primer catálogo, del {day:%d/%m/%Y}."]
        return found, []
    return desk.catalogue, []


def _elsewhere(
    desk: Desk, unit: UnitOfWork, catalogue: Catalogue, number: int
) -> tuple[Mapping[str, str], str]:
    """Return the texts of a service that the table would not have, and what to know of it."""
    found = catalogue.find(number)
    if found is not None:
        words = f"El servicio {number} no se da en esta oficina y tiene cifras."
        return texts_of(catalogue, found), words
    words = f"El servicio {number} ya no está en el catálogo y tiene cifras."
    for version in unit.catalogues.all():
        try:
            known = desk.catalogues.version(unit, version.number)
        except VersionUnreadable:
            continue
        if (there := known.find(number)) is not None:
            return texts_of(known, there), words
    return {"name": f"Servicio {number}"}, words


def _marks(step: Step, month: date) -> list[str]:
    """Return what the own office's figures lack."""
    if step.now < bounds(month)[1]:
        return ["El mes no ha terminado: son cifras hasta hoy."]
    until = last_day(month)
    in_box = (paper for paper in step.unit.surveys.box() if isinstance(paper, Ask))
    if any(p.answered_on is not None and month <= p.answered_on <= until for p in in_box):
        return ["Faltan por reunir respuestas de la encuesta."]
    return []


def _behind(step: Step, month: date) -> list[str]:
    """Return which other offices lack days of the year up to the end of a month."""
    words = []
    year = Period(date(month.year, 1, 1), last_day(month))
    for other in others(step):
        days = other.missing(year, step.day)
        if days:
            count = "1 día" if len(days) == 1 else f"{len(days)} días"
            words.append(f"{other.name}: falta contar {count}, desde el {days[0]:%d/%m/%Y}.")
    return words


def others(step: Step) -> list[KnownOffice]:
    """Return the other offices of which the centre told figures."""
    own = step.unit.offices.office().id
    return [one for one in step.unit.figures.known_offices() if one.id != own]


def _taken_over(step: Step, month: date, scope: str) -> list[str]:
    """Return from which old table the cumulative figures count on."""
    openings = [o for o in step.unit.lotaip.openings(scope, month.year) if o.month <= month]
    if not openings:
        return []
    last = openings[-1]
    from_day = f"{last_day(last.month):%d/%m/%Y}"
    return [f"El acumulado parte del cuadro anterior, al {from_day} («{last.source}»)."]
