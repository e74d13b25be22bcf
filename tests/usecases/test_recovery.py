"""What an office had and a restored copy of its data has not: taken back, nothing lost or doubled."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import calling, counters, reception, recovery, serving
from desktop.usecases.case_opening import NewCase, open_case
from desktop.usecases.desk import Desk
from desktop.usecases.recovery import Recovered, Standing
from domain.cases import Case
from domain.errors import KnownError, NotFound, Stale
from domain.exchange import PendingTask, RowImage
from domain.ids import new_id
from domain.operations import GENESIS, LogBroken, LogHead, Operation, chained, verify
from domain.people import DocumentType
from domain.tickets import Ticket, TicketState
from tests.office import CHEAP, KEY, MORNING, FakeClock, SmallOffice, open_small_office
from tests.usecases.branches import Kept, all_rows, copy_of, opened
from tests.usecases.hall import issue
from tests.usecases.hall import opened as at_counter
from tests.usecases.linked import LINK, linked

ALL = list(TicketState)
CEDULAS = ("1710034065", "0102030400", "1713175071")


# ------------------------------------------------------------------------------ what is at hand
def database(desk: Desk, tmp_path: Path) -> Path:
    """Return the office's database, linked, so that what changes is marked."""
    linked(desk)
    with desk.units.write() as unit:
        unit.exchange.offer_again()
    return tmp_path / "ventanilla.db"


def turnos(desk: Desk) -> dict[UUID, Ticket]:
    with desk.units.read() as unit:
        day = unit.offices.office().day_of(desk.clock.now())
        return {one.id: one for one in unit.tickets.in_states(day, ALL)}


def apart(desk: Desk) -> list[PendingTask]:
    with desk.units.read() as unit:
        return [one for one in unit.exchange.tasks(200) if one.kind == "recovered_apart"]


def log_of(desk: Desk) -> list[Operation]:
    with desk.units.read() as unit:
        return list(unit.log.all())


def put_fork(desk: Desk, subject: str, kind: str = "log_forked", *, over: bool = False) -> UUID:
    task = PendingTask(new_id(), kind, "administrator", "Quito", MORNING, "Dos", "Revise", subject)
    with desk.units.write() as unit:
        unit.exchange.put_task(replace(task, resolved_at=MORNING) if over else task)
    return task.id


def hand_made(
    previous: Operation | None, office_id: UUID, type_: str = "told", payload: object = None
) -> Operation:
    """An operation that follows another one, of no use case."""
    head = LogHead(0, GENESIS) if previous is None else LogHead(previous.sequence, previous.hash)
    return chained(
        head,
        operation_id=new_id(),
        office_id=office_id,
        workstation="OTRA",
        aggregate="test",
        aggregate_id=new_id(),
        aggregate_version=1,
        type_=type_,
        actor_id=None,
        at=MORNING + timedelta(minutes=1),
        payload={} if payload is None else payload,  # type: ignore[arg-type]
    )


# ------------------------------------------------------------------------- where a copy stands
def test_it_is_asked_from_what_is_sent_or_where_two_histories_part(
    desk: Desk, office: SmallOffice
) -> None:
    linked(desk)
    for _ in range(3):
        issue(desk, office)
    with desk.units.write() as unit:
        unit.exchange.acknowledge_through(3)
        assert recovery.asked_from(unit) == 3
    put_fork(desk, '{"sequence": "2"}')  # not a place
    put_fork(desk, '{"sequence": 1}', over=True)
    put_fork(desk, '{"sequence": 1}', kind="same_person")
    with desk.units.read() as unit:
        assert recovery.asked_from(unit) == 3
    put_fork(desk, '{"sequence": 3}')
    with desk.units.read() as unit:
        assert recovery.asked_from(unit) == 2
    put_fork(desk, '{"sequence": -5}')
    with desk.units.read() as unit:
        assert recovery.asked_from(unit) == 0


