"""What is searched of an enrolment: as bytes, sealed, and read from a packet."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from biometrics.checking import Checked, ToCheck, check
from biometrics.images import GreyImage
from biometrics.interchange import to_wsq
from biometrics.packet import Impression, Packet, seal
from biometrics.record import CaptureUnreadable, Record, read_record
from biometrics.template import BadTemplate, Minutia, pack
from biometrics.vault import Vault, WrongVault
from domain.fingers import Finger
from tests.central.captures import impressions

TEMPLATE = pack([Minutia(10, 20, 30, 1, 40), Minutia(50, 60, 70, 2, 63)])
RECORD = Record({Finger.RIGHT_THUMB: (TEMPLATE, TEMPLATE), Finger.LEFT_INDEX: (TEMPLATE,)})
BLANK = Impression(Finger.LEFT_THUMB, 0, to_wsq(GreyImage(200, 200, bytes([255]) * 40_000)))


def test_a_record_is_read_again_as_it_was() -> None:
    assert Record.from_bytes(RECORD.to_bytes()).fingers == dict(RECORD.fingers)


@given(st.binary(max_size=80), st.integers(0, 70), st.integers(0, 255))
def test_whatever_else_it_is_it_is_told(noise: bytes, place: int, value: int) -> None:
    good = RECORD.to_bytes()
    spoilt = bytearray(good)
    spoilt[place % len(good)] = value
    for content in (noise, bytes(spoilt), good[:place], good + b"x"):
        try:
            Record.from_bytes(content)
        except BadTemplate:
            continue


@pytest.mark.parametrize("content", [b"", b"VTR\x01", b"VTR\x02\x00", RECORD.to_bytes() + b"x"])
def test_what_is_no_record_is_refused(content: bytes) -> None:
    with pytest.raises(BadTemplate):
        Record.from_bytes(content)


def test_what_is_sealed_opens_for_the_same_enrolment_with_the_same_key_only() -> None:
    office, enrolment = uuid4(), uuid4()
    vault = Vault(b"k" * 32)
    sealed = vault.seal(office, enrolment, b"templates")
    assert vault.open(office, enrolment, sealed) == b"templates"
    assert b"templates" not in sealed
    changed = bytes([*sealed[:-1], sealed[-1] ^ 1])
    for key, whose, content in (
        (b"k" * 32, (enrolment, office), sealed),
        (b"x" * 32, (office, enrolment), sealed),
        (b"k" * 32, (office, enrolment), changed),
        (b"k" * 32, (office, enrolment), b""),
    ):
        with pytest.raises(WrongVault):
            Vault(key).open(*whose, content)


def packet(*prints: Impression) -> Packet:
    return Packet(uuid4(), uuid4(), "PC", datetime.now(UTC), "Simulado", "S-1", prints)


def test_a_picture_that_shows_no_print_is_left_out() -> None:
    damaged = replace(BLANK, wsq=b"no picture")
    good = impressions(20)[0]
    found = read_record(packet(BLANK, good, damaged))
    assert list(found.fingers) == [good.finger]
    with pytest.raises(CaptureUnreadable):
        read_record(packet(BLANK, damaged))


def test_one_capture_is_checked_whole_among_what_was_kept_before() -> None:
    private, signing = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    key, office = private.private_bytes_raw(), uuid4()

    def asked(content: Packet, *gallery: tuple[object, bytes], **changes: object) -> ToCheck:
        sealed = seal(content, signing.private_bytes_raw(), private.public_key().public_bytes_raw())
        made = ToCheck(
            sealed, key, (signing.public_key().public_bytes_raw(),), office,
            content.enrolment_id, gallery,  # type: ignore[arg-type]
        )  # fmt: skip
        return replace(made, **changes)  # type: ignore[arg-type]

    first = replace(packet(*impressions(20)), office_id=office)
    kept = check(asked(first)).kept
    assert kept
    second = replace(packet(*impressions(20, 2)), office_id=office)
    spoilt = (uuid4(), b"spoilt")
    found = check(asked(second, (first.enrolment_id, kept), spoilt, (second.enrolment_id, kept)))
    (one,) = found.alike
    assert (one.enrolment_id, one.finger) == (first.enrolment_id, Finger.RIGHT_INDEX)
    assert one.score >= 25
    assert check(asked(second, private_key=b"x" * 32)) == Checked(unopened=True)
    assert "firma" in check(asked(second, verify_keys=())).refused
