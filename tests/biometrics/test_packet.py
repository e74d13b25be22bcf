"""The packet: what goes in comes out, for the right key alone, and nothing of it can be read."""

import hashlib
import io
import json
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from biometrics import interchange, packet
from biometrics.images import ColourImage
from biometrics.packet import Impression, Packet
from biometrics.synthetic import finger_image
from domain.fingers import Finger

SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SEALING = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
SIGNING_KEY, VERIFY = SIGNING.private_bytes_raw(), SIGNING.public_key().public_bytes_raw()
PRIVATE, PUBLIC = SEALING.private_bytes_raw(), SEALING.public_key().public_bytes_raw()
OFFICE, ENROLMENT, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
AT = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)


def a_packet(*impressions: Impression, photo: bytes = b"\xff\xd8foto") -> Packet:
    return Packet(
        ENROLMENT, OFFICE, "PC-KIT", AT, "U.are.U 4500", "A1-77", impressions, photo,
        ((Finger.LEFT_RING, b"\xff\xd8vendado"),),
    )  # fmt: skip


SAMPLE = a_packet(*(Impression(Finger.RIGHT_THUMB, 60 + n, b"\xff\xa0" * 900) for n in range(3)))


def opened(sealed: bytes, private: bytes = PRIVATE, **asked: UUID) -> Packet:
    return packet.open_packet(
        sealed, private, [VERIFY], asked.get("office", OFFICE), asked.get("enrolment", ENROLMENT)
    )


def sealed_content(content: bytes, *, key: Ed25519PrivateKey = SIGNING) -> bytes:
    """Seal something that is no packet as somebody who holds a workstation's key could."""
    bound = packet._bound(OFFICE, ENROLMENT)
    return packet._sealed(key.sign(packet._to_sign(bound, content)) + content, PUBLIC, bound)


def zipped(files: list[tuple[str, bytes]], how: int = zipfile.ZIP_STORED) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", how) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return kept.getvalue()


def manifest(**changes: object) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packet.pack(a_packet(photo=b"")))) as archive:
        told = json.loads(archive.read("manifest.json"))
    return json.dumps(told | {"evidence": [], "sha256": {}} | changes, ensure_ascii=False).encode()


pictures = st.builds(
    Impression, st.sampled_from(Finger), st.integers(0, 100), st.binary(max_size=300)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(pictures, max_size=12), st.binary(max_size=200))
def test_what_goes_in_comes_out(impressions: list[Impression], photo: bytes) -> None:
    whole = a_packet(*impressions, photo=photo)
    assert packet.pack(whole) == packet.pack(whole)
    assert opened(packet.seal(whole, SIGNING_KEY, PUBLIC)) == whole


def test_nothing_of_it_can_be_read() -> None:
    sealed = packet.seal(SAMPLE, SIGNING_KEY, PUBLIC)
    packed = packet.pack(SAMPLE)
    for tell_tale in (b"PK\x03\x04", b"manifest", b"\xff\xa0\xff\xa0", b"\xff\xd8foto", b"PC-KIT"):
        assert tell_tale in packed
        assert tell_tale not in sealed
    for known in (ENROLMENT.bytes, str(ENROLMENT).encode(), OFFICE.bytes, SIGNING_KEY, VERIFY):
        assert known not in sealed
    assert sealed != packet.seal(SAMPLE, SIGNING_KEY, PUBLIC), "each seal is another"
    assert packet.digest(sealed) == hashlib.sha256(sealed).hexdigest()
    assert "xff" not in repr(SAMPLE), "no picture in a log"


def test_it_opens_for_one_key_one_office_one_enrolment() -> None:
    sealed = packet.seal(SAMPLE, SIGNING_KEY, PUBLIC)
    with pytest.raises(packet.PacketUnopened):
        opened(sealed, bytes(range(7, 39)))
    with pytest.raises(packet.PacketUnopened):
        opened(sealed, office=OTHER)
    with pytest.raises(packet.PacketUnopened):
        opened(sealed, enrolment=OTHER)
    for keys in ([], [bytes(range(32))], [b"corta"], [b"\xff" * 32]):
        with pytest.raises(packet.PacketUnsigned):
            packet.open_packet(sealed, PRIVATE, keys, OFFICE, ENROLMENT)
    both = [b"\xff" * 32, VERIFY]
    assert packet.open_packet(sealed, PRIVATE, both, OFFICE, ENROLMENT) == SAMPLE