def test_what_was_told_of_and_is_here_is_settled(desk: Desk, office: SmallOffice) -> None:
    linked(desk)
    put_fork(desk, '{"sequence": 1}')
    with desk.units.read() as unit:
        assert recovery.is_parted(unit)
    recovery.settle(desk)
    with desk.units.read() as unit:
        assert not recovery.is_parted(unit)


def test_where_a_copy_stands(desk: Desk, office: SmallOffice) -> None:
    issue(desk, office)
    log = log_of(desk)
    more = hand_made(log[-1], office.office.id)
    beside = hand_made(log[0], office.office.id)
    with desk.units.read() as unit:
        assert recovery.standing(unit, 0, log) == Standing(len(log), 0, apart=True)
        assert recovery.standing(unit, 0, [*log, more]) == Standing(len(log), 1, apart=False)
        assert recovery.standing(unit, 0, [log[0], beside]) == Standing(1, 1, apart=True)
        assert recovery.standing(unit, 0, []) == Standing(0, 0, apart=True)


def test_who_is_linked_anew_counts_more(desk: Desk, office: SmallOffice) -> None:
    recovery.outrank(desk, 1 << 20)  # no link: nothing to count
    linked(desk)
    with desk.units.read() as unit:
        before = unit.exchange.epoch()
    recovery.outrank(desk, before - 1)
    with desk.units.read() as unit:
        assert unit.exchange.epoch() == before
    recovery.outrank(desk, before + 6)
    with desk.units.read() as unit:
        assert unit.exchange.epoch() == before + 7


# --------------------------------------------------------------------------------- of several
def test_the_branch_that_took_back_the_others_goes_on(office: SmallOffice) -> None:
    key = office.office.id
    root = hand_made(None, key)
    long = [root]
    for _ in range(3):
        long.append(hand_made(long[-1], key))
    short = [root, hand_made(root, key, "log_recovered")]
    lost = hand_made(hand_made(None, key), key)  # its beginning never arrived
    best, beside = recovery.chains([*long, *short[1:], lost])
    assert best == short
    assert {one.id for one in beside} == {one.id for one in [*long[1:], lost]}
    best, beside = recovery.chains(long)
    assert (best, beside) == (long, [])
    assert recovery.chains([]) == ([], [])


def test_of_two_alike_the_longer_goes_on(office: SmallOffice) -> None:
    key = office.office.id
    root = hand_made(None, key)
    one = hand_made(root, key)
    two = [root, hand_made(root, key)]
    two.append(hand_made(two[-1], key))
    for order in ([root, one, *two[1:]], [root, *two[1:], one]):
        best, beside = recovery.chains(order)
        assert (best, beside) == (two, [one])


# ----------------------------------------------------------------------------- an empty computer
def empty(folder: Path, like: Desk) -> tuple[Path, Desk]:
    path = folder / "nuevo.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    engine.dispose()
    return path, like


def test_a_new_computer_has_the_whole_office(
    desk: Desk, office: SmallOffice, tmp_path: Path, clock: FakeClock
) -> None:
    linked(desk)
    issue(desk, office)
    log, rows = log_of(desk), all_rows(desk)
    lost = hand_made(log[0], office.office.id, payload={"dónde": "ñandú"})
    path, _ = empty(tmp_path, desk)
    with opened(path, desk) as new:
        taken = recovery.take_over(new, LINK, [*log, lost], rows)
        assert taken == Recovered(len(log) + 1, len(rows))
        assert turnos(new) == turnos(desk)
        told = log_of(new)
        assert told[: len(log)] == log
        assert [one.type for one in told[len(log) :]] == ["office_taken_over"]
        with new.units.read() as unit:
            assert [one.id for one in unit.exchange.branch(9)] == [lost.id]
            kept = json.loads(unit.exchange.branch(9)[0].body)
            assert kept["payload"] == lost.payload
            assert kept["actor_id"] is None
            assert unit.exchange.count_unsent() == 1
        assert reception.issue(
            new, office.actor("recepcion-1"), reception.NewTicket((6,))
        ).ticket.code == "A-002"  # fmt: skip


