"""Cases: a step of the wizard against its bare writes, and the pages over 1,000,000 of them."""

import os
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from bench.bare_cases import BareCases
from bench.case_history import A_DAY, OPEN, TODAY
from bench.figures import Figure, at_most, recorded, share
from bench.history import DAYS, NOW, history
from bench.office import KEY, BenchOffice, StillClock, make_office, open_desk
from bench.pages import PAINT_MS, first_painting, fresh
from desktop.ports import PrintOutcome
from desktop.usecases import case_view, checklists, reception
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, Parties
from domain.catalogue import Channel
from domain.checklist import Verdict
from domain.people import DocumentType
from domain.ports import TrayFilter, TrayScope
from domain.staff import Actor
from ui import theme
from ui.cases.page import CasesPage
from ui.casework.state import CasePapers

MARKS, ROUNDS, LEAST = 160, 6, 0.5
RUNS = 5
SERVICE = 4
TYPED = ("m", "maria", "maria zam", "municipal", "unidad cayambe", "1700", "a b", "nadie")


def measure(folder: Path) -> Sequence[Figure]:
    """Measure the wizard's step, then the pages."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        step = _step(Path(place))
    path, office = history(folder)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.start(application, scheme="light", motion=False)
    mine, everybodys = (
        first_painting(
            application, path, office, partial(_page, works=works), lambda page: page.tray.table
        )
        for works in (True, False)
    )
    person, entity = _histories(path, office)
    filters = _slowest(path, office, _filters(office.actors[0].staff_id))
    texts = _slowest(path, office, _texts())
    return [
        step,
        recorded("cases: on file", float(DAYS * A_DAY + TODAY), "count"),
        recorded("cases: of them open", float(OPEN), "count"),
        at_most("cases: page, first painting of one's own", mine, "ms", PAINT_MS),
        at_most("cases: page, first painting of the office's", everybodys, "ms", PAINT_MS),
        at_most("cases: a person's history, slowest", person, "ms", PAINT_MS),
        at_most("cases: an entity's history, slowest", entity, "ms", PAINT_MS),
        recorded(f"cases: a tray's filters, slowest ({filters[1]})", filters[0], "ms"),
        recorded(f"cases: a tray's text, slowest ({texts[1]})", texts[0], "ms"),
    ]


# ------------------------------------------------------------------------------- a step


def _step(folder: Path) -> Figure:
    """Return how many requirements are marked in a second, beside the bare driver."""
    ours, bare = (folder / f"{kind}.db" for kind in ("ours", "bare"))
    mark_ours, mark_bare = _our_marks(ours), _bare_marks(bare)
    spent: dict[str, float] = defaultdict(float)
    for _ in range(ROUNDS):
        for kind, mark in (("ours", mark_ours), ("bare", mark_bare)):
            began = perf_counter()
            for _ in range(MARKS):
                mark()
            spent[kind] += perf_counter() - began
    rates = {kind: ROUNDS * MARKS / seconds for kind, seconds in spent.items()}
    return share("cases: a requirement marked", rates["ours"], "1/s", rates["bare"], LEAST)


def _our_marks(path: Path) -> Callable[[], object]:
    desk, actor, case_id, _ = case_to_check(path)
    numbers = _requirements(desk)

    def mark() -> object:
        return checklists.mark(
            desk, actor, case_id, checklists.Mark(next(numbers)[0], Verdict.ACCEPTED)
        )

    return mark


def _bare_marks(path: Path) -> Callable[[], object]:
    desk, actor, case_id, office = case_to_check(path)
    hand = BareCases(path, KEY, office.office_id, actor.staff_id, office.counters[0], "")
    numbers = _requirements(desk)
    return lambda: hand.mark(case_id, *next(numbers))


def case_to_check(path: Path) -> tuple[Desk, Actor, UUID, BenchOffice]:
    """Make an office with one case under review; return it with who reviews it."""
    office = make_office(path, 1)
    _, desk = open_desk(path)
    actor = office.actors[0]
    keep_shipped(desk)  # as every office does when it opens
    draft = reception.PersonDraft(DocumentType.OTHER, "X-1", "Luz Ejemplo")
    person = reception.register_person(desk, actor, draft)
    entity = reception.register_entity(desk, actor, "1760001550001", "Municipio de Ejemplo", "1")
    new = NewCase(
        SERVICE,
        Channel.EMAIL,
        sender="tesoreria@ejemplo.gob.ec",
        parties=Parties(person.id, entity_id=entity.id),
        fields={"user": "lejemplo"},
        email_condition_holds=True,
    )
    return desk, actor, open_case(desk, actor, new).id, office


def _requirements(desk: Desk) -> Iterator[tuple[int, str]]:
    items = desk.catalogue.service(SERVICE).requirements
    return cycle([(item.number, item.short_name) for item in items])


# ------------------------------------------------------------------------------- the pages


def _page(desk: Desk, actor: Actor, *, works: bool) -> CasesPage:
    papers = CasePapers(_printed, _printed)
    return CasesPage(desk, actor, papers, works=works, steers=not works)


def _printed(_case_id: UUID) -> PrintOutcome:
    return PrintOutcome("Impresora")


def _histories(path: Path, office: BenchOffice) -> tuple[float, float]:
    """Return the slowest first readings of a person's and of an entity's cases, in ms."""
    engine, desk = open_desk(path, StillClock(NOW))
    rows = case_view.tray(desk, office.actors[0], TrayFilter()).rows
    with desk.units.read() as unit:
        told = [unit.cases.get(row.id).parties for row in islice(rows, 20)]
    engine.dispose()
    people = [parties.bearer_id for parties in told if parties.bearer_id is not None]
    bodies = [parties.entity_id for parties in told if parties.entity_id is not None]
    return (
        max(fresh(path, office, partial(_of_person, key=key)) for key in people),
        max(fresh(path, office, partial(_of_entity, key=key)) for key in bodies),
    )


def _of_person(desk: Desk, actor: Actor, key: UUID) -> object:
    return case_view.of_person(desk, actor, key)


def _of_entity(desk: Desk, actor: Actor, key: UUID) -> object:
    return case_view.of_entity(desk, actor, key)


def _filters(me: UUID) -> Mapping[str, TrayFilter]:
    ended = TrayScope.ENDED
    return {
        "late": TrayFilter(overdue_at=NOW),
        "referred": TrayFilter(state=CaseState.REFERRED),
        "ended": TrayFilter(ended),
        "one's own ended": TrayFilter(ended, me),
        "ended of a service": TrayFilter(ended, service=9),
        "lapsed": TrayFilter(ended, state=CaseState.LAPSED),
        "one's own lapsed of a service": TrayFilter(ended, me, CaseState.LAPSED, 9),
        "of a service that nobody asked for": TrayFilter(ended, service=77),
    }


def _texts() -> Mapping[str, TrayFilter]:
    return {
        f"«{typed}», {scope.value}": TrayFilter(scope, words=typed)
        for typed in TYPED
        for scope in (TrayScope.OPEN, TrayScope.ENDED)
    }


def _slowest(
    path: Path, office: BenchOffice, wanted: Mapping[str, TrayFilter]
) -> tuple[float, str]:
    """Return the slowest tray: its median milliseconds, and which it is."""
    spent = {
        name: statistics.median(
            fresh(path, office, partial(case_view.tray, wanted=one)) for _ in range(RUNS)
        )
        for name, one in wanted.items()
    }
    slowest = max(spent, key=lambda name: spent[name])
    return spent[slowest], slowest
