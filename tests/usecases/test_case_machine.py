"""Whatever people do with cases in whatever order, none is lost, doubled or half done.

Random actions of two clerks, a technician and a supervisor over a real database. After each one
the cases are compared with an account of them kept from the log alone; what was refused in words
must have changed nothing.
"""

import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import cases, catalogue_admin, checklists, resolving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import Case, DuplicateCase, TermOver, WrongCaseState
from domain.catalogue import Channel
from domain.checklist import OTHER_REASON, Verdict
from domain.errors import KnownError
from domain.operations import Operation, verify
from domain.people import DocumentType
from domain.ports import TrayFilter, TrayScope
from domain.solutions import SolutionType
from domain.staff import Actor
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.casework import FIELDS, a_person, an_entity, by_email, check

WHO = ("asesor-1", "asesor-2", "tecnico-1", "supervisor-1")
BY_EMAIL = (4, 8, 9, 10)
AFTER: dict[str, CaseState] = {
    "case_opened": CaseState.CLASSIFIED,
    "case_begun": CaseState.IN_PROCESS,
    "case_returned": CaseState.RETURNED,
    "case_resubmitted": CaseState.REGISTERED,
    "case_classified": CaseState.CLASSIFIED,
    "case_reclassified": CaseState.CLASSIFIED,
    "case_diagnosing": CaseState.DIAGNOSING,
    "case_referred": CaseState.REFERRED,
    "case_answered": CaseState.DIAGNOSING,
    "case_resolved": CaseState.RESOLVED,
    "case_closed": CaseState.CLOSED,
    "case_reopened": CaseState.IN_PROCESS,
    "case_withdrawn": CaseState.WITHDRAWN,
    "case_lapsed": CaseState.LAPSED,
}
"""Where a case stands after each operation, told a second time."""

MOST_VERSIONS = 4
"""Writing and reading a catalogue takes a tenth of a second."""

who_acts = st.sampled_from(WHO)
any_case = st.integers(min_value=0)


