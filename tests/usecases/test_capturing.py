"""A capture is confirmed: sealed in one step, once, with every exception a supervisor's."""

import json
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from biometrics.interchange import from_jpeg, from_wsq
from biometrics.packet import PacketUnopened
from db.repositories.enrolments import SqlPackets
from desktop.usecases import access, capturing, cases, enrolling, staff_admin
from desktop.usecases.capturing import (
    CaptureContent,
    CapturedAlready,
    ExceptionUnknown,
    NoSealingKey,
    TooManyUnsent,
    accept_poor,
    allow_exception,
    confirm_capture,
)
from desktop.usecases.desk import Desk
from desktop.usecases.passwords import Passwords
from domain.captures import CaptureIncomplete, CaptureSummary
from domain.enrolment import (
    DuplicateCheck,
    Enrolment,
    EnrolmentState,
    NoticeMissing,
    NotThatState,
)
from domain.errors import DiskFull, InvalidInput, KnownError, NotFound, Stale
from domain.fingers import ExceptionReason, Finger, FingerException
from domain.staff import Actor, NotAllowed, PinRefused, Role, RoleGrant
from tests.documents.samples import HOSTILE
from tests.office import PIN, FakeClock, SmallOffice
from tests.usecases.at_the_kit import (
    ALTERNO,
    CENTRE,
    KEYS,
    READER,
    SERIAL,
    AtKit,
    StationKeys,
    at_kit,
    captured,
    changed_rules,
    content,
    packet_of,
    requested,
    second_technician,
    stored,
    told,
    with_centre,
)
from tests.usecases.hall import told as told_of
from tests.usecases.linked import LINK, linked

THUMB, INDEX = Finger.RIGHT_THUMB, Finger.LEFT_INDEX
UNREADABLE = ExceptionReason.UNREADABLE


@pytest.fixture
def kit(desk: Desk, office: SmallOffice) -> AtKit:
    """A case of enrolment whose papers are complete."""
    return at_kit(desk, office)


@pytest.fixture
def ready(desk: Desk, kit: AtKit) -> Enrolment:
    """The titular is at the reader."""
    return told(desk, kit)


def confirm(desk: Desk, kit: AtKit, of: Enrolment, what: CaptureContent | None = None) -> Enrolment:
    """Confirm a capture."""
    given = content() if what is None else what
    return confirm_capture(desk, kit.technician, KEYS, of.id, given).enrolment


def packets(desk: Desk) -> int:
    """How many sealed packets are kept."""
    with desk.units.read() as unit:
        return len(unit.packets.all())


def test_packet_enrolment_and_operation_are_one_step(
    desk: Desk, kit: AtKit, ready: Enrolment
) -> None:
    done = confirm(desk, kit, ready)
    assert (done.state, done.check_state) == (EnrolmentState.CAPTURED, DuplicateCheck.WAITING)
    assert done.captured_by == kit.technician.staff_id
    last = told_of(desk, done.id)[-1]
    payload = json.loads(last.payload or "")
    assert (last.type, payload["packet"]) == ("enrolment_captured", done.packet)
    assert "Tatiana" not in str(payload)
    with desk.units.read() as unit:
        kept = unit.packets.get(done.packet)
        assert kept is not None
        assert (kept.sequence, kept.sent_at, len(kept.content)) == (
            last.sequence,
            None,
            payload["size"],
        )
    held = packet_of(desk, done)
    assert (held.workstation, held.reader, held.serial) == ("PC-PRUEBA", READER, SERIAL)
    assert [(one.finger, one.quality) for one in held.impressions] == [
        (one.finger, one.qualities[0]) for one in content().fingers
    ]
    assert from_wsq(held.impressions[0].wsq).width == 192
    assert from_jpeg(held.photo).width == 48
    assert CaptureSummary.from_json(stored(desk, done).summary) == content().summary


def test_with_a_centre_nobody_here_can_open_it(desk: Desk, kit: AtKit, ready: Enrolment) -> None:
    with_centre(desk)
    done = confirm(desk, kit, ready)
    with pytest.raises(PacketUnopened):
        packet_of(desk, done)
    assert packet_of(desk, done, CENTRE).enrolment_id == done.id


def test_a_centre_without_a_key_keeps_the_capture_open(
    desk: Desk, kit: AtKit, ready: Enrolment
) -> None:
    linked(desk, replace(LINK, sealing_key=""))
    with pytest.raises(NoSealingKey):
        confirm(desk, kit, ready)
    assert packets(desk) == 0