def test_what_is_no_whole_office_is_not_taken(
    desk: Desk, office: SmallOffice, tmp_path: Path
) -> None:
    linked(desk)
    issue(desk, office)
    log, rows = log_of(desk), all_rows(desk)
    log[0] = replace(log[0], payload='{"otra": 1}')
    path, _ = empty(tmp_path, desk)
    with opened(path, desk) as new:
        with pytest.raises(LogBroken):
            recovery.take_over(new, LINK, log, rows)
        assert log_of(new) == []


def test_what_is_not_whole_is_kept_beside(desk: Desk, office: SmallOffice, tmp_path: Path) -> None:
    """It is one operation's fault and not the office's; what went before goes on."""
    linked(desk)
    issue(desk, office)
    log, rows = log_of(desk), all_rows(desk)
    log[-1] = replace(log[-1], payload="{}")
    path, _ = empty(tmp_path, desk)
    with opened(path, desk) as new:
        recovery.take_over(new, LINK, log, rows)
        assert log_of(new)[: len(log) - 1] == log[:-1]
        verify(log_of(new))
        with new.units.read() as unit:
            assert [one.id for one in unit.exchange.branch(9)] == [log[-1].id]


def test_what_follows_a_gap_is_kept_beside(desk: Desk, office: SmallOffice, tmp_path: Path) -> None:
    """The centre put an operation aside: what it has of the office is not the less whole."""
    linked(desk)
    for _ in range(3):
        issue(desk, office)
    log, rows = log_of(desk), all_rows(desk)
    path, _ = empty(tmp_path, desk)
    with opened(path, desk) as new:
        recovery.take_over(new, LINK, [*log[:2], *log[3:]], rows)
        assert turnos(new) == turnos(desk)
        verify(log_of(new))
        with new.units.read() as unit:
            assert [one.id for one in unit.exchange.branch(9)] == [one.id for one in log[3:]]


def test_rows_are_taken_page_by_page() -> None:
    rows = [RowImage("ticket", str(number), None) for number in range(5)]
    assert [len(page) for page in recovery.batched(rows, 2)] == [2, 2, 1]
    assert list(recovery.batched([], 2)) == []


# ------------------------------------------------------------------------------- a restored copy
def test_nothing_done_since_the_copy(
    desk: Desk, office: SmallOffice, tmp_path: Path, clock: FakeClock
) -> None:
    centre, path = Kept(), database(desk, tmp_path)
    issue(desk, office)
    centre.sync(desk)
    copy = copy_of(path, tmp_path / "copia.db")
    issue(desk, office)
    centre.sync(desk)
    put_fork(desk, '{"sequence": 1}')
    with opened(copy, desk) as restored:
        forked = put_fork(restored, '{"sequence": 2}')
        other = put_fork(restored, '{"sequence": 2}', kind="same_person")
        seen = put_fork(restored, '{"sequence": 2}', over=True)
        taken = centre.sync(restored)
        assert taken == Recovered(1, taken.rows, 0)
        assert turnos(restored) == turnos(desk)
        assert not apart(restored)
        with restored.units.read() as unit:
            over = unit.exchange.task(forked)
            assert over is not None
            assert over.closed_at is not None
            assert over.resolved_by == "Ventanilla"
            assert not recovery.is_parted(unit)
            assert {one.id for one in unit.exchange.tasks(9)} == {other, seen}
            assert [one.type for one in unit.log.of(forked)] == ["task_answered"]
        assert centre.sync(restored) == Recovered()
        centre.check(restored)


