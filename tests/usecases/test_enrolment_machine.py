"""Whatever technicians do with enrolments and their cases, none is lost, doubled or half done.

Random actions of two technicians and a supervisor over a real database, the search deciding now
and then. What was refused in words must have changed nothing.
"""

import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import cases, checklists, enrolling, enrolment_admin, resolving
from desktop.usecases.capturing import confirm_capture
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk, begin
from domain.authorisers import AuthoriserState
from domain.case_parts import CaseState, ConformityKind, Parties
from domain.cases import Case
from domain.catalogue import Channel
from domain.enrolment import Enrolment, EnrolmentState
from domain.errors import KnownError
from domain.fingers import Finger
from domain.operations import verify
from domain.seats import AuthoriserRole
from domain.solutions import SolutionType
from domain.staff import Action, Actor
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.at_the_kit import KEYS, changed_rules, content, lend, second_technician
from tests.usecases.authorising import Body, a_body
from tests.usecases.casework import check

DONE = resolving.Answer(SolutionType.DONE, "Se enroló.")
FINGER = Finger.RIGHT_INDEX
AT_WORK = {
    EnrolmentState.REQUESTED,
    EnrolmentState.RETURNED,
    EnrolmentState.VALIDATED,
    EnrolmentState.CAPTURED,
    EnrolmentState.CHECKED,
}
ENROLLED = {EnrolmentState.ENROLLED, EnrolmentState.CLOSED}
which = st.integers(min_value=0, max_value=20)
person = st.integers(0, 1)
who = st.integers(0, 1)
STEPS: dict[str, Callable[[Desk, Actor, Any], object]] = {
    "validate": enrolling.validate,
    "notice": enrolling.give_notice,
    "capture": lambda desk, actor, key: confirm_capture(desk, actor, KEYS, key, content((FINGER,))),
    "by file": enrolling.use_file,
    "notify": enrolling.notify,
    "ods": lambda desk, actor, key: enrolling.note_ods(desk, actor, key, installed=True),
    "withdraw": lambda desk, actor, key: enrolling.withdraw(desk, actor, key, "No viene"),
}


@cache
def template() -> tuple[Path, SmallOffice, Body, Any]:
    """An office with an entity, its officials and what was lent to it."""
    path = Path(tempfile.mkdtemp(prefix="ventanilla-kit-")) / "ventanilla.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    office = open_small_office(desk.units)
    keep_shipped(desk)
    body = a_body(desk, office)
    pc = lend(desk, office.actor("tecnico-1"), body)
    changed_rules(desk, fingers=(FINGER,), minimum=1)
    second_technician(desk, office)
    engine.dispose()
    return path, office, body, pc


