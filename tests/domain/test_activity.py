"""Activity reports: their states, that nobody accepts their own, and that what is kept is read."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.activity import (
    Activity,
    ActivityReport,
    Difference,
    Notes,
    OwnReport,
    ReportState,
    ServiceLine,
    Tally,
    Work,
    WrongReportState,
    differences,
    from_text,
    seal_of,
    to_text,
)
from domain.errors import InvalidInput
from domain.ids import new_id

NOW = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
MONTH = date(2026, 11, 1)
ANA, SARA, SIMON = new_id(), new_id(), new_id()
PEOPLE = st.sampled_from([ANA, SARA, SIMON])
LINE = ServiceLine(6, "Soporte", 10, 7.5, 20.0, 11, 9, 8, 7, 1, 2, 9)
ACTIVITY = Activity(
    MONTH,
    NOW,
    replace(LINE, service=0, name="Todos"),
    (LINE,),
    Work(20, (1, 2), 3, 2, 1, 4, 5, 1, (Tally("Acceso", 9),)),
    ("Tomás, del 02/11/2026 al 03/11/2026",),
    ("Sellos. Eficaz",),
)
NOTHING = Activity(MONTH, NOW, ServiceLine(0, "Todos"))


def a_report() -> ActivityReport:
    return ActivityReport(new_id(), new_id(), MONTH, ANA)


class Way(RuleBasedStateMachine):
    """Anybody tries anything with one report."""

    def __init__(self) -> None:
        super().__init__()
        self.one = a_report()
        self.sealed = ""

    def _try(self, allowed: bool, work: object) -> None:
        assert callable(work)
        try:
            changed = work()
        except (WrongReportState, OwnReport):
            assert not allowed
            return
        assert allowed
        assert isinstance(changed, ActivityReport)
        assert changed.version == self.one.version + 1
        self.one = changed

    @rule(words=st.sampled_from(["", "Taller"]))
    def note(self, words: str) -> None:
        """Write notes."""
        with_author = self.one.state in {ReportState.DRAFT, ReportState.RETURNED}
        self._try(with_author, lambda: self.one.noted(Notes(words)))

    @rule(who=PEOPLE, activity=st.sampled_from([ACTIVITY, NOTHING]))
    def send(self, who: UUID, activity: Activity) -> None:
        """Send it."""
        with_author = self.one.state in {ReportState.DRAFT, ReportState.RETURNED}
        self._try(with_author, lambda: self.one.sent_on(who, NOW, Notes("x"), activity))
        if with_author:
            self.sealed = seal_of(self.one)

    @rule(who=PEOPLE, given_=st.booleans())
    def answer(self, who: UUID, given_: bool) -> None:
        """Give conformity, or send it back."""
        one = self.one
        allowed = one.state is ReportState.SENT and who not in (ANA, one.sent_by)
        if given_:
            self._try(allowed, lambda: one.accepted(who, NOW))
        else:
            self._try(allowed, lambda: one.returned(who, NOW, "Falta"))

    @invariant()
    def what_was_sent_stays(self) -> None:
        """It is kept as it was sent, and read as it was kept."""
        one = self.one
        assert from_text(to_text(one)) == (one.notes, one.sent, one.sent_by)
        if one.state in {ReportState.SENT, ReportState.ACCEPTED}:
            assert seal_of(one) == self.sealed
        if one.state is ReportState.ACCEPTED:
            assert one.coordinator_id not in (None, one.staff_id, one.sent_by)


TestWay = Way.TestCase


def test_what_is_counted_otherwise_later_is_told() -> None:
    support = replace(LINE, attended=12, closed=8)
    other = ServiceLine(1, "Usuarios", answered=2)
    work = replace(ACTIVITY.work, days=21, approved=9)
    now = replace(ACTIVITY, services=(other, support), work=work, lessons=())
    assert differences(ACTIVITY, ACTIVITY) == ()
    assert differences(ACTIVITY, now) == (
        Difference("Usuarios: respondidos", "0", "2"),
        Difference("Soporte: atenciones", "10", "12"),
        Difference("Soporte: cerrados", "9", "8"),
        Difference("Días en ventanilla", "20", "21"),
    )
    assert Difference("Usuarios: respondidos", "2", "0") in differences(now, ACTIVITY)


def test_a_month_without_anything_is_empty() -> None:
    assert NOTHING.is_empty
    assert not ACTIVITY.is_empty
    assert not replace(NOTHING, lessons=("Una",)).is_empty
    assert not replace(NOTHING, work=Work(days=1)).is_empty


@given(st.text(max_size=1600))
def test_notes_are_kept_or_refused(raw: str) -> None:
    try:
        kept = Notes(raw, raw, raw).cleaned()
    except InvalidInput:
        return
    assert kept.cleaned() == kept
    report = replace(a_report(), notes=kept)
    assert from_text(to_text(report))[0] == kept


@pytest.mark.parametrize("field", ["training", "events", "other"])
def test_each_note_is_as_long_as_it_may_be(field: str) -> None:
    assert Notes(**{field: "x" * 1500}).cleaned() == Notes(**{field: "x" * 1500})
    with pytest.raises(InvalidInput):
        Notes(**{field: "x" * 1501}).cleaned()