class Casework(RuleBasedStateMachine):
    """Some days of people with cases."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ventanilla-cases-"))
        self.engine = open_engine(self.folder / "ventanilla.db", KEY)
        metadata.create_all(self.engine)
        units = SqlUnits(self.engine, "PC-PRUEBA")
        self.office = open_small_office(units)
        self.clock = FakeClock()
        self.desk = Desk(units, catalogues(), self.clock, CHEAP)
        self.person = a_person(self.desk, self.office)
        self.entity = an_entity(self.desk, self.office)
        self.opened: list[Case] = []
        self.begun_with: dict[UUID, int] = {}
        keep_shipped(self.desk)
        self.in_force = 1

    def teardown(self) -> None:
        with self.desk.units.read() as unit:
            verify(unit.log.all())
        self.engine.dispose()
        shutil.rmtree(self.folder)

    def tried(self, act: Callable[[], Any]) -> Any:
        """Act; what is refused in words changes nothing, but for a term that was over."""
        before = self.head()
        try:
            return act()
        except TermOver:
            assert self.head() == before + 1
        except KnownError:
            assert self.head() == before
        return None

    def head(self) -> int:
        with self.desk.units.read() as unit:
            return unit.log.head().sequence

    def actor(self, who: str) -> Actor:
        return self.office.actor(who)

    def case(self, number: int) -> Case:
        with self.desk.units.read() as unit:
            return unit.cases.get(self.opened[number % len(self.opened)].id)

    @rule(who=who_acts, service=st.sampled_from(BY_EMAIL), apart=st.booleans())
    def open(self, who: str, service: int, apart: bool) -> None:
        new = NewCase(
            service,
            Channel.EMAIL,
            parties=Parties(self.person.id, entity_id=self.entity.id),
            fields=FIELDS[service],
            apart="Otra dependencia" if apart else "",
        )
        done = self.tried(lambda: open_case(self.desk, self.actor(who), new))
        if done is not None:
            self.opened.append(done)
            self.begun_with[done.id] = self.in_force

    @precondition(lambda self: self.in_force < MOST_VERSIONS)
    @rule(days=st.integers(5, 20))
    def catalogue_changes(self, days: int) -> None:
        """Another one is put in force; the cases under way keep theirs."""
        text = self.desk.catalogues.write(replace(self.desk.catalogue, mend_days=days))
        try:
            catalogue_admin.publish(
                self.desk, self.actor("admin-1"), self.in_force, text, "Otro plazo"
            )
        except KnownError:
            return  # nothing is another in it
        self.in_force += 1

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.clock.go(days=days)

    @precondition(lambda self: self.opened)
    @rule(
        who=who_acts,
        number=any_case,
        requirement=st.integers(1, 5),
        verdict=st.sampled_from(list(Verdict)),
    )
    def mark(self, who: str, number: int, requirement: int, verdict: Verdict) -> None:
        found = checklists.Mark(requirement, verdict, OTHER_REASON, "Roto", "SRI")
        case = self.case(number)
        self.tried(lambda: checklists.mark(self.desk, self.actor(who), case.id, found))

    @precondition(lambda self: self.opened)
    @rule(number=any_case, faulty=st.booleans())
    def review(self, number: int, faulty: bool) -> None:
        """The holder looks at all of it, so that runs get far."""
        case = self.case(number)
        holder = next(w for w in WHO if self.actor(w).staff_id == case.holder_id)

        def all_of_it() -> None:
            check(self.desk, self.actor(holder), case, *((1,) if faulty else ()))

        try:
            all_of_it()
        except KnownError:
            return
        act = checklists.give_back if faulty else checklists.complete
        self.tried(lambda: act(self.desk, self.actor(holder), case.id))

    @precondition(lambda self: self.opened)
    @rule(
        who=who_acts,
        number=any_case,
        act=st.sampled_from(
            [
                "complete",
                "give_back",
                "resubmit",
                "take",
                "withdraw",
                "diagnose",
                "refer",
                "answered",
                "resolve",
                "close",
                "refuse",
                "reopen",
                "reclassify",
            ]
        ),
    )
    def act(self, who: str, number: int, act: str) -> None:
        desk, actor, key = self.desk, self.actor(who), self.case(number).id
        refused = resolving.Answer(SolutionType.REFUSED, "No procede")
        done = resolving.Answer(SolutionType.DONE, "Hecho")
        self.tried(
            {
                "complete": lambda: checklists.complete(desk, actor, key),
                "give_back": lambda: checklists.give_back(desk, actor, key),
                "resubmit": lambda: cases.resubmit(desk, actor, key),
                "take": lambda: cases.take(desk, actor, key),
                "withdraw": lambda: cases.withdraw(desk, actor, key, "Desiste"),
                "diagnose": lambda: resolving.diagnose(desk, actor, key),
                "refer": lambda: resolving.refer(desk, actor, key, "quality", "Falla"),
                "answered": lambda: resolving.area_answered(desk, actor, key, "Corregido"),
                "resolve": lambda: resolving.resolve(desk, actor, key, done),
                "refuse": lambda: resolving.resolve(desk, actor, key, refused),
                "close": lambda: resolving.close(desk, actor, key, ConformityKind.GIVEN),
                "reopen": lambda: resolving.reopen(desk, actor, key, "No funcionó"),
                "reclassify": lambda: cases.reclassify(desk, actor, key, 4),
            }[act]
        )

    @precondition(lambda self: self.opened)
    @rule(who=who_acts, number=any_case, to=who_acts)
    def hand_on(self, who: str, number: int, to: str) -> None:
        case, other = self.case(number), self.actor(to).staff_id
        self.tried(lambda: cases.reassign(self.desk, self.actor(who), case.id, other, "Ausencia"))

    @rule()
    def terms_pass(self) -> None:
        self.tried(lambda: cases.lapse_overdue(self.desk, self.actor("recepcion-1")))

    @invariant()
    def the_log_tells_the_same(self) -> None:
        with self.desk.units.read() as unit:
            rows = unit.cases.tray(TrayFilter(TrayScope.ALL), 10_000)
            assert sorted(row.id for row in rows) == sorted(case.id for case in self.opened)
            subjects: Counter[str] = Counter()
            for kept in self.opened:
                case = unit.cases.get(kept.id)
                told = unit.log.of(case.id)
                assert [op.aggregate_version for op in told] == list(range(1, case.version + 1))
                assert told_state(told) is case.state
                self.has_its_catalogue(case, told)
                assert (case.term_ends is not None) >= (case.state is CaseState.RETURNED)
                assert (case.outcome is not None) == (
                    case.state in {CaseState.RESOLVED, CaseState.CLOSED}
                )
                if case.is_open:
                    subjects[case.subject] += 1
            assert all(count == 1 for count in subjects.values())
            counts = [row.number.split("-")[2] for row in rows]
            years = Counter(row.number.split("-")[1] for row in rows)
            assert sorted(counts) == sorted(
                f"{n:05}" for many in years.values() for n in range(1, many + 1)
            )

    def has_its_catalogue(self, case: Case, told: Sequence[Operation]) -> None:
        """A case keeps the catalogue it began with, until it is another service's."""
        assert case.catalogue_version <= self.in_force
        if not any(op.type == "case_reclassified" for op in told):
            assert case.catalogue_version == self.begun_with[case.id]


