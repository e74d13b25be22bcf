"""The search for somebody already enrolled: whom it finds, in which order, and what stops it."""

import os
import signal
from collections.abc import Iterator, Sequence
from threading import Event, Thread
from uuid import UUID

import pytest

from bench.filler import fingers
from biometrics import crew
from biometrics import enrolled as searching
from biometrics.crew import Crew, Job
from biometrics.enrolled import Alike, Enrolled, Key, Likeness, SearchCancelled, SearchFailed
from biometrics.record import Record
from biometrics.searcher import Compare
from biometrics.template import BadTemplate
from domain.fingers import Finger

Templates = tuple[bytes, ...]
FILLER = 60
"""More than are compared properly here, so that the cylinders decide who is."""
COMPARED = 6


def key(number: int) -> Key:
    return UUID(int=1), UUID(int=number)


@pytest.fixture(scope="module")
def filler() -> list[Templates]:
    return list(fingers(7, FILLER))


@pytest.fixture(scope="module")
def mates() -> list[Templates]:
    """Six impressions of each of some fingers."""
    return list(fingers(8, 4, impressions=6))


@pytest.fixture(scope="module")
def full(filler: Sequence[Templates], mates: Sequence[Templates]) -> Iterator[Enrolled]:
    """Three impressions of each mate among many others; the processes begin once."""
    everybody = Enrolled()
    for number, templates in enumerate(filler):
        everybody.put(key(number), Record({Finger.RIGHT_THUMB: templates}))
    for number, templates in enumerate(mates):
        everybody.put(key(FILLER + number), Record({Finger.LEFT_INDEX: templates[:3]}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "LEAST_COMPARED", COMPARED)
        patch.setattr(searching, "_CHUNK", 20)
        patch.setattr(searching, "_BATCH", 2)
        everybody.prepare()
        yield everybody
    everybody.close()


def asked(mates: Sequence[Templates], *numbers: int) -> Record:
    return Record(
        {
            finger: mates[number][3:]
            for finger, number in zip(
                (Finger.RIGHT_THUMB, Finger.RIGHT_INDEX, Finger.LEFT_THUMB), numbers, strict=False
            )
        }
    )


def test_a_mate_is_found_among_many_under_another_finger(
    full: Enrolled, mates: Sequence[Templates]
) -> None:
    for number in range(2):
        best = full.search(asked(mates, number))[0]
        assert (best.key, best.finger, best.other_finger, best.likeness) == (
            key(FILLER + number),
            Finger.RIGHT_THUMB,
            Finger.LEFT_INDEX,
            Likeness.BLOCK,
        )
        assert best.score >= searching.BLOCK


def test_all_fingers_of_a_person_are_looked_for_at_once(
    full: Enrolled, mates: Sequence[Templates]
) -> None:
    found = full.search(asked(mates, 0, 1, 2))
    assert {(one.finger, one.key) for one in found if one.likeness is Likeness.BLOCK} == {
        (Finger.RIGHT_THUMB, key(FILLER)),
        (Finger.RIGHT_INDEX, key(FILLER + 1)),
        (Finger.LEFT_THUMB, key(FILLER + 2)),
    }
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_only_the_same_finger_where_that_is_asked(
    full: Enrolled, mates: Sequence[Templates]
) -> None:
    assert not full.search(asked(mates, 0), same_finger=True)
    same = Record({Finger.LEFT_INDEX: mates[0][3:]})
    assert [one.key for one in full.search(same, same_finger=True)] == [key(FILLER)]


def test_only_among_some(full: Enrolled, mates: Sequence[Templates]) -> None:
    assert not full.search(asked(mates, 0), [key(0), key(1), key(99_999)])
    assert [one.key for one in full.search(asked(mates, 0), [key(0), key(FILLER)])] == [key(FILLER)]
    assert not full.search(asked(mates, 0), [])


def test_progress_never_goes_back_and_ends(full: Enrolled, mates: Sequence[Templates]) -> None:
    told: list[float] = []
    full.search(asked(mates, 0, 1), progress=told.append)
    assert told == sorted(told)
    assert told[0] < 0.5
    assert told[-1] == 1.0


def test_a_search_that_is_called_off_ends_and_the_next_one_answers(
    full: Enrolled, mates: Sequence[Templates]
) -> None:
    began = Event()
    with pytest.raises(SearchCancelled):
        full.search(asked(mates, 0), progress=lambda _: began.set(), cancelled=began.is_set)
    assert full.search(asked(mates, 1))[0].key == key(FILLER + 1)


def test_a_thread_may_search_while_another_does(full: Enrolled, mates: Sequence[Templates]) -> None:
    answers: dict[int, list[Alike]] = {}

    def search(number: int) -> None:
        answers[number] = full.search(asked(mates, number))

    threads = [Thread(target=search, args=(number,)) for number in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {number: found[0].key for number, found in answers.items()} == {
        0: key(FILLER),
        1: key(FILLER + 1),
    }


def test_a_process_that_dies_is_replaced_and_the_search_goes_on(
    full: Enrolled, mates: Sequence[Templates]
) -> None:
    before = full.processes
    killed = False

    def kill(_: float) -> None:
        nonlocal killed
        if not killed:
            killed = True
            os.kill(full.processes[0], signal.SIGKILL)

    assert full.search(asked(mates, 3), progress=kill)[0].key == key(FILLER + 3)
    assert len(full.processes) == len(before)
    # What died after its last answer is noticed by the next search.
    os.kill(full.processes[1], signal.SIGKILL)
    assert full.search(asked(mates, 3))[0].key == key(FILLER + 3)


def test_the_answer_is_the_same_in_whatever_order_they_came(
    full: Enrolled,
    filler: Sequence[Templates],
    mates: Sequence[Templates],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = full.search(asked(mates, 0))
    monkeypatch.setattr(searching, "_CHUNK", 37)
    monkeypatch.setattr(searching, "_BATCH", 5)
    other = Enrolled(processes=1)
    try:
        for number, templates in reversed(list(enumerate(mates))):
            other.put(key(FILLER + number), Record({Finger.LEFT_INDEX: templates[:3]}))
        for number, templates in reversed(list(enumerate(filler))):
            other.put(key(number), Record({Finger.RIGHT_THUMB: templates}))
        assert other.search(asked(mates, 0)) == expected
        # Who is taken out is not found, and who comes in anew is found as what came last.
        other.drop(key(FILLER))
        other.drop(key(FILLER))
        assert key(FILLER) not in {one.key for one in other.search(asked(mates, 0))}
        other.put(key(FILLER + 1), Record({Finger.LEFT_RING: mates[0][:3]}))
        assert [(one.key, one.other_finger) for one in other.search(asked(mates, 0))][:1] == [
            (key(FILLER + 1), Finger.LEFT_RING)
        ]
    finally:
        other.close()
        other.close()


def test_among_many_a_doubtful_score_counts_where_the_cylinders_back_it(
    full: Enrolled,
    filler: Sequence[Templates],
    mates: Sequence[Templates],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doubting = Enrolled(processes=1, doubt=1, block=100_000)
    try:
        for number, templates in enumerate(filler[: 2 * COMPARED]):
            doubting.put(key(number), Record({Finger.RIGHT_THUMB: templates}))
        doubting.put(key(FILLER), Record({Finger.LEFT_INDEX: mates[0][:3]}))
        found = doubting.search(asked(mates, 0))
        assert [(one.key, one.likeness) for one in found] == [(key(FILLER), Likeness.DOUBT)]
        monkeypatch.setattr(searching, "LEAST_COMPARED", 100)
        found = doubting.search(asked(mates, 0))
        assert found[0].key == key(FILLER)
        assert len(found) > COMPARED
    finally:
        doubting.close()


class Fatal(bytes):
    """Ends the process that reads it, as other people's native code may."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (9,)


class Endless(bytes):
    """Keeps the process that reads it for ever."""

    def __reduce__(self) -> tuple[object, ...]:
        return signal.pause, ()


def test_what_the_matcher_ends_on_goes_to_a_person_and_the_others_are_compared(
    mates: Sequence[Templates],
) -> None:
    everybody = Enrolled(processes=1)
    try:
        everybody.put(key(1), Record({Finger.RIGHT_THUMB: (Fatal(mates[1][0]),)}))
        everybody.put(key(2), Record({Finger.LEFT_THUMB: mates[0][:1]}))
        told: list[float] = []
        found = everybody.search(asked(mates, 0), progress=told.append)
        assert [(one.key, one.likeness) for one in found] == [
            (key(2), Likeness.BLOCK),
            (key(1), Likeness.UNCOMPARED),
        ]
        assert found[1].score == 0
        assert told == sorted(told)
    finally:
        everybody.close()


def test_where_every_process_ends_nothing_is_known(
    mates: Sequence[Templates], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_MOST_DEATHS", 2)
    everybody = Enrolled(processes=1)
    try:
        everybody.put(key(1), Record({Finger.RIGHT_THUMB: (Fatal(mates[1][0]),)}))
        with pytest.raises(SearchFailed):
            everybody.prepare()
        everybody.drop(key(1))
        everybody.put(key(2), Record({Finger.LEFT_THUMB: mates[0][:1]}))
        assert everybody.search(asked(mates, 0))[0].key == key(2)
    finally:
        everybody.close()


def test_a_process_that_hangs_is_replaced() -> None:
    done: list[object] = []
    working = Crew(1)
    try:
        endless = Compare([((Endless(b"x"),), (b"y",))])
        nothing = Job(lambda _: Compare([]), done.append)
        hanging = Job(lambda _: endless, done.append, seconds=0.2, lost=lambda: [nothing])
        working.run([hanging], lambda: False)
        assert done == [[]]
    finally:
        working.close()


def test_among_nobody_no_process_is_needed(mates: Sequence[Templates]) -> None:
    nobody = Enrolled()
    assert nobody.search(asked(mates, 0)) == []
    assert nobody.search(Record({})) == []
    assert (len(nobody), nobody.processes) == (0, [])
    nobody.prepare()
    nobody.close()


@pytest.mark.parametrize(
    "hostile", [b"", b"\0" * 6, b"VTP\x01\xff\xff", b"VTP\x01\0\x01" + b"\xff" * 7, b"x" * 10_000]
)
def test_what_is_no_template_is_refused_before_any_process_sees_it(
    hostile: bytes, mates: Sequence[Templates]
) -> None:
    everybody = Enrolled()
    everybody.put(key(1), Record({Finger.LEFT_THUMB: mates[0]}))
    with pytest.raises(BadTemplate):
        everybody.put(key(1), Record({Finger.LEFT_THUMB: (mates[0][0], hostile)}))
    with pytest.raises(BadTemplate):
        everybody.search(Record({Finger.LEFT_THUMB: (hostile,)}))
    assert (len(everybody), everybody.processes) == (1, [])
