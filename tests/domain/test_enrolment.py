"""An enrolment goes its way, from every state only where it may; deleted only after its time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.captures import CaptureSummary, FingerSummary
from domain.enrolment import (
    DuplicateCheck,
    Enrolment,
    EnrolmentState,
    Method,
    NotOnFile,
    NotThatState,
    PapersMissing,
    SamePersonTwice,
    StillKept,
)
from domain.enrolment_rules import EnrolmentRules
from domain.errors import InvalidInput, KnownError
from domain.fingers import Finger
from domain.seats import AuthoriserRole

OFFICE, BY, OTHER, PC = (UUID(int=n) for n in range(1, 5))
AT = datetime(2026, 12, 4, 14, tzinfo=UTC)
DAY = date(2026, 12, 4)
RULES = EnrolmentRules(OFFICE)
SUMMARY = CaptureSummary((FingerSummary(Finger.RIGHT_THUMB, (60,), 1),), (), photo=True)
ASKED = Enrolment(
    UUID(int=9), OFFICE, UUID(int=10), UUID(int=11), UUID(int=12), AuthoriserRole.TITULAR, BY, AT
)
VALID = ASKED.validate(BY, AT, ())
TOLD = VALID.give_notice(BY, AT, RULES)
CAPTURED = TOLD.capture(BY, AT, SUMMARY, "ab" * 32)
CHECKED = CAPTURED.clear(AT)
ENROLLED = CHECKED.configure(OTHER, AT, PC, RULES)
CLOSED = ENROLLED.notify(BY, AT)
RETURNED = ASKED.send_back("Falta el sello")
WITHDRAWN = TOLD.withdraw("Desiste")
IN_EACH = {
    one.state: one
    for one in (ASKED, RETURNED, VALID, TOLD, CAPTURED, CHECKED, ENROLLED, CLOSED, WITHDRAWN)
}
ACTIONS: dict[str, tuple[Callable[[Enrolment], Enrolment], set[str]]] = {
    "validate": (lambda e: e.validate(BY, AT, ()), {"requested", "returned"}),
    "ask_again": (lambda e: e.ask_again(), {"returned"}),
    "of": (lambda e: e.of(OTHER), {"requested", "returned"}),
    "send_back": (lambda e: e.send_back("Falta"), {"requested"}),
    "give_notice": (lambda e: e.give_notice(BY, AT, RULES), {"validated"}),
    "capture": (lambda e: e.capture(BY, AT, SUMMARY, "cd"), {"validated"}),
    "use_those_on_file": (
        lambda e: e.use_those_on_file(BY, AT, replace(CLOSED, id=OTHER)),
        {"validated"},
    ),
    "clear": (lambda e: e.clear(AT), {"captured"}),
    "hit": (lambda e: e.hit("Coincide"), {"captured"}),
    "configure": (lambda e: e.configure(OTHER, AT, PC, RULES), {"checked"}),
    "notify": (lambda e: e.notify(BY, AT), {"enrolled"}),
    "note_ods": (lambda e: e.note_ods(True), {"enrolled", "closed"}),
    "withdraw": (
        lambda e: e.withdraw("Desiste"),
        {"requested", "returned", "validated", "captured", "checked"},
    ),
    "end_designation": (lambda e: e.end_designation(DAY), {"enrolled", "closed"}),
}


@pytest.mark.parametrize("state", EnrolmentState)
@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_in_every_state(name: str, state: EnrolmentState) -> None:
    act, states = ACTIONS[name]
    before = IN_EACH[state]
    if state.value in states:
        assert act(before).version == before.version + 1
    else:
        with pytest.raises(NotThatState):
            act(before)


def test_the_way_to_the_end() -> None:
    assert (CAPTURED.method, CAPTURED.check_state) == (Method.IN_PERSON, DuplicateCheck.WAITING)
    assert (CHECKED.check_state, CHECKED.checked_by) == (DuplicateCheck.CLEAR, "")
    decided = CAPTURED.hit("Coincide").clear(AT, "Ministerio")
    assert (decided.check_state, decided.check_words) == (DuplicateCheck.DECIDED, "Coincide")
    assert (ENROLLED.configured_by, ENROLLED.payment_pc_id) == (OTHER, PC)
    assert CLOSED.notified_by == BY
    assert RETURNED.ask_again().reason == RETURNED.validate(BY, AT, ()).reason == ""
    assert CLOSED.noted().version == CLOSED.version + 1


def test_what_stands_in_the_way() -> None:
    with pytest.raises(PapersMissing, match="el contrato, el acta") as told:
        ASKED.validate(BY, AT, ("el contrato", "el acta"))
    assert told.value.missing == ("el contrato", "el acta")
    with pytest.raises(KnownError, match="aviso de privacidad"):
        VALID.capture(BY, AT, SUMMARY, "cd")
    with pytest.raises(SamePersonTwice):
        CHECKED.configure(BY, AT, PC, RULES)
    assert CHECKED.configure(BY, AT, PC, replace(RULES, two_people=False)).configured_by == BY
    for nothing in ("", "   ", "x" * 300, "\x00"):
        with pytest.raises(InvalidInput):
            TOLD.withdraw(nothing)
        with pytest.raises(InvalidInput):
            ASKED.send_back(nothing)


@pytest.mark.parametrize(
    "earlier",
    [
        None,
        replace(CLOSED, person_id=OTHER),
        replace(CLOSED, packet=""),
        CAPTURED,
        replace(CLOSED, check_state=DuplicateCheck.HIT),
        WITHDRAWN,
    ],
)
def test_only_what_was_checked_of_the_same_person_serves_again(earlier: Enrolment | None) -> None:
    with pytest.raises(NotOnFile):
        TOLD.use_those_on_file(BY, AT, earlier)
    used = VALID.use_those_on_file(BY, AT, CLOSED)
    assert (used.state, used.method) == (EnrolmentState.CHECKED, Method.BY_EMAIL)
    assert (used.packet, used.basis, used.notice) == (CLOSED.packet, CLOSED.basis, CLOSED.notice)


def test_what_was_captured_is_forgotten_only_after_its_time() -> None:
    over = CLOSED.end_designation(DAY)
    for kept, today in ((CLOSED, DAY), (over, DAY), (WITHDRAWN, DAY)):
        with pytest.raises(StillKept):
            kept.forget("Terminó", today)
    gone = over.forget("Terminó", date(2026, 12, 5))
    assert (gone.state, gone.summary, gone.packet) == (EnrolmentState.WITHDRAWN, "", "")
    with pytest.raises(StillKept):
        gone.forget("Terminó", date(2026, 12, 6))