def test_the_same_capture_confirmed_twice_is_told_as_done(
    desk: Desk, kit: AtKit, ready: Enrolment
) -> None:
    first = confirm_capture(desk, kit.technician, KEYS, ready.id, content())
    again = confirm_capture(desk, kit.technician, KEYS, ready.id, content())
    assert (first.again, again.again, again.enrolment) == (False, True, first.enrolment)
    assert packets(desk) == 1
    other = replace(content(), serial="B2")
    with pytest.raises(CapturedAlready, match="Tomás Técnico"):
        confirm_capture(desk, kit.technician, KEYS, ready.id, other)


def test_the_key_of_a_workstation_is_told_once(desk: Desk, kit: AtKit, ready: Enrolment) -> None:
    def registered() -> list[str]:
        with desk.units.read() as unit:
            found = [one for one in unit.log.all() if one.type == "signing_key_registered"]
        return [json.loads(one.payload or "")["workstation"] for one in found]

    confirm(desk, kit, ready)
    assert registered() == ["PC-PRUEBA"]
    confirm(desk, kit, told(desk, kit, ALTERNO))
    assert registered() == ["PC-PRUEBA"]
    again = told_again(desk, kit)
    keys = StationKeys("PC-DOS", bytes(range(9, 41)))
    confirm_capture(desk, kit.technician, keys, again.id, content())
    assert registered() == ["PC-PRUEBA", "PC-DOS"]


def told_again(desk: Desk, kit: AtKit) -> Enrolment:
    """The alterno desists and another one is at the reader."""
    with desk.units.read() as unit:
        alterno = unit.enrolments.of_case(kit.case.id)[1]
    enrolling.withdraw(desk, kit.technician, alterno.id, "No viene")
    return told(desk, kit, ALTERNO)


def test_not_before_the_notice(desk: Desk, kit: AtKit) -> None:
    asked = requested(desk, kit)
    with pytest.raises(NotThatState):
        confirm(desk, kit, asked)
    enrolling.validate(desk, kit.technician, asked.id)
    with pytest.raises(NoticeMissing):
        confirm(desk, kit, asked)
    assert packets(desk) == 0


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (lambda c: content((THUMB, INDEX)), "Falta capturar: índice derecho, pulgar izquierdo"),
        (lambda c: replace(c, photo=None), "Falta la fotografía"),
        (lambda c: replace(c, fingers=(*c.fingers, c.fingers[0])), "dos veces"),
        (
            lambda c: replace(
                c,
                fingers=(replace(c.fingers[0], qualities=()), *c.fingers[1:]),
            ),
            "sin ninguna impresión",
        ),
    ],
)
def test_what_is_asked_for_is_captured(
    desk: Desk,
    kit: AtKit,
    ready: Enrolment,
    spoilt: Callable[[CaptureContent], CaptureContent],
    words: str,
) -> None:
    with pytest.raises(CaptureIncomplete, match=words):
        confirm(desk, kit, ready, spoilt(content()))
    assert (packets(desk), stored(desk, ready).state) == (0, EnrolmentState.VALIDATED)


def test_what_is_told_is_what_is_sealed(desk: Desk, kit: AtKit, ready: Enrolment) -> None:
    whole = content()
    with pytest.raises(InvalidInput, match="no corresponden"):
        confirm(desk, kit, ready, replace(whole, prints=whole.prints[1:]))


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_reader_says_of_itself_is_kept_as_it_can_be(
    desk: Desk, kit: AtKit, ready: Enrolment, text: str
) -> None:
    fingers = content().fingers[:1]
    changed_rules(desk, fingers=(fingers[0].finger,), minimum=1)
    what = replace(content((fingers[0].finger,)), reader=text, serial=text)
    done = confirm(desk, kit, ready, what)
    kept = CaptureSummary.from_json(done.summary)
    assert kept.reader == packet_of(desk, done).reader
    assert len(kept.reader) <= 60
    assert confirm_capture(desk, kit.technician, KEYS, ready.id, what).again


# ------------------------------------------------------------------------------ exceptions
def allow(
    desk: Desk, kit: AtKit, of: Enrolment, finger: Finger, username: str = "supervisor-1"
) -> FingerException:
    """Have a supervisor allow to leave a finger out."""
    return allow_exception(
        desk, kit.technician, of.id, username, PIN, finger, UNREADABLE, permanent=False
    )


