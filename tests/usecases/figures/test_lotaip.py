"""The LOTAIP table counted from what was done, published, saved, and begun from an old one."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from db.engine import open_engine
from db.tables import known_figure_day, known_office
from desktop.documents.lotaip import layouts
from desktop.documents.spreadsheets import SheetWriter
from desktop.ports.old_tables import OldSheet
from desktop.ports.tables import TableFormat
from desktop.usecases import resolving
from desktop.usecases.case_opening import NewCase
from desktop.usecases.desk import Desk
from desktop.usecases.figures import lotaip, lotaip_files, lotaip_openings, lotaip_reading
from desktop.usecases.table_files import TableFiles
from domain.case_parts import ConformityKind
from domain.cases import Case
from domain.catalogue import Catalogue, Channel
from domain.documents import LARGEST_FILE
from domain.errors import InvalidInput, NotFound, Stale
from domain.figures.facts import COUNTED
from domain.figures.lotaip import (
    ALL,
    Difference,
    Figures,
    FutureMonth,
    Holder,
    MonthNotOver,
)
from domain.figures.lotaip_falling import WouldFall
from domain.figures.lotaip_texts import services_of, texts_of
from domain.ids import new_id
from domain.ports import CatalogueVersion, Units
from domain.solutions import SolutionType
from domain.survey import Ask, AskState
from tests.office import KEY, FakeClock, SmallOffice
from tests.usecases.test_paper import Files

OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))
JANUARY = date(2027, 1, 1)
QUITO = "QUITO"
HOLDER = Holder("Centro de Servicios", "Sara", "sara@finanzas.ejemplo.ec", "(02) 000")


def at(clock: FakeClock, local: str) -> None:
    """Set the clock to a local moment of Guayaquil: ``2026-11-30 23:59``."""
    zone = ZoneInfo("America/Guayaquil")
    clock.set(datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC))


def served(desk: Desk, office: SmallOffice, service: int = 7) -> Case:
    """Somebody telephones and is served at once."""
    new = NewCase(service, Channel.PHONE, topic="access", problem="No puede entrar")
    answer = resolving.Answer(SolutionType.EXPLAINED, "Se le explicó")
    actor = office.actor("asesor-1")
    return resolving.support(desk, actor, new, answer, ConformityKind.GIVEN)


def answered(
    desk: Desk, office: SmallOffice, day: date, scores: Sequence[int], **more: int
) -> None:
    """People said how it went."""
    asks = [
        Ask(
            new_id(), office.office.id, day, more.get("service", 7), "phone", 0, "",
            AskState.ANSWERED, day, score,
        )
        for score in scores
    ]  # fmt: skip
    with desk.units.write() as unit:
        if more.get("box"):
            for ask in asks:
                unit.surveys.drop(ask)
        else:
            unit.surveys.gather(asks)
            who = office.actor("asesor-1").staff_id
            key = office.office.id
            unit.log.append("x", key, 1, "x", {}, actor_id=who, at=desk.clock.now())


def seen(
    desk: Desk, office: SmallOffice, month: date = NOVEMBER, scope: str = QUITO
) -> lotaip.LotaipView:
    return lotaip.view(desk, office.actor("supervisor-1"), month, scope)


def figures(
    desk: Desk, office: SmallOffice, month: date, service: int = 7, scope: str = QUITO
) -> Figures:
    table = seen(desk, office, month, scope).now
    return next(line.figures for line in table.lines if line.service == service)


def take(
    desk: Desk, office: SmallOffice, month: date, told: Mapping[int, Figures], scope: str = QUITO
) -> None:
    who = office.actor("supervisor-1")
    lotaip_openings.confirm(desk, who, month, scope, "cuadro.xlsx", told)


def publish(desk: Desk, office: SmallOffice, month: date = NOVEMBER, scope: str = QUITO) -> int:
    table = seen(desk, office, month, scope).now
    return lotaip.publish(desk, office.actor("supervisor-1"), table).number


def test_a_month_with_nothing(desk: Desk, office: SmallOffice) -> None:
    view = seen(desk, office)
    assert [line.service for line in view.now.lines] == list(range(1, 11))
    assert {line.figures for line in view.now.lines} == {Figures()}
    assert (view.over, view.due, view.days_left) == (True, date(2026, 12, 10), 6)
    assert (view.published, view.issues, view.differences) == (None, (), ())
    assert view.scopes == ((QUITO, "Centro de Servicios Quito"),)
    assert not view.now.provisional
    assert lotaip.usual_month(desk) == NOVEMBER


def test_one_case_stands_in_its_month_by_the_clock_of_guayaquil(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    at(clock, "2026-11-30 23:59")
    served(desk, office)
    at(clock, "2026-12-01 00:00")
    served(desk, office)
    assert figures(desk, office, NOVEMBER) == Figures(1, 1)
    assert figures(desk, office, DECEMBER) == Figures(1, 2)
    assert seen(desk, office, DECEMBER).now.marks == (
        "El mes no ha terminado: son cifras hasta hoy.",
    )
    with pytest.raises(FutureMonth):
        seen(desk, office, JANUARY)
    at(clock, "2027-01-02 09:00")
    served(desk, office)
    assert figures(desk, office, JANUARY) == Figures(1, 1), "a new year begins at nothing"


def test_a_case_reopened_and_closed_again_served_one_person(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    at(clock, "2026-10-05 10:00")
    case = served(desk, office)
    at(clock, "2026-11-05 10:00")
    resolving.reopen(desk, office.actor("supervisor-1"), case.id, "Volvió a llamar")
    who = office.actor("asesor-1")
    resolving.resolve(desk, who, case.id, resolving.Answer(SolutionType.EXPLAINED, "Otra vez"))
    resolving.close(desk, who, case.id, ConformityKind.GIVEN)
    assert figures(desk, office, OCTOBER) == Figures(1, 1)
    assert figures(desk, office, NOVEMBER) == Figures(0, 1)


def test_every_figure_is_that_of_the_log(
    desk: Desk, office: SmallOffice, clock: FakeClock, units: Units
) -> None:
    chance = random.Random(7)
    at(clock, "2026-10-10 08:00")
    closed: list[UUID] = []
    while clock.now() < datetime(2026, 12, 10, tzinfo=UTC):
        clock.go(hours=chance.randrange(6, 150))
        if closed and chance.random() < 0.25:
            key = closed.pop(chance.randrange(len(closed)))
            resolving.reopen(desk, office.actor("supervisor-1"), key, "Sigue igual")
            who = office.actor("asesor-1")
            again = resolving.Answer(SolutionType.EXPLAINED, "Otra vez")
            resolving.resolve(desk, who, key, again)
            clock.go(hours=chance.randrange(1, 200))
            resolving.close(desk, who, key, ConformityKind.GIVEN)
        else:
            closed.append(served(desk, office).id)
    counted: Counter[date] = Counter()
    with units.read() as unit:
        first: set[UUID] = set()
        for operation in unit.log.all():
            if operation.type == "case_closed" and operation.aggregate_id not in first:
                first.add(operation.aggregate_id)
                local = operation.at.astimezone(ZoneInfo("America/Guayaquil"))
                counted[local.date().replace(day=1)] += 1
    clock.go(days=40)
    so_far = 0
    for month in (OCTOBER, NOVEMBER, DECEMBER):
        so_far += counted[month]
        assert figures(desk, office, month) == Figures(counted[month], so_far)
    assert so_far == len(first) > 5


def test_satisfaction_is_of_the_answers_of_the_month(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    answered(desk, office, date(2026, 11, 30), (5, 4, 3))
    answered(desk, office, date(2026, 12, 1), (1,))
    answered(desk, office, date(2026, 11, 2), (1,), service=6)
    assert figures(desk, office, NOVEMBER).satisfaction == 67
    assert figures(desk, office, NOVEMBER, 6).satisfaction == 0
    assert figures(desk, office, NOVEMBER, 5).satisfaction is None
    assert figures(desk, office, OCTOBER).satisfaction is None
    assert not seen(desk, office).now.provisional
    answered(desk, office, date(2026, 11, 30), (5,), box=1)
    assert seen(desk, office).now.marks == ("Faltan por reunir respuestas de la encuesta.",)


def test_it_is_published_once_its_month_is_over(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    at(clock, "2026-11-28 10:00")
    served(desk, office)
    who = office.actor("supervisor-1")
    lotaip.set_holder(desk, who, HOLDER)
    with pytest.raises(MonthNotOver):
        publish(desk, office)
    at(clock, "2026-12-14 10:00")
    view = seen(desk, office)
    assert (view.days_left, view.over) == (-4, True)
    assert publish(desk, office) == 1
    published = seen(desk, office)
    holder = replace(HOLDER, version=0)
    assert published.published == replace(view.now, number=1, holder=holder)
    assert published.issues[0].who == "Sara Supervisora"
    assert published.differences == ()
    with pytest.raises(lotaip.NothingNew):
        publish(desk, office)


def test_what_was_published_stays_and_a_later_difference_is_told(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    lotaip.set_holder(desk, office.actor("supervisor-1"), HOLDER)
    publish(desk, office)
    stale = seen(desk, office).now
    take(desk, office, NOVEMBER, {6: Figures(3, 40, 70)})
    view = seen(desk, office)
    assert view.opening
    assert view.differences == (
        Difference(6, "served", 0, 3),
        Difference(6, "cumulative", 0, 40),
        Difference(6, "satisfaction", None, 70),
    )
    with pytest.raises(Stale):
        lotaip.publish(desk, office.actor("supervisor-1"), stale)
    assert publish(desk, office) == 2
    after = seen(desk, office)
    assert [one.issue.number for one in after.issues] == [1, 2]
    assert after.differences == ()
    first = after.issues[0].issue.table
    assert next(line.figures for line in first.lines if line.service == 6) == Figures()


def test_who_answers_must_be_told(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("supervisor-1")
    with pytest.raises(InvalidInput, match="la unidad, el responsable"):
        publish(desk, office)
    assert lotaip.set_holder(desk, who, HOLDER) == replace(HOLDER, version=1)
    with pytest.raises(Stale):
        lotaip.set_holder(desk, who, HOLDER)
    changed = lotaip.set_holder(desk, who, replace(HOLDER, phone="1", version=1))
    assert seen(desk, office).now.holder == changed
    with pytest.raises(Stale):
        lotaip.set_holder(desk, who, replace(HOLDER, version=1))


# ------------------------------------------------------------------------------ the catalogue


def edited(units: Units, desk: Desk, office: SmallOffice, catalogue: Catalogue) -> None:
    """Put another version of the catalogue in force now."""
    with units.write() as unit:
        number = unit.catalogues.latest() + 1
        text = desk.catalogues.write(catalogue)
        unit.catalogues.add(CatalogueVersion(number, text, desk.clock.now(), None, "Cambio"))
        key, now = office.office.id, desk.clock.now()
        unit.log.append("x", key, 1, "x", {}, actor_id=None, at=now)


def test_texts_are_of_the_last_version_of_the_month(
    desk: Desk, office: SmallOffice, clock: FakeClock, units: Units, catalogue: Catalogue
) -> None:
    def named(name: str) -> Catalogue:
        first, *others = catalogue.services
        return replace(catalogue, services=(replace(first, name=name), *others))

    def first_line(month: date) -> tuple[str, tuple[str, ...]]:
        table = seen(desk, office, month).now
        return table.lines[0].texts["name"], table.notes

    for moment, name in (
        ("2026-10-02 08:00", "Primera"),
        ("2026-10-20 08:00", "Segunda"),
        ("2026-11-10 08:00", "Tercera"),
        ("2026-12-01 00:00", "Cuarta"),
    ):
        at(clock, moment)
        edited(units, desk, office, named(name))
    changed = "El catálogo cambió el {}: los textos son de la versión nueva."
    assert first_line(OCTOBER) == ("Segunda", (changed.format("20/10/2026"),))
    assert first_line(NOVEMBER) == ("Tercera", (changed.format("10/11/2026"),))
    assert first_line(date(2026, 9, 1)) == (
        "Primera",
        ("Los textos son del primer catálogo, del 02/10/2026.",),
    )
    at(clock, "2027-02-01 08:00")
    assert first_line(JANUARY) == ("Cuarta", ())


def test_a_service_that_left_the_catalogue_keeps_its_line(
    desk: Desk, office: SmallOffice, clock: FakeClock, units: Units, catalogue: Catalogue
) -> None:
    at(clock, "2026-10-02 08:00")
    edited(units, desk, office, catalogue)
    take(desk, office, date(2026, 9, 1), {7: Figures(1, 1), 2: Figures(0, 0), 77: Figures(1, 2)})
    at(clock, "2026-11-02 08:00")
    left = tuple(service for service in catalogue.services if service.id not in (2, 7))
    with units.write() as unit:
        unit.catalogues.add(CatalogueVersion(2, "dañado", clock.now(), None))
        unit.log.append("x", office.office.id, 1, "x", {}, actor_id=None, at=clock.now())
    edited(units, desk, office, replace(catalogue, services=left))
    at(clock, "2026-12-02 08:00")
    table = seen(desk, office).now
    assert [line.service for line in table.lines] == [1, 3, 4, 5, 6, 8, 9, 10, 7, 77]
    assert table.lines[-2].texts["name"] == catalogue.service(7).name
    assert table.lines[-1].texts == {"name": "Servicio 77"}
    assert "El servicio 7 ya no está en el catálogo y tiene cifras." in table.notes


def test_versions_that_cannot_be_read_are_passed_over(
    desk: Desk, office: SmallOffice, clock: FakeClock, units: Units
) -> None:
    with units.write() as unit:
        unit.catalogues.add(CatalogueVersion(1, "dañado", clock.now() - timedelta(60), None))
        unit.log.append("x", office.office.id, 1, "x", {}, actor_id=None, at=clock.now())
    assert len(seen(desk, office).now.lines) == 10, "the catalogue in force at this computer"


def test_a_service_of_elsewhere_has_its_line_where_it_has_figures(
    desk: Desk, office: SmallOffice, clock: FakeClock, units: Units, catalogue: Catalogue
) -> None:
    at(clock, "2026-10-02 08:00")
    services = tuple(
        replace(service, offices=("CUENCA",)) if service.id == 7 else service
        for service in catalogue.services
    )
    edited(units, desk, office, replace(catalogue, services=services))
    take(desk, office, date(2026, 9, 1), {7: Figures(1, 1)})
    at(clock, "2026-12-02 08:00")
    table = seen(desk, office).now
    assert table.lines[-1].service == 7
    assert table.lines[-1].texts["name"] == catalogue.service(7).name
    assert "El servicio 7 no se da en esta oficina y tiene cifras." in table.notes


# ------------------------------------------------------------------------------ all offices


@pytest.fixture
def cuenca(tmp_path: Path, office: SmallOffice) -> UUID:
    """Another office that the centre told of: seven closings in November, two in October."""
    key = new_id()
    heard = datetime(2026, 12, 2, tzinfo=UTC)
    nothing = dict.fromkeys(COUNTED, 0) | {"waits": "", "attentions": "", "staff": ""}
    days = (
        (date(2026, 10, 31), 6, 2, 0, 0),
        (date(2026, 11, 1), 6, 3, 1, 0),
        (date(2026, 11, 30), 6, 4, 0, 1),
        (date(2026, 11, 30), 7, 0, 0, 0),
    )
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    with engine.begin() as connection:
        about = {"head": 1, "epoch": 1, "due": 0, "first_day": days[0][0], "names": "{}"}
        for one, code, name, at_, last in (
            (key, "CUENCA", "Cuenca", heard, date(2026, 11, 30)),
            (office.office.id, QUITO, "Quito", heard, date(2026, 11, 30)),
        ):
            row = {"id": one, "code": code, "name": name, "heard_at": at_, "last_day": last}
            connection.execute(known_office.insert(), row | about)
        for day, service, closed, good, bad in days:
            row = {"day": day, "office_id": key, "service": service, "channel": "in_person"}
            told = {"counter": 1, "closed": closed, "score5": good, "score1": bad}
            connection.execute(known_figure_day.insert(), nothing | row | told)
    engine.dispose()
    return key


def test_all_offices_together(
    desk: Desk, office: SmallOffice, clock: FakeClock, cuenca: UUID
) -> None:
    at(clock, "2026-11-05 10:00")
    served(desk, office)
    at(clock, "2026-12-04 10:00")
    answered(desk, office, date(2026, 11, 5), (5, 5), service=6)
    view = seen(desk, office, NOVEMBER, ALL)
    assert view.scopes[1] == (ALL, "Todas las oficinas")
    assert view.now.whose == "Todas las oficinas"
    assert not view.now.provisional
    assert figures(desk, office, NOVEMBER, 6, ALL) == Figures(7, 9, 75)
    assert figures(desk, office, NOVEMBER, 7, ALL) == Figures(1, 1)
    assert figures(desk, office, NOVEMBER, 6) == Figures(0, 0, 100), "its own alone"
    take(desk, office, OCTOBER, {6: Figures(10, 100)}, ALL)
    assert figures(desk, office, NOVEMBER, 6, ALL) == Figures(7, 107, 75)
    assert figures(desk, office, NOVEMBER, 6) == Figures(0, 0, 100)
    lotaip.set_holder(desk, office.actor("supervisor-1"), HOLDER)
    assert publish(desk, office, NOVEMBER, ALL) == 1


def test_an_office_that_is_behind_makes_it_provisional(
    desk: Desk, office: SmallOffice, clock: FakeClock, tmp_path: Path, cuenca: UUID
) -> None:
    assert not seen(desk, office, NOVEMBER, ALL).now.provisional
    at(clock, "2027-01-04 10:00")
    table = seen(desk, office, DECEMBER, ALL).now
    assert table.marks == ("Cuenca: falta contar 23 días, desde el 01/12/2026.",)
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    with engine.begin() as connection:
        connection.execute(known_office.update().values(last_day=date(2026, 12, 30)))
    assert seen(desk, office, DECEMBER, ALL).now.marks == (
        "Cuenca: falta contar 1 día, desde el 31/12/2026.",
    )
    engine.dispose()


def test_a_cumulative_that_would_fall_is_not_published(
    desk: Desk, office: SmallOffice, clock: FakeClock, tmp_path: Path, cuenca: UUID
) -> None:
    """An office's figures that come anew are fewer until all came."""
    at(clock, "2026-12-04 10:00")
    lotaip.set_holder(desk, office.actor("supervisor-1"), HOLDER)
    publish(desk, office, NOVEMBER, ALL)
    at(clock, "2027-01-04 10:00")
    engine = open_engine(tmp_path / "ventanilla.db", KEY)
    with engine.begin() as connection:
        connection.execute(known_figure_day.update().values(closed=0))
    engine.dispose()
    with pytest.raises(WouldFall) as told:
        publish(desk, office, DECEMBER, ALL)
    assert told.value.what.startswith("El acumulado del servicio 6 bajaría en diciembre de 2026")
    assert publish(desk, office, NOVEMBER, ALL) == 2, "a correction of the month itself"
    assert publish(desk, office, DECEMBER, ALL) == 1