def test_both_went_on(desk: Desk, office: SmallOffice, tmp_path: Path, clock: FakeClock) -> None:
    """What collides waits in Pendientes, by its name; the rest stands beside what is here."""
    centre, path = Kept(), database(desk, tmp_path)
    first = issue(desk, office)
    centre.sync(desk)
    copy = copy_of(path, tmp_path / "copia.db")
    history(desk, office, ["open", "issue", "call", "arrive", "case", "issue", "person"], clock)
    centre.sync(desk)
    lost = turnos(desk)
    with opened(copy, desk) as restored:
        history(restored, office, ["open", "issue", "call", "arrive", "case"], clock)
        taken = centre.sync(restored)
        assert 0 < taken.apart < len(apart(restored))  # a turno was called at both
        words = " ".join(task.words for task in apart(restored))
        for named in ("El turno A-002 del 04/12/2026", "El trámite", "Una apertura de ventanilla"):
            assert named in words
        assert first.id in turnos(restored)
        kept = subjects(restored)
        assert {key for key in lost if key not in turnos(restored)} <= {
            UUID(one["key"]) for one in kept if one["table"] == "ticket"
        }
        centre.take(restored)
        centre.check(restored)
        # Asked again, the same is not put aside again.
        with restored.units.read() as unit:
            before = len(unit.exchange.tasks(200))
        again = apart(restored)[0]
        told = json.loads(again.subject)
        with restored.units.write() as unit:
            row = RowImage(told["table"], told["key"], told["row"])
            recovery._put_apart(restored, unit, row, "otra vez")
        with restored.units.read() as unit:
            assert len(unit.exchange.tasks(200)) == before


def subjects(desk: Desk) -> list[dict[str, Any]]:
    return [json.loads(task.subject) for task in apart(desk)]


def test_a_row_of_what_was_changed_here_stays_as_it_is_here(
    desk: Desk, office: SmallOffice, tmp_path: Path, clock: FakeClock
) -> None:
    centre, path = Kept(), database(desk, tmp_path)
    ticket = issue(desk, office)
    ana = at_counter(desk, office, "asesor-1", 1)
    centre.sync(desk)
    copy = copy_of(path, tmp_path / "copia.db")
    calling.call_next(desk, ana)
    calling.arrived(desk, ana)
    case = _case(desk, office)
    serving.finish(desk, ana)
    centre.sync(desk)
    with opened(copy, desk) as restored:
        calling.call_next(restored, ana)
        calling.arrived(restored, ana)
        centre.sync(restored)
        assert turnos(restored)[ticket.id].state is TicketState.SERVING
        with restored.units.read() as unit:
            assert unit.cases.get(case.id).number == case.number  # a thing of its own
        (one,) = apart(restored)
        assert one.words.startswith("El turno A-001 del 04/12/2026 cambió en las dos copias")
        assert json.loads(one.subject)["row"]["state"] == "served"
        assert json.loads(one.subject)["both"]
        centre.take(restored)
        centre.check(restored)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"words": "El turno A-002 quedó en la otra copia."}, "El turno A-002 quedó"),
        ({"words": 7}, "Un dato quedó"),
        ({"words": "\x00"}, "Un dato quedó"),
        ({}, "Un dato quedó"),
        ([], "Un dato quedó"),
    ],
)
def test_what_waited_on_another_copy_waits_here_too(
    desk: Desk, office: SmallOffice, payload: object, words: str
) -> None:
    linked(desk)
    log = log_of(desk)
    waits = hand_made(log[-1], office.office.id, "put_apart", payload)
    answered = hand_made(waits, office.office.id, "put_apart", payload)
    answer = chained(
        LogHead(answered.sequence, answered.hash),
        operation_id=new_id(),
        office_id=office.office.id,
        workstation="OTRA",
        aggregate="task",
        aggregate_id=answered.aggregate_id,
        aggregate_version=1,
        type_="task_answered",
        actor_id=None,
        at=MORNING,
        payload={},
    )
    theirs = [*log, waits, answered, answer]
    with desk.units.read() as unit:
        seen = recovery.standing(unit, 0, theirs)
    recovery.recover(desk, 0, theirs, [], seen)
    (task,) = apart(desk)
    assert task.id == waits.aggregate_id
    assert task.words.startswith(words)
    with desk.units.write() as unit:
        recovery._open_again(unit, [waits])  # it is there already
    assert apart(desk) == [task]