def test_an_exception_is_a_supervisors(
    desk: Desk, office: SmallOffice, kit: AtKit, ready: Enrolment
) -> None:
    left_out = allow(desk, kit, ready, INDEX)
    assert left_out.allowed_by == office.staff["supervisor-1"].id
    done = confirm(desk, kit, ready, content(exceptions=(left_out,)))
    assert CaptureSummary.from_json(done.summary).exceptions == (left_out,)
    [(finger, photo)] = packet_of(desk, done).evidence
    assert (finger, from_jpeg(photo).height) == (INDEX, 64)
    [allowed] = [one for one in told_of(desk, done.id) if one.type == "exception_allowed"]
    assert allowed.actor_id == left_out.allowed_by
    assert json.loads(allowed.payload or "") == {
        "finger": 7,
        "technician": str(kit.technician.staff_id),
        "reason": "unreadable",
        "permanent": False,
    }


def test_the_best_of_a_poor_finger_is_accepted_by_a_supervisor(
    desk: Desk, kit: AtKit, ready: Enrolment
) -> None:
    by = accept_poor(desk, kit.technician, ready.id, "supervisor-1", PIN, THUMB)
    with pytest.raises(ExceptionUnknown, match="índice izquierdo"):
        confirm(desk, kit, ready, content(accepted=(INDEX, by)))
    done = confirm(desk, kit, ready, content(accepted=(THUMB, by)))
    assert CaptureSummary.from_json(done.summary).fingers[0].accepted_by == by


def test_no_exception_is_taken_on_a_pages_word(
    desk: Desk, office: SmallOffice, kit: AtKit, ready: Enrolment
) -> None:
    supervisor = office.staff["supervisor-1"].id
    invented = FingerException(INDEX, UNREADABLE, permanent=False, allowed_by=supervisor)
    with pytest.raises(ExceptionUnknown):
        confirm(desk, kit, ready, content(exceptions=(invented,)))
    left_out = allow(desk, kit, ready, INDEX)
    for other in (
        replace(left_out, permanent=True),
        replace(left_out, reason=ExceptionReason.BANDAGED),
        replace(left_out, finger=THUMB),
        replace(left_out, allowed_by=office.staff["supervisor-2"].id),
        replace(left_out, allowed_by=None),
    ):
        with pytest.raises(ExceptionUnknown):
            confirm(desk, kit, ready, content(exceptions=(other,)))


def test_the_minimum_holds_however_many_exceptions(
    desk: Desk, kit: AtKit, ready: Enrolment
) -> None:
    left_out = tuple(
        allow(desk, kit, ready, finger) for finger in (INDEX, THUMB, Finger.LEFT_THUMB)
    )
    with pytest.raises(CaptureIncomplete, match=r"capturados: 1\. Se necesitan al menos 2"):
        confirm(desk, kit, ready, content(exceptions=left_out))


def test_who_may_allow_it(desk: Desk, office: SmallOffice, kit: AtKit, ready: Enrolment) -> None:
    with pytest.raises(NotFound):
        allow(desk, kit, ready, INDEX, "nadie")
    for username in ("asesor-1", "tecnico-1"):
        with pytest.raises(NotAllowed):
            allow(desk, kit, ready, INDEX, username)
    with pytest.raises(PinRefused):
        allow_exception(
            desk,
            kit.technician,
            ready.id,
            "supervisor-1",
            "0000",
            INDEX,
            UNREADABLE,
            permanent=False,
        )
    with pytest.raises(InvalidInput, match="vendado"):
        allow_exception(
            desk,
            kit.technician,
            ready.id,
            "supervisor-1",
            PIN,
            INDEX,
            ExceptionReason.BANDAGED,
            permanent=True,
        )
    confirm(desk, kit, ready)
    with pytest.raises(NotThatState):
        allow(desk, kit, ready, INDEX)


def test_nobody_allows_their_own_exception(desk: Desk, office: SmallOffice, kit: AtKit) -> None:
    roles = (RoleGrant(Role.TECHNICIAN), RoleGrant(Role.SUPERVISOR))
    member = kit.technician
    staff_admin.edit_staff(
        desk, office.actor("admin-1"), member.staff_id, member.version, "Tomás", roles
    )
    both = replace(kit, technician=access.refresh(desk, member))
    ready = told(desk, both)
    with pytest.raises(NotAllowed, match="distinto"):
        allow(desk, both, ready, INDEX, "tecnico-1")