def test_it_is_sealed_anew_to_another_key() -> None:
    centre = X25519PrivateKey.generate()
    sealed = packet.seal(SAMPLE, SIGNING_KEY, PUBLIC)
    again = packet.reseal(
        sealed, PRIVATE, centre.public_key().public_bytes_raw(), OFFICE, ENROLMENT
    )
    assert opened(again, centre.private_bytes_raw()) == SAMPLE
    with pytest.raises(packet.PacketUnopened):
        opened(again)
    with pytest.raises(packet.PacketUnopened):
        packet.reseal(again, PRIVATE, PUBLIC, OFFICE, ENROLMENT)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_changed_it_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(packet.seal(SAMPLE, SIGNING_KEY, PUBLIC))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(packet.PacketUnopened):
        opened(bytes(sealed))
    with pytest.raises(packet.PacketUnopened):
        opened(bytes(sealed[: data.draw(st.integers(0, len(sealed) - 1))]))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_nothing_signed_can_break_it(content: bytes) -> None:
    with pytest.raises(packet.PacketDamaged):
        opened(sealed_content(content))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_spoilt_archive_is_refused_or_read_as_it_is(data: st.DataObject) -> None:
    content = bytearray(packet.pack(SAMPLE))
    for _ in range(data.draw(st.integers(1, 4))):
        # The ends of a ZIP are its structure; its middle is pictures.
        place = data.draw(st.integers(-700, 1200))
        content[place] ^= data.draw(st.integers(1, 255))
    with suppress(packet.PacketDamaged):
        assert opened(sealed_content(bytes(content))).enrolment_id == ENROLMENT


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(zipped([]), id="empty"),
        pytest.param(zipped([("foto.jpg", b"x")]), id="no manifest"),
        pytest.param(zipped([("manifest.json", b"{" * 60_000)]), id="no end"),
        pytest.param(zipped([("manifest.json", b"[" * 60_000)]), id="deep"),
        pytest.param(zipped([("manifest.json", b" " * 70_000)]), id="long manifest"),
        pytest.param(zipped([("manifest.json", b"\xff\xfe\xfa")]), id="no text"),
        pytest.param(zipped([("manifest.json", b"[]")]), id="a list"),
        pytest.param(zipped([("manifest.json", b"{}")]), id="nothing in it"),
        pytest.param(zipped([("manifest.json", manifest(version=2))]), id="newer"),
        pytest.param(zipped([("manifest.json", manifest(enrolment=str(OTHER)))]), id="another"),
        pytest.param(zipped([("manifest.json", manifest(office="x"))]), id="no office"),
        pytest.param(zipped([("manifest.json", manifest(captured_at="2026-12-04"))]), id="day"),
        pytest.param(zipped([("manifest.json", manifest(captured_at="ayer"))]), id="no time"),
        pytest.param(zipped([("manifest.json", manifest(prints=[{"finger": 11}]))]), id="finger"),
        pytest.param(zipped([("manifest.json", manifest(prints=3))]), id="no list"),
        pytest.param(
            zipped([("manifest.json", manifest()), ("../../etc/x", b"x")]), id="a file untold"
        ),
        pytest.param(
            zipped([("manifest.json", manifest(sha256={"a": "0"})), ("a", b"x")]), id="wrong hash"
        ),
        pytest.param(
            zipped([("manifest.json", manifest()), ("a", bytes(10**7))], zipfile.ZIP_DEFLATED),
            id="a bomb",
        ),
        pytest.param(
            zipped([("manifest.json", manifest()), *((f"{n}", b"") for n in range(64))]),
            id="too many",
        ),
    ],
)  # fmt: skip
def test_what_no_program_of_ours_packs_is_refused(content: bytes) -> None:
    with pytest.raises(packet.PacketDamaged):
        opened(sealed_content(content))


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        content = zipped([("manifest.json", manifest()), ("manifest.json", manifest())])
    with pytest.raises(packet.PacketDamaged):
        opened(sealed_content(content))


def test_what_is_too_large_is_neither_sealed_nor_opened() -> None:
    with pytest.raises(packet.PacketError, match="demasiado grande"):
        packet.seal(a_packet(photo=bytes(packet.LARGEST)), SIGNING_KEY, PUBLIC)
    with pytest.raises(packet.PacketUnopened):
        opened(bytes(packet.LARGEST + 2000))


def test_prints_and_photographs_keep_what_matters() -> None:
    image = finger_image(7)
    kept = interchange.to_wsq(image)
    assert len(kept) < len(image.pixels) / 8
    back = interchange.from_wsq(kept)
    assert (back.width, back.height, back.ppi) == (image.width, image.height, 500)
    differing = sum(abs(a - b) for a, b in zip(image.pixels, back.pixels, strict=True))
    assert differing / len(image.pixels) < 12
    photo = ColourImage(64, 48, bytes(range(256)) * 36)
    seen = interchange.from_jpeg(interchange.to_jpeg(photo))
    assert (seen.width, seen.height, len(seen.pixels)) == (64, 48, 64 * 48 * 3)


def test_a_print_that_was_cut_is_told() -> None:
    whole = interchange.to_wsq(finger_image(7))
    for length in (0, 2, 100, len(whole) // 2, len(whole) - 200):
        with pytest.raises(interchange.PictureDamaged):
            interchange.from_wsq(whole[:length])