# ------------------------------------------------------------------------------ old tables


def test_counting_goes_on_from_an_old_table(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    at(clock, "2026-11-10 10:00")
    served(desk, office)
    take(desk, office, OCTOBER, {7: Figures(110, 2266, 70), 6: Figures(1045, 10832, 70)})
    at(clock, "2026-12-04 10:00")
    assert figures(desk, office, OCTOBER, 7) == Figures(110, 2266, 70)
    assert figures(desk, office, NOVEMBER, 7) == Figures(1, 2267)
    assert figures(desk, office, NOVEMBER, 6) == Figures(0, 10832)
    told = "El acumulado parte del cuadro anterior, al 31/10/2026 («cuadro.xlsx»)."
    assert told in seen(desk, office).now.notes
    at(clock, "2027-01-04 10:00")
    assert figures(desk, office, JANUARY, 7) == Figures(0, 0)


def test_an_old_table_is_corrected_and_taken_away(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("supervisor-1")
    take(desk, office, OCTOBER, {6: Figures(1, 10), 7: Figures(1, 5)})
    take(desk, office, OCTOBER, {6: Figures(2, 8)})
    kept = lotaip_openings.openings(desk, who, QUITO, 2026)
    assert [(one.service, one.figures, one.version) for one in kept] == [(6, Figures(2, 8), 2)]
    lotaip_openings.remove(desk, who, OCTOBER, QUITO)
    assert lotaip_openings.openings(desk, who, QUITO, 2026) == []
    with pytest.raises(NotFound):
        lotaip_openings.remove(desk, who, OCTOBER, QUITO)


def test_no_old_table_makes_what_was_published_fall(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("supervisor-1")
    lotaip.set_holder(desk, who, HOLDER)
    take(desk, office, OCTOBER, {6: Figures(10, 100)})
    publish(desk, office)
    for wrong in ({6: Figures(10, 99)}, {7: Figures(1, 1)}):
        with pytest.raises(WouldFall):
            take(desk, office, OCTOBER, wrong)
    with pytest.raises(WouldFall):
        lotaip_openings.remove(desk, who, OCTOBER, QUITO)
    take(desk, office, OCTOBER, {6: Figures(10, 101)})
    assert figures(desk, office, NOVEMBER, 6) == Figures(0, 101)


def test_what_cannot_be_taken_over(desk: Desk, office: SmallOffice, clock: FakeClock) -> None:
    who = office.actor("supervisor-1")
    with pytest.raises(InvalidInput):
        take(desk, office, OCTOBER, {})
    with pytest.raises(InvalidInput):
        take(desk, office, date(1999, 1, 1), {6: Figures(1, 1)})
    with pytest.raises(InvalidInput):
        take(desk, office, OCTOBER, {6: Figures(2, 1)})
    with pytest.raises(lotaip_openings.UnknownScope):
        take(desk, office, OCTOBER, {6: Figures(1, 1)}, "CUENCA")
    with pytest.raises(MonthNotOver):
        take(desk, office, DECEMBER, {6: Figures(1, 1)})
    for month in (date(2027, 1, 1), date(9999, 12, 1)):
        with pytest.raises(FutureMonth):
            take(desk, office, month, {6: Figures(1, 1)})
    with pytest.raises(InvalidInput):
        lotaip_openings.confirm(desk, who, OCTOBER, QUITO, "a\0", {6: Figures(1, 1)})


class Sheets:
    """Reads what it is told."""

    def __init__(self, *rows: Sequence[str | float | None]) -> None:
        self.rows = rows

    def table(self, data: bytes) -> Sequence[OldSheet]:
        """Return the sheet."""
        return [OldSheet("Hoja", self.rows)]


def test_an_old_table_is_read(desk: Desk, office: SmallOffice, tmp_path: Path) -> None:
    who = office.actor("supervisor-1")
    path = tmp_path / "cuadro.csv"
    path.write_bytes(b"x")
    reader = Sheets(("6", "Soporte técnico, operativo y conceptual, presencial", "1", "2", "70%"))
    table = lotaip_reading.read_old(desk, who, reader, path)
    assert [line.service for line in table.lines] == [6]
    with pytest.raises(lotaip_reading.NoServices):
        lotaip_reading.read_old(desk, who, Sheets(("nada",)), path)
    with pytest.raises(lotaip_reading.NotReadable):
        lotaip_reading.read_old(desk, who, reader, tmp_path / "no existe")
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(lotaip_reading.NotReadable):
        lotaip_reading.read_old(desk, who, reader, path)


# ------------------------------------------------------------------------------ files


def test_it_is_saved_as_it_was_published_or_as_a_draft(
    desk: Desk, office: SmallOffice, clock: FakeClock
) -> None:
    who = office.actor("supervisor-1")
    files = Files()
    to = TableFiles(SheetWriter(), files)
    usual, portal = layouts()

    def save(month: date = NOVEMBER, number: int = 0, scope: str = QUITO) -> str:
        form = TableFormat.CSV
        path = lotaip_files.save(desk, who, to, usual, form, month, scope, number)
        return files.handed_out[path.name].decode("utf-8-sig")

    lotaip.set_holder(desk, who, HOLDER)
    assert "BORRADOR" in save()
    assert "PROVISIONAL" in save(DECEMBER)
    assert "Nota;El mes no ha terminado" in save(DECEMBER)
    publish(desk, office)
    text = save(number=1)
    assert "BORRADOR" not in text
    assert "FECHA ACTUALIZACIÓN DE LA INFORMACIÓN;30/11/2026" in text
    with pytest.raises(NotFound):
        save(number=2)
    save(scope=ALL)
    path = lotaip_files.save(desk, who, to, portal, TableFormat.CSV, NOVEMBER, QUITO, 1)
    rows = files.handed_out[path.name].decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Denominación del servicio;")
    assert sorted(files.handed_out) == [
        "lotaip-QUITO-2026-11.csv",
        "lotaip-QUITO-2026-12.csv",
        "lotaip-portal-QUITO-2026-11.csv",
        "lotaip-todas-2026-11.csv",
    ]


def test_texts_are_those_of_the_catalogue(catalogue: Catalogue) -> None:
    texts = texts_of(catalogue, catalogue.service(6))
    assert texts["cost"] == "Gratuito"
    assert texts["requirements"] == ""
    assert texts["hours"] == "Lunes a viernes, de 08:00 a 17:00"
    assert texts["offices"].startswith("Quito, ")
    assert texts["offices"].endswith("Cuenca")
    assert texts["channels"] == "En ventanilla"
    asked = texts_of(catalogue, catalogue.service(1))["requirements"]
    assert asked.split("\n")[1].startswith("2. ")
    assert "Solo si reemplaza" in asked
    alone = texts_of(catalogue, catalogue.service(10))["requirements"]
    assert not alone.startswith("1.")
    own_hours = replace(catalogue.service(6), hours="Sábados")
    assert texts_of(catalogue, own_hours)["hours"] == "Sábados"


def test_a_table_has_the_services_of_its_office(catalogue: Catalogue) -> None:
    assert [s.id for s in services_of(catalogue, "CUENCA")] == [6]
    assert len(services_of(catalogue, None)) == 10
    assert len(services_of(catalogue, "LOJA")) == 10, "where the catalogue gives nothing: all"