def test_what_is_withdrawn_while_a_pin_is_checked_is_not_allowed(
    desk: Desk, office: SmallOffice, kit: AtKit, ready: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    matches = type(desk.passwords).matches

    def late(passwords: Passwords, hashed: str, typed: str) -> bool:
        enrolling.withdraw(desk, kit.technician, ready.id, "Se fue")
        return matches(passwords, hashed, typed)

    with monkeypatch.context() as patched:
        patched.setattr(Passwords, "matches", late)
        with pytest.raises(NotThatState):
            allow(desk, kit, ready, INDEX)
    assert "exception_allowed" not in [one.type for one in told_of(desk, ready.id)]


# ------------------------------------------------------------------------------ faults
def test_capturing_stops_when_too_much_waits_for_the_centre(
    desk: Desk, kit: AtKit, ready: Enrolment
) -> None:
    changed_rules(desk, most_unsent=1)
    confirm(desk, kit, ready)
    second = told(desk, kit, ALTERNO)
    with_centre(desk)
    with pytest.raises(TooManyUnsent, match="por enviar al centro: 1"):
        confirm(desk, kit, second)
    with desk.units.write() as unit:
        [name] = unit.packets.all()
        unit.packets.sent(name, desk.clock.now(), 99)
    assert confirm(desk, kit, second).state is EnrolmentState.CAPTURED


def test_a_stand_alone_office_sends_nothing_and_never_stops(
    desk: Desk, kit: AtKit, ready: Enrolment
) -> None:
    changed_rules(desk, most_unsent=1)
    confirm(desk, kit, ready)
    confirm(desk, kit, told(desk, kit, ALTERNO))
    assert packets(desk) == 2


def test_a_link_that_changes_meanwhile_has_it_confirmed_again(
    desk: Desk, kit: AtKit, ready: Enrolment
) -> None:
    class Linking(StationKeys):
        def signing(self) -> bytes:
            with_centre(desk)
            return super().signing()

    with pytest.raises(Stale):
        confirm_capture(desk, kit.technician, Linking(), ready.id, content())
    assert packets(desk) == 0
    assert packet_of(desk, confirm(desk, kit, ready), CENTRE).enrolment_id == ready.id


def meanwhile(act: Callable[[], object]) -> StationKeys:
    """Keys whose keyring answers so late that something else happens first."""

    class Late(StationKeys):
        def signing(self) -> bytes:
            act()
            return super().signing()

    return Late()


def test_two_programs_confirm_the_same_at_once(desk: Desk, kit: AtKit, ready: Enrolment) -> None:
    late = meanwhile(lambda: confirm(desk, kit, ready))
    second = confirm_capture(desk, kit.technician, late, ready.id, content())
    assert second.again
    assert packets(desk) == 1


def test_a_colleague_who_takes_the_case_ends_the_others_capture(
    desk: Desk, office: SmallOffice, kit: AtKit, ready: Enrolment
) -> None:
    other = second_technician(desk, office)

    def taken() -> None:
        cases.reassign(desk, kit.technician, kit.case.id, other.staff_id, "Me voy")

    with pytest.raises(KnownError, match="Andrés Asesor"):
        confirm_capture(desk, kit.technician, meanwhile(taken), ready.id, content())
    confirm_capture(desk, other, KEYS, ready.id, content())
    with pytest.raises(CapturedAlready, match="Andrés Asesor"):
        give_back_and_confirm(desk, kit, other, ready.id)


def give_back_and_confirm(desk: Desk, kit: AtKit, other: Actor, key: UUID) -> None:
    """Have the first technician, who has the case again, confirm the very same capture."""
    cases.reassign(desk, other, kit.case.id, kit.technician.staff_id, "Sigue usted")
    confirm_capture(desk, kit.technician, KEYS, key, content())


def test_a_disk_that_refuses_leaves_nothing(
    desk: Desk, kit: AtKit, ready: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(SqlPackets, "add", full)
        with pytest.raises(DiskFull):
            confirm(desk, kit, ready)
    assert (packets(desk), stored(desk, ready)) == (0, ready)
    assert confirm(desk, kit, ready).state is EnrolmentState.CAPTURED


def test_what_is_held_in_memory_is_in_no_repr(clock: FakeClock) -> None:
    shown = repr(content())
    assert "pixels" not in shown
    assert "image" not in shown
    assert capturing.POOR not in shown


def test_one_confirmed_stays_confirmed(desk: Desk, kit: AtKit) -> None:
    done = captured(desk, kit)
    with pytest.raises(NotThatState):
        enrolling.give_notice(desk, kit.technician, done.id)