def test_someone_works_meanwhile(
    desk: Desk, office: SmallOffice, tmp_path: Path, clock: FakeClock
) -> None:
    centre, path = Kept(), database(desk, tmp_path)
    centre.sync(desk)
    copy = copy_of(path, tmp_path / "copia.db")
    issue(desk, office)
    centre.sync(desk)
    with opened(copy, desk) as restored:
        with restored.units.read() as unit:
            place = recovery.asked_from(unit)
            seen = recovery.standing(unit, place, centre.after(place))
        issue(restored, office)
        before = log_of(restored)
        with pytest.raises(Stale):
            recovery.recover(restored, place, centre.after(place), centre.newer(seen.place), seen)
        assert log_of(restored) == before
        centre.sync(restored)
        centre.check(restored)


def test_an_office_that_was_unlinked_meanwhile(
    desk: Desk, office: SmallOffice, tmp_path: Path, clock: FakeClock
) -> None:
    issue(desk, office)
    log = log_of(desk)
    lost = hand_made(log[0], office.office.id)
    with desk.units.read() as unit:
        seen = recovery.standing(unit, 0, [*log, lost])
    erased = RowImage("ticket", str(new_id()), None)
    assert recovery.recover(desk, 0, [*log, lost], [erased], seen) == Recovered(1, 1, 0)
    verify(log_of(desk))


def test_another_branch_that_ends_with_what_follows_here(desk: Desk, office: SmallOffice) -> None:
    """Of what is missing, a part goes on from here and a part is beside it."""
    linked(desk)
    log = log_of(desk)
    after = hand_made(log[-1], office.office.id)
    beside = hand_made(None, office.office.id)
    theirs = [*log, beside, after]
    with desk.units.read() as unit:
        seen = recovery.standing(unit, 0, theirs)
    assert not seen.apart
    recovery.recover(desk, 0, theirs, [], seen)
    with desk.units.read() as unit:
        assert [one.id for one in unit.exchange.branch(9)] == [beside.id]
    assert [one.type for one in log_of(desk)][-2:] == ["told", "log_recovered"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (RowImage("ticket", "1", {"series": "A", "number": 7, "day": "2026-12-04"}), "A-007"),
        (RowImage("ticket", "1", {"series": None, "number": 7}), "Un dato"),
        (RowImage("ticket", "1", {"series": "A", "number": "7"}), "Un dato"),
        (RowImage("case_file", "1", {"number": "QUI-26-00001"}), "trámite QUI-26-00001"),
        (RowImage("queue_day", "1", {}), "Una jornada"),
        (RowImage("never_heard", "1", None), "Un dato"),
    ],
)
def test_what_is_put_apart_has_a_name(
    desk: Desk, office: SmallOffice, row: RowImage, words: str
) -> None:
    with desk.units.write() as unit:
        recovery._put_apart(desk, unit, row, "quedó aparte.")
    (task,) = apart(desk)
    assert words in task.words
    assert json.loads(task.subject)["table"] == row.table


# ----------------------------------------------------------------------------- any history at all
def history(desk: Desk, office: SmallOffice, acts: Sequence[str], clock: FakeClock) -> None:
    """Do what can be done of it."""
    for act in acts:
        clock.go(seconds=7)
        with suppress(KnownError):
            ACTS[act](desk, office)


def _person(desk: Desk, office: SmallOffice) -> None:
    for document in CEDULAS:
        draft = reception.PersonDraft(DocumentType.CEDULA, document, "Luz", email="l@e.ec")
        with suppress(KnownError):
            person = reception.register_person(desk, office.actor("recepcion-1"), draft)
            asked = reception.NewTicket((6,), person.id)
            reception.issue(desk, office.actor("recepcion-1"), asked)
            return