class AtTheKit(RuleBasedStateMachine):
    """Some days at the kit."""

    def __init__(self) -> None:
        super().__init__()
        path, self.office, self.body, self.pc = template()
        self.folder = Path(tempfile.mkdtemp(prefix="ventanilla-kit-"))
        shutil.copy(path, self.folder / "ventanilla.db")
        self.engine = open_engine(self.folder / "ventanilla.db", KEY)
        self.clock = FakeClock()
        self.desk = Desk(SqlUnits(self.engine, "PC"), catalogues(), self.clock, CHEAP)
        self.who = (
            self.office.actor("tecnico-1"),
            second_technician(self.desk, self.office),
        )
        self.cases: list[Case] = []
        self.made: list[Enrolment] = []
        # Half of what can happen needs somebody at the kit: there is, from the beginning.
        self.open(0)
        self.complete(0)
        self.ask(0, 0, 0, AuthoriserRole.TITULAR)
        self.ask(0, 0, 1, AuthoriserRole.ALTERNO)

    def teardown(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.folder)

    def do(self, act: Callable[[], Any]) -> Any:
        """Act; what is refused in words changes nothing."""
        with self.desk.units.read() as unit:
            before = unit.log.head()
        try:
            return act()
        except KnownError:
            with self.desk.units.read() as unit:
                assert unit.log.head() == before
            return None

    @precondition(lambda self: len(self.cases) < 3)
    @rule(by=who)
    def open(self, by: int) -> None:
        parties = Parties(self.body.titular.id, entity_id=self.body.entity.id)
        new = NewCase(
            5, Channel.EMAIL, sender="a@b.ec", parties=parties, apart="Otro",
            email_condition_holds=True,
        )  # fmt: skip
        self.cases.append(open_case(self.desk, self.who[by], new))

    @precondition(lambda self: self.cases)
    @rule(n=which, by=who, of=person, role=st.sampled_from(AuthoriserRole))
    def ask(self, n: int, by: int, of: int, role: AuthoriserRole) -> None:
        case = self.cases[n % len(self.cases)]
        official = (self.body.titular, self.body.alterno)[of]
        made = self.do(
            lambda: enrolling.request(self.desk, self.who[by], case.id, official.id, role)
        )
        self.made += [] if made is None else [made]

    @precondition(lambda self: self.made)
    @rule(n=which, by=who, step=st.sampled_from([*STEPS, "validate", "notice", "capture"]))
    def go_on(self, n: int, by: int, step: str) -> None:
        key = self.made[n % len(self.made)].id
        self.do(lambda: STEPS[step](self.desk, self.who[by], key))

    @precondition(lambda self: self.made)
    @rule(n=which)
    def to_the_end(self, n: int) -> None:
        """Everything in its order: random steps alone seldom get there."""
        one = self.made[n % len(self.made)]
        with self.desk.units.read() as unit:
            holder = unit.cases.get(one.case_id).holder_id
        first = self.who[0] if holder == self.who[0].staff_id else self.who[1]
        other = self.who[1] if first is self.who[0] else self.who[0]
        for step in ("validate", "notice", "capture"):
            self.do(lambda step=step: STEPS[step](self.desk, first, one.id))  # type: ignore[misc]
        self.search(n, "clear")
        self.do(lambda: enrolling.configure(self.desk, other, one.id, self.pc))

    @precondition(lambda self: self.made)
    @rule(n=which, outcome=st.sampled_from(["clear", "hit", "again"]))
    def search(self, n: int, outcome: str) -> None:
        key, now = self.made[n % len(self.made)].id, self.clock.now()

        def decided() -> None:
            with self.desk.units.write() as unit:
                before = unit.enrolments.get(key)
                after = {
                    "clear": lambda: before.clear(now),
                    "hit": lambda: before.hit("Coincide"),
                    "again": lambda: before.capture_again("Se dañó"),
                }[outcome]()
                unit.log.append(
                    "enrolment", key, after.version, "enrolment_checked", {}, actor_id=None, at=now
                )
                unit.enrolments.save(after)
                if outcome == "again":
                    unit.packets.drop(before.packet)

        self.do(decided)

    @precondition(lambda self: self.made)
    @rule(n=which, by=who)
    def configure(self, n: int, by: int) -> None:
        key = self.made[n % len(self.made)].id
        self.do(lambda: enrolling.configure(self.desk, self.who[by], key, self.pc))

    @precondition(lambda self: self.cases)
    @rule(n=which, by=who, what=st.sampled_from(range(9)))
    def with_the_case(self, n: int, by: int, what: int) -> None:
        case, actor, desk = self.cases[n % len(self.cases)], self.who[by], self.desk
        other = self.who[1 - by].staff_id

        def papers(*lacking: int) -> None:
            check(desk, actor, case, *lacking)

        self.do(
            (
                papers,
                lambda: papers(4),
                lambda: checklists.complete(desk, actor, case.id),
                lambda: checklists.give_back(desk, actor, case.id),
                lambda: cases.resubmit(desk, actor, case.id),
                lambda: cases.withdraw(desk, actor, case.id, "Desiste"),
                lambda: cases.reassign(desk, actor, case.id, other, "Sigue usted"),
                lambda: resolving.resolve(desk, actor, case.id, DONE),
                lambda: resolving.close(desk, actor, case.id, ConformityKind.GIVEN),
            )[what]
        )

    @precondition(lambda self: self.cases)
    @rule(n=which)
    def complete(self, n: int) -> None:
        """Find the papers in order at once: what most cases come to."""
        case = self.cases[n % len(self.cases)]
        for actor in self.who:
            self.do(lambda actor=actor: check(self.desk, actor, case))  # type: ignore[misc]
            self.do(lambda actor=actor: checklists.complete(self.desk, actor, case.id))  # type: ignore[misc]

    @precondition(lambda self: self.cases)
    @rule(n=which)
    def reopen(self, n: int) -> None:
        case, sara = self.cases[n % len(self.cases)], self.office.actor("supervisor-1")
        self.do(lambda: resolving.reopen(self.desk, sara, case.id, "Falta"))

    @rule(days=st.sampled_from([1, 20, 365 * 6]))
    def pass_time(self, days: int) -> None:
        self.clock.go(days=days)
        cases.lapse_overdue(self.desk, self.who[0])
        with self.desk.units.write() as unit:
            step = begin(self.desk, unit, self.who[0], Action.ENROL)
            enrolment_admin.delete_due(step)
            step.tell("x", self.body.entity.id, 1, "x", {})

    @invariant()
    def nothing_is_lost_or_half_done(self) -> None:
        with self.desk.units.read() as unit:
            kept = [unit.enrolments.get(one.id) for one in self.made]
            states = {case.id: unit.cases.get(case.id) for case in self.cases}
            for one in kept:
                told = [op.aggregate_version for op in unit.log.of(one.id)]
                assert told == list(range(1, one.version + 1))
                case = states[one.case_id]
                if case.state in {CaseState.WITHDRAWN, CaseState.LAPSED}:
                    assert one.state not in AT_WORK
                if case.state in {CaseState.RESOLVED, CaseState.CLOSED}:
                    assert one.state not in AT_WORK
                if case.state is CaseState.CLOSED:
                    assert one.state is not EnrolmentState.ENROLLED
                if one.state in ENROLLED:
                    assert one.configured_by != one.validated_by
            packets = {one.packet for one in kept if one.packet}
            assert packets == set(unit.packets.all())
            for case in states.values():
                if case.state in {CaseState.RESOLVED, CaseState.CLOSED}:
                    mine = [one.state for one in kept if one.case_id == case.id]
                    assert ENROLLED & {*mine}
            open_ones = [(one.person_id, one.entity_id) for one in kept if one.state in AT_WORK]
            assert len(open_ones) == len(set(open_ones))
            authorisers = unit.authorisers.of_entity(self.body.entity.id)
            active = [one for one in authorisers if one.state is AuthoriserState.ACTIVE]
            assert len(active) <= 1
            verify(unit.log.all())


AtTheKit.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestAtTheKit = AtTheKit.TestCase
