"""Whatever technicians and the centre do in whatever order, an entity's authorisers change in one step.

Random actions over a real database: enrolling, absences of every kind, returns, days that pass,
an office that is linked, unlinked and linked again, and a centre whose answers come late, again,
or otherwise after it was restored. At no moment are two active, nor is an absence in force without
who stands in; what is refused in words changes nothing.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import absences, authorisers
from desktop.usecases.authoriser_changes import begin_due
from desktop.usecases.desk import Desk
from domain.authorisers import Absence, Authoriser, AuthoriserState, ChangeState
from domain.errors import KnownError
from domain.operations import verify
from tests.office import CHEAP, KEY, FakeClock, open_small_office
from tests.usecases.authorising import (
    ALTERNO,
    TITULAR,
    SmallCentre,
    a_body,
    absence_case,
    both,
    enrolled,
    last_change,
    require_one_step,
    technician,
)
from tests.usecases.casework import a_person
from tests.usecases.linked import LINK

MOST_PEOPLE = 4
which = st.integers(0, 3)
whoever_fits = st.sampled_from([None, None, None, 0, 1, 2])


class Authorising(RuleBasedStateMachine):
    """Some weeks of one entity."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ventanilla-authorisers-"))
        self.engine = open_engine(self.folder / "ventanilla.db", KEY)
        metadata.create_all(self.engine)
        units = SqlUnits(self.engine, "PC-PRUEBA")
        self.office = open_small_office(units)
        self.clock = FakeClock()
        self.desk = Desk(units, catalogues(), self.clock, CHEAP)
        self.body = a_body(self.desk, self.office)
        self.people = [self.body.titular, self.body.alterno]
        self.people.append(a_person(self.desk, self.office, "1712345675", "Teresa Titular"))
        self.actor = technician(self.office)
        self.centre = SmallCentre()

    def teardown(self) -> None:
        with self.desk.units.read() as unit:
            verify(unit.log.all())
        self.engine.dispose()
        shutil.rmtree(self.folder)

    def tried(self, act: Callable[[], Any]) -> Any:
        """Act; what is refused in words changes nothing."""
        before = self.head()
        try:
            return act()
        except KnownError:
            assert self.head() == before
        return None

    def head(self) -> int:
        with self.desk.units.read() as unit:
            return unit.log.head().sequence

    @property
    def linked(self) -> bool:
        with self.desk.units.read() as unit:
            return unit.exchange.link() is not None

    def authorisers(self) -> list[Authoriser]:
        with self.desk.units.read() as unit:
            return list(unit.authorisers.of_entity(self.body.entity.id))

    def one(self, number: int) -> Authoriser:
        found = self.authorisers()
        return found[number % len(found)]

    # ------------------------------------------------------------------------ technicians

    @initialize(linked=st.booleans())
    def begins(self, linked: bool) -> None:
        """Most entities have a titular and an alterno."""
        both(self.desk, self.office, self.body)
        if linked:
            self.link_or_unlink()
            self.centre.answer(self.desk)

    @precondition(lambda self: len(self.authorisers()) < MOST_PEOPLE)
    @rule(person=st.integers(0, 2), titular=st.booleans())
    def enrol(self, person: int, titular: bool) -> None:
        role = TITULAR if titular else ALTERNO
        enrolled(self.desk, self.office, self.body, self.people[person], role)

    @precondition(lambda self: self.authorisers())
    @rule(
        starts=st.integers(-1, 2),
        days=st.none() | st.integers(0, 3),
        absent=whoever_fits,
        stand_in=whoever_fits,
    )
    def absence(
        self, starts: int, days: int | None, absent: int | None, stand_in: int | None
    ) -> None:
        """Of whoever is active, by whoever can stand in; or of and by anybody."""
        first = self.clock.now().date() + timedelta(days=starts)
        fields = {"absence-from": first.isoformat()}
        if days is not None:
            fields["absence-to"] = (first + timedelta(days=days)).isoformat()
        case = absence_case(self.desk, self.actor, self.body, fields)
        away = self.like(AuthoriserState.ACTIVE, absent).id
        who = self.like(AuthoriserState.ENROLLED_INACTIVE, stand_in).id
        nobody = days is None and stand_in == 0
        self.tried(
            lambda: absences.register(self.desk, self.actor, case.id, away, None if nobody else who)
        )

    def like(self, state: AuthoriserState, number: int | None) -> Authoriser:
        found = [one for one in self.authorisers() if one.state is state]
        return found[0] if number is None and found else self.one(number or 0)

    @precondition(lambda self: self.open_absences())
    @rule(number=which, days=st.integers(1, 5))
    def extend(self, number: int, days: int) -> None:
        one = self.open_absence(number)
        last = (one.last or one.first) + timedelta(days=days)
        self.tried(lambda: absences.extend(self.desk, self.actor, one.id, last))

    @precondition(lambda self: self.open_absences())
    @rule(number=which, reason=st.sampled_from(["", "Volvió"]))
    def confirm_return(self, number: int, reason: str) -> None:
        one = self.open_absence(number)
        self.tried(lambda: absences.confirm_return(self.desk, self.actor, one.id, reason))

    @precondition(lambda self: self.authorisers())
    @rule(number=which)
    def activate(self, number: int) -> None:
        key = self.one(number).id
        self.tried(lambda: authorisers.activate(self.desk, self.actor, key))

    @rule()
    def cancel(self) -> None:
        change = last_change(self.desk, self.body.entity)
        self.tried(lambda: authorisers.cancel(self.desk, self.actor, change.id, "Ya no"))

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        self.clock.go(days=days)

    @rule()
    def begin_what_is_due(self) -> None:
        begin_due(self.desk)
        assert begin_due(self.desk) == 0

    # ----------------------------------------------------------------------------- centre

    @rule()
    def link_or_unlink(self) -> None:
        linked = self.linked
        with self.desk.units.write() as unit:
            if linked:
                unit.exchange.remove_link()
            else:
                unit.exchange.set_link(LINK)

    @precondition(lambda self: self.linked)
    @rule()
    def the_centre_takes(self) -> None:
        self.centre.take(self.desk)

    @precondition(lambda self: self.linked)
    @rule(entries=st.integers(1, 3))
    def the_centre_tells(self, entries: int) -> None:
        self.centre.tell(self.desk, entries)

    @rule()
    def the_feed_begins_anew(self) -> None:
        self.centre.begin_anew()

    @rule()
    def the_centre_is_restored(self) -> None:
        self.centre.forget()

    @rule(leaves=st.booleans())
    def another_office(self, leaves: bool) -> None:
        if leaves:
            self.centre.stranger_leaves(self.desk, self.body.entity.ruc)
        else:
            self.centre.stranger(self.desk, self.body.entity.ruc)

    @precondition(lambda self: self.linked)
    @rule()
    def all_is_told(self) -> None:
        """Once everything was taken and told, nothing waits, and who is active the centre knows."""
        while True:
            before = self.head()
            self.centre.answer(self.desk)
            if self.head() == before:
                break
        active = [one for one in self.authorisers() if one.state is AuthoriserState.ACTIVE]
        assert all(one.holding in self.centre.held for one in active)
        with self.desk.units.read() as unit:
            changes = unit.authorisers.changes_of(self.body.entity.id)
        assert all(one.state is not ChangeState.WAITING for one in changes)

    # ------------------------------------------------------------------------ what holds

    def open_absences(self) -> list[Absence]:
        with self.desk.units.read() as unit:
            return list(unit.authorisers.open_absences())

    def open_absence(self, number: int) -> Absence:
        found = self.open_absences()
        return found[number % len(found)]

    @invariant()
    def it_is_one_step(self) -> None:
        require_one_step(self.desk, self.body.entity)

    @rule()
    def the_page_can_be_read(self) -> None:
        authorisers.entity_authorisers(self.desk, self.actor, self.body.entity.id)
        authorisers.awaiting(self.desk, self.actor)


TestAuthorising = Authorising.TestCase
TestAuthorising.settings = settings(max_examples=25, stateful_step_count=50, deadline=None)
