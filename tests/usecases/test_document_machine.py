"""Whatever two people do with documents in whatever order, no page is lost or lies twice in a place.

Random actions over both real databases. After each one what is on file is compared with an account
kept beside it; what was refused in words must have changed nothing.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from itertools import combinations, count
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import document_view, filing
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from desktop.usecases.intake import Received, Target, receive
from domain.case_number import parse_case_number
from domain.cases import Case
from domain.catalogue import Channel
from domain.documents import Document, DocumentState, Source
from domain.errors import KnownError, Stale
from domain.form_mark import COVER, FormMark
from domain.operations import verify
from domain.staff import Actor
from tests.office import CHEAP, KEY, FakeClock, SmallOffice, open_small_office
from tests.usecases.casework import a_person, an_entity, by_email, opened_case
from tests.usecases.papers import ANY, BLANK, scan, shelf_in

LIVE = {DocumentState.TRAY, DocumentState.FILED}
who_acts = st.sampled_from(("asesor-1", "asesor-2"))
any_one = st.integers(min_value=0, max_value=1000)
places = st.tuples(st.integers(0, 1), st.integers(0, 2))
page = st.sampled_from((ANY, BLANK, "form 1", "form 2", "cover", "foreign", "case"))


@cache
def furnished() -> tuple[Path, SmallOffice, tuple[Case, ...]]:
    """Make an office with two cases once, for every run to begin with a copy."""
    folder = Path(tempfile.mkdtemp(prefix="ventanilla-documents-"))
    engine = open_engine(folder / "ventanilla.db", KEY)
    metadata.create_all(engine)
    units = SqlUnits(engine, "PC-PRUEBA")
    office = open_small_office(units)
    desk = Desk(units, catalogues(), FakeClock(), CHEAP)
    keep_shipped(desk)
    clerk = office.actor("asesor-1")
    person, entity = a_person(desk, office), an_entity(desk, office)
    cases = (
        by_email(desk, clerk, 4, person, entity, desk.clock.now()),
        opened_case(desk, clerk, 7, channel=Channel.PHONE, topic="access", problem="No entra"),
    )
    engine.dispose()
    return folder, office, cases


def teardown_module() -> None:
    if furnished.cache_info().currsize:
        shutil.rmtree(furnished()[0])


class Documents(RuleBasedStateMachine):
    """Some days of two people with documents."""

    def __init__(self) -> None:
        super().__init__()
        made, self.office, self.cases = furnished()
        self.folder = Path(tempfile.mkdtemp(prefix="ventanilla-documents-"))
        shutil.copy(made / "ventanilla.db", self.folder)
        self.engine = open_engine(self.folder / "ventanilla.db", KEY)
        self.desk = Desk(SqlUnits(self.engine, "PC-PRUEBA"), catalogues(), FakeClock(), CHEAP)
        self.open = ExitStack()
        self.shelf = self.open.enter_context(shelf_in(self.folder))
        self.numbers = count()
        self.files: dict[str, tuple[bytes, frozenset[int]]] = {}
        """Bytes of each file, and the pages that some document held when it came."""
        self.seen: list[UUID] = []
        self.account: dict[UUID, Document] = {}
        self.before: dict[UUID, Document] = {}
        """Each as it was before its last change."""
        self.told: Counter[UUID] = Counter()

    def teardown(self) -> None:
        with self.desk.units.read() as unit:
            verify(unit.log.all())
        self.open.close()
        self.engine.dispose()
        shutil.rmtree(self.folder)

    # ------------------------------------------------------------------------------- account

    def tried(self, act: Callable[[], Any]) -> Any:
        before = self.head()
        try:
            return act()
        except KnownError:
            assert self.head() == before
        return None

    def head(self) -> int:
        return document_view.change(self.desk)

    def actor(self, who: str) -> Actor:
        return self.office.actor(who)

    def any(self, number: int) -> UUID:
        return self.seen[number % len(self.seen)]

    def note(self, *documents: Document) -> None:
        for one in documents:
            if one.id in self.account:
                self.before[one.id] = self.account[one.id]
                assert one.version == self.account[one.id].version + 1
            else:
                self.seen.append(one.id)
            self.account[one.id] = one

    # ------------------------------------------------------------------------------- acts

    def line(self, kind: str) -> str:
        here = parse_case_number(self.cases[0].number)
        if kind.startswith("form"):
            return FormMark(here, 1, "USUARIO", 1, int(kind[-1]), 2).qr
        return {
            "cover": FormMark(here, 2, COVER, 1).qr,
            "foreign": FormMark(replace(here, office="LOJA"), 1, "USUARIO", 1).qr,
            "case": f"VC1/{here}",
        }.get(kind, kind)

    @rule(
        who=who_acts,
        pages=st.lists(page, min_size=1, max_size=5),
        place=st.none() | places,
        twice=st.booleans(),
    )
    def receive(
        self, who: str, pages: list[str], place: tuple[int, int] | None, twice: bool
    ) -> None:
        lines = [self.line(kind) for kind in pages]
        data = scan(*lines, *([] if twice else [f"{ANY} {next(self.numbers)}"]))
        self.take(who, data, place)

    @precondition(lambda self: self.files)
    @rule(who=who_acts, number=any_one, place=st.none() | places)
    def receive_again(self, who: str, number: int, place: tuple[int, int] | None) -> None:
        name = sorted(self.files)[number % len(self.files)]
        self.take(who, self.files[name][0], place)

    def take(self, who: str, data: bytes, place: tuple[int, int] | None) -> None:
        target = None if place is None else Target(self.cases[place[0]].id, place[1])
        taken: Received | None = self.tried(
            lambda: receive(
                self.desk, self.actor(who), self.shelf, "a.pdf", data, Source.FILE, target=target
            )
        )
        if taken is None:
            return
        self.note(*(one.document for one in taken.taken))
        for one in taken.taken:
            self.told[one.document.id] += one.document.state is DocumentState.FILED
        held = pages_of(one.document for one in taken.taken)
        self.files.setdefault(taken.file.sha256, (data, held))

    @precondition(lambda self: self.seen)
    @rule(who=who_acts, number=any_one, place=places)
    def file(self, who: str, number: int, place: tuple[int, int]) -> None:
        case = self.cases[place[0]].id
        self.done(
            self.tried(
                lambda: filing.file(self.desk, self.actor(who), self.any(number), case, place[1])
            )
        )

    @precondition(lambda self: self.seen)
    @rule(who=who_acts, number=any_one)
    def put_back(self, who: str, number: int) -> None:
        self.done(self.tried(lambda: filing.put_back(self.desk, self.actor(who), self.any(number))))

    @precondition(lambda self: self.seen)
    @rule(who=who_acts, old=any_one, new=any_one)
    def replace(self, who: str, old: int, new: int) -> None:
        before = self.account[self.any(old)]
        new_one: Document | None = self.tried(
            lambda: filing.replace_with(
                self.desk, self.actor(who), self.any(old), self.any(new), "Ilegible"
            )
        )
        if new_one is None:
            return
        assert new_one.replaces == before.id != new_one.id
        assert (new_one.case_id, new_one.requirement) == (before.case_id, before.requirement)
        self.done(new_one)
        self.done(before.replaced("Ilegible"))

    @precondition(lambda self: self.seen)
    @rule(who=who_acts, number=any_one)
    def discard(self, who: str, number: int) -> None:
        self.done(
            self.tried(
                lambda: filing.discard(self.desk, self.actor(who), self.any(number), "Repetida")
            )
        )

    @precondition(lambda self: self.seen)
    @rule(who=who_acts, number=any_one, at=st.integers(0, 6))
    def split(self, who: str, number: int, at: int) -> None:
        made: tuple[Document, Document] | None = self.tried(
            lambda: filing.split_at(self.desk, self.actor(who), self.any(number), at)
        )
        if made is not None:
            whole = self.account[made[0].id]
            assert pages_of([whole]) == pages_of(made)
            self.done(made[0])
            self.note(made[1])

    @precondition(lambda self: self.seen)
    @rule(who=who_acts, number=any_one, letter=st.sampled_from(("MEF-2026-1", "", "no")))
    def letter(self, who: str, number: int, letter: str) -> None:
        self.done(
            self.tried(
                lambda: filing.note_letter(
                    self.desk, self.actor(who), self.any(number), letter, None
                )
            )
        )

    @precondition(lambda self: self.before)
    @rule(number=any_one)
    def somebody_saves_what_they_had_read(self, number: int) -> None:
        old = list(self.before.values())[number % len(self.before)]
        try:
            with self.desk.units.write() as unit:
                unit.documents.save(replace(old, reason="viejo", version=old.version + 1))
        except Stale:
            return
        raise AssertionError("an old document overwrote a newer one")

    def done(self, one: Document | None) -> None:
        if one is not None:
            self.note(one)
            self.told[one.id] += 1

    # ------------------------------------------------------------------------------- truths

    @invariant()
    def what_is_on_file_is_what_was_done(self) -> None:
        with self.desk.units.read() as unit:
            found = {one.id: one for name in self.files for one in unit.documents.of_file(name)}
            told = Counter({key: len(unit.log.of(key)) for key in self.seen})
        assert found == self.account
        assert told == self.told
        for name, (data, held) in self.files.items():
            ours = [one for one in found.values() if one.sha256 == name]
            assert held <= pages_of(ours)
            assert self.shelf.pieces.get(name) == data
            filed = [one for one in ours if one.state is DocumentState.FILED]
            for one, other in combinations(filed, 2):
                same = (one.case_id, one.requirement) == (other.case_id, other.requirement)
                assert not (same and pages_of([one]) & pages_of([other]))

    @invariant()
    def every_history_and_list_can_be_read(self) -> None:
        clerk = self.actor("asesor-2")
        for key in self.seen[-3:]:
            lines = document_view.history(self.desk, clerk, key)
            assert len(lines) == self.told[key] + 1
            assert all(line.who and line.what != "Hubo otro cambio" for line in lines)
        waiting = {one.document.id for one in document_view.tray(self.desk, clerk).waiting}
        tray = {key for key, one in self.account.items() if one.state is DocumentState.TRAY}
        assert waiting == tray
        for case in self.cases:
            shown = document_view.of_case(self.desk, clerk, case.id).under
            lie = {one.document.id for under in shown.values() for one in under}
            assert lie == {
                key
                for key, one in self.account.items()
                if one.state is DocumentState.FILED and one.case_id == case.id
            }


def pages_of(documents: Iterable[Document]) -> frozenset[int]:
    """Return the pages of a file that these hold."""
    return frozenset(number for one in documents for number in range(one.first, one.last + 1))


TestDocuments = Documents.TestCase
TestDocuments.settings = settings(max_examples=10, stateful_step_count=30, deadline=None)