def told_state(operations: Any) -> CaseState:
    """Return where a case stands by its operations alone."""
    told: list[Operation] = list(operations)
    return next(AFTER[op.type] for op in reversed(told) if op.type in AFTER)


TestCases = Casework.TestCase
TestCases.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)


# ------------------------------------------------------------------------ at the same moment


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at once and return what each returned or raised."""
    start = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            found[place] = act()
        except KnownError as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_many_open_the_same_and_one_is_opened(desk: Desk, office: SmallOffice) -> None:
    person, entity = a_person(desk, office), an_entity(desk, office)
    who = [office.actor("asesor-1"), office.actor("asesor-2")] * 4
    now = desk.clock.now()
    found = together(*(lambda a=a: by_email(desk, a, 4, person, entity, now) for a in who))
    assert sorted(Counter(type(one) for one in found).items(), key=str) == sorted(
        {Case: 1, DuplicateCase: 7}.items(), key=str
    )


def test_two_take_up_a_returned_case_and_one_has_it(desk: Desk, office: SmallOffice) -> None:
    ana, andres = office.actor("asesor-1"), office.actor("asesor-2")
    case = by_email(desk, ana, 4, a_person(desk, office), an_entity(desk, office), desk.clock.now())
    check(desk, ana, case, 1)
    checklists.give_back(desk, ana, case.id)
    found = together(
        lambda: cases.resubmit(desk, ana, case.id), lambda: cases.resubmit(desk, andres, case.id)
    )
    assert {type(one) for one in found} == {Case, WrongCaseState}
    winner = next(one for one in found if isinstance(one, Case))
    with desk.units.read() as unit:
        assert unit.cases.get(case.id) == winner


def test_numbers_have_no_gap_when_many_open_at_once(desk: Desk, office: SmallOffice) -> None:
    who = office.actor("asesor-1")
    new = NewCase(7, Channel.PHONE, topic="access", problem="No entra")
    found = together(*(lambda: open_case(desk, who, new) for _ in range(8)))
    assert sorted(case.number.split("-")[2] for case in found) == [f"{n:05}" for n in range(1, 9)]


@pytest.mark.parametrize("first", ["complete", "give_back", "withdraw"])
@pytest.mark.parametrize("second", ["complete", "give_back", "withdraw"])
def test_two_decide_on_one_case_and_one_decision_stands(
    desk: Desk, office: SmallOffice, first: str, second: str
) -> None:
    """The second window of the same person, or a colleague it was handed to in between."""
    ana, andres = office.actor("asesor-1"), office.actor("asesor-2")
    person = a_person(desk, office)
    assert person.document_type is DocumentType.CEDULA
    case = by_email(desk, ana, 4, person, an_entity(desk, office), desk.clock.now())
    check(desk, ana, case, *((1,) if "give_back" in (first, second) else ()))
    acts = {
        "complete": lambda who: checklists.complete(desk, who, case.id),
        "give_back": lambda who: checklists.give_back(desk, who, case.id),
        "withdraw": lambda who: cases.withdraw(desk, who, case.id, "Desiste"),
    }
    found = together(
        lambda: acts[first](ana), lambda: acts[second](ana), lambda: acts[first](andres)
    )
    changed = [one for one in found if isinstance(one, Case)]
    with desk.units.read() as unit:
        kept = unit.cases.get(case.id)
        told = [op.type for op in unit.log.of(case.id)]
    if "withdraw" in (first, second) and len(changed) == 2:
        # COMPLETE or RETURNED first, and then withdrawn: both happened, in that order.
        assert kept.state is CaseState.WITHDRAWN
    elif changed:
        assert [kept] == changed
    decisive = {"case_begun", "case_returned", "case_withdrawn"}
    assert sum(kind in decisive for kind in told) == len(changed) <= 2
    assert desk.clock.now() - kept.opened_at < timedelta(1)