def _case(desk: Desk, office: SmallOffice) -> Case:
    """Open a case for whom is at the counter."""
    with desk.units.read() as unit:
        day = unit.offices.office().day_of(desk.clock.now())
        served = unit.tickets.in_states(day, [TicketState.SERVING])
    if not served:
        raise NotFound()
    (ticket,) = served
    return open_case(
        desk,
        office.actor("asesor-1"),
        NewCase(6, ticket_id=ticket.id, topic="access", problem="No entra"),
    )


ACTS: Mapping[str, Callable[[Desk, SmallOffice], object]] = {
    "issue": issue,
    "person": _person,
    "open": lambda desk, office: at_counter(desk, office, "asesor-1", 1),
    "close": lambda desk, office: counters.close_counter(desk, office.actor("asesor-1")),
    "call": lambda desk, office: calling.call_next(desk, office.actor("asesor-1")),
    "arrive": lambda desk, office: calling.arrived(desk, office.actor("asesor-1")),
    "absent": lambda desk, office: calling.did_not_come(desk, office.actor("asesor-1")),
    "case": _case,
    "finish": lambda desk, office: serving.finish(desk, office.actor("asesor-1"), "Otra"),
}
THEN = st.lists(st.sampled_from(["sync", "call", "issue", *ACTS]), max_size=7)


@dataclass(frozen=True)
class Template:
    """An office, linked and open at one counter, to be copied for each history."""

    path: Path
    desk: Desk
    office: SmallOffice


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    path = tmp_path_factory.mktemp("oficina") / "plantilla.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    desk = Desk(SqlUnits(engine, "PC-PRUEBA"), catalogues(), FakeClock(), CHEAP)
    office = open_small_office(desk.units)
    linked(desk)
    with desk.units.write() as unit:
        unit.exchange.offer_again()
    history(desk, office, ["open", "issue", "call", "arrive"], FakeClock())
    engine.dispose()
    return Template(path, desk, office)


@settings(max_examples=10)
@given(before=THEN, lost=THEN, after=THEN, again=THEN)
@example(["sync"], ["issue", "case", "finish", "call", "sync"], ["issue", "case", "sync"], [])
@example(["sync"], ["person", "finish", "call", "arrive", "sync"], ["person", "finish"], ["sync"])
@example(["sync"], ["issue", "sync"], ["sync", "issue"], ["issue", "issue", "sync"])
@example(["sync"], ["issue", "sync"], ["issue", "issue"], ["sync"])
def test_any_office_restored_at_any_moment(
    template: Template,
    tmp_path_factory: pytest.TempPathFactory,
    before: list[str],
    lost: list[str],
    after: list[str],
    again: list[str],
) -> None:
    """Worked, copied, worked, restored, worked, and restored from the same copy once more."""
    folder, clock, office = tmp_path_factory.mktemp("ramas"), FakeClock(), template.office
    base = replace(template.desk, clock=clock)
    centre = Kept()
    seen: dict[UUID, str] = {}

    def work(desk: Desk, acts: Sequence[str]) -> None:
        for act in acts:
            if act == "sync":
                centre.sync(desk)
                seen.update({key: one.code for key, one in turnos(desk).items()})
            else:
                history(desk, office, [act], clock)

    path = copy_of(template.path, folder / "uno.db")
    with opened(path, base) as desk:
        work(desk, before)
        copies = [copy_of(path, folder / name) for name in ("dos.db", "tres.db")]
        work(desk, lost)
    for copy, acts in zip(copies, (after, again), strict=True):
        with opened(copy, base) as desk:
            work(desk, acts)
            for _ in range(2):
                centre.sync(desk)
            kept = turnos(desk)
            seen.update({key: one.code for key, one in kept.items()})
            put_apart = {one["key"] for one in subjects(desk) if not one["both"]}
            for key in seen:
                assert (key in kept) != (str(key) in put_apart)
            assert len({one.code for one in kept.values()}) == len(kept)
            centre.check(desk)
