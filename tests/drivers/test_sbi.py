"""The client of the Secure Biometric Interface, at a service that misbehaves in every way."""

import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from biometrics.synthetic import finger_image
from desktop.drivers.sbi import driver as sbi
from desktop.drivers.sbi.driver import SbiDriver
from desktop.ports.kit import (
    CaptureCancelled,
    CaptureFailed,
    CaptureRequest,
    CaptureTimeout,
    PreviewFrame,
    Reader,
    ReaderBusy,
    ReaderError,
    ReaderNotReady,
    ReaderNotRegistered,
    ReaderProtocol,
    ReaderRemoved,
    ReaderState,
    ReaderTampered,
    ReaderUnsupported,
    ReaderUntrusted,
    Retry,
    StateChanged,
)
from domain.fingers import Finger, Guidance
from tests.drivers.heard import Heard, ask, captured, failed
from tests.drivers.sbi_authority import Maker
from tests.drivers.sbi_server import TRANSPORT, SbiServer

IMAGE = finger_image(7)


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker()


@pytest.fixture
def certificates(maker: Maker, tmp_path: Path) -> Path:
    folder = tmp_path / "lectores"
    folder.mkdir()
    (folder / "fabricante.pem").write_text(maker.root.pem)
    return folder


@pytest.fixture
def server(maker: Maker) -> Iterator[SbiServer]:
    made = SbiServer(maker)
    made.plug()
    made.place(IMAGE)
    yield made
    made.close()


@pytest.fixture
def driver(server: SbiServer, certificates: Path) -> Iterator[SbiDriver]:
    made = SbiDriver(certificates, [server.port])
    yield made
    made.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def reader(driver: SbiDriver, heard: Heard) -> Iterator[Reader]:
    [info] = driver.discover()
    opened = driver.open(info.id, heard)
    yield opened
    opened.close()


def test_a_capture_is_asked_for_and_checked(
    server: SbiServer, reader: Reader, heard: Heard
) -> None:
    request = CaptureRequest(Finger.LEFT_RING, "first", 20, 40)
    reader.capture(request)
    first = captured(heard)
    assert first.image == IMAGE
    assert (first.quality, first.transaction) == (80, "first")
    assert (first.reader.model, first.reader.serial) == ("Prueba Uno", "SN-0001")
    assert first.proof is not None
    reader.capture(CaptureRequest(Finger.LEFT_RING, "second", 20, 40))
    second = captured(heard)
    asked = [body for verb, body in server.questions if verb == "RCAPTURE"]
    assert asked[0]["bio"][0]["previousHash"] == ""
    assert asked[1]["bio"][0]["previousHash"] == first.proof.hash
    assert asked[0]["bio"][0]["bioSubType"] == ["Left RingFinger"]
    assert (asked[0]["timeout"], asked[0]["bio"][0]["requestedScore"]) == ("20000", "40")
    assert second.proof is not None
    assert second.proof.certificate == first.proof.certificate


UNTRUSTED = {
    "self-signed": "fabricante reconocido",
    "other authority": "fabricante reconocido",
    "without the one between": "fabricante reconocido",
    "signed by a reader": "fabricante reconocido",
    "expired": "vencido",
    "not yet valid": "todavía no es válido",
    "wrong signature": "firma",
    "cut signature": "firma",
    "alg none": "firma",
    "alg HS256": "firma",
    "no certificates": "firma",
    "damaged certificate": "firma",
    "wrong transaction": "otra captura",
    "old": "de este momento",
    "of tomorrow": "de este momento",
    "broken chain": "captura anterior",
    "other environment": "otro lector",
    "other code": "otro lector",
    "other reader": "otro lector",
}
NOT_UNDERSTOOD = {
    "no quality": "calidad",
    "quality in words": "calidad",
    "quality 101": "calidad",
    "unknown subtype": "de qué dedo",
    "other finger": "otro dedo",
    "other finger inside": "otro dedo",
    "huge image": "imagen",
    "no record": "imagen",
    "cut record": "imagen",
    "no moment": "no se entiende",
    "no zone": "no se entiende",
    "iris": "no se entiende",
    "only to compare": "no se entiende",
    "no digital id": "no se entiende",
    "no value": "no se entiende",
    "value is no base64": "no se entiende",
    "wrong version": "no se entiende",
    "two parts": "no se entiende",
    "no base64": "no se entiende",
    "header is no json": "no se entiende",
    "no impressions": "no se entiende",
    "two impressions": "no se entiende",
    "data is a number": "no se entiende",
    "surrogates": "no se entiende",
    "a list": "no se entiende",
}
SILENT = ("silent", "silent in the middle")


def fails_and_goes_on(
    server: SbiServer, reader: Reader, heard: Heard, misdeed: str, timeout: float = 20.0
) -> ReaderError:
    """Let it misbehave once; the same reader then serves at once. Returns how it failed."""
    server.misbehave(misdeed)
    ask(reader, "bad", timeout=timeout)
    error = failed(heard)
    ask(reader, "good")
    assert captured(heard).image == IMAGE
    return error


@pytest.mark.parametrize("misdeed", UNTRUSTED)
def test_what_cannot_be_trusted(
    server: SbiServer, reader: Reader, heard: Heard, misdeed: str
) -> None:
    error = fails_and_goes_on(server, reader, heard, misdeed)
    assert type(error) is ReaderUntrusted
    assert UNTRUSTED[misdeed] in error.what


@pytest.mark.parametrize("misdeed", NOT_UNDERSTOOD)
def test_what_is_not_understood(
    server: SbiServer, reader: Reader, heard: Heard, misdeed: str
) -> None:
    error = fails_and_goes_on(server, reader, heard, misdeed)
    assert type(error) is ReaderProtocol
    assert NOT_UNDERSTOOD[misdeed] in error.what


@pytest.mark.parametrize("misdeed", [one for one in TRANSPORT if one not in SILENT])
def test_what_is_no_answer(server: SbiServer, reader: Reader, heard: Heard, misdeed: str) -> None:
    assert type(fails_and_goes_on(server, reader, heard, misdeed)) is ReaderProtocol


@pytest.mark.parametrize("misdeed", SILENT)
def test_silence_ends_by_our_own_time_out(
    server: SbiServer,
    reader: Reader,
    heard: Heard,
    misdeed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sbi.SbiReader, "_own_patience", 0.0)
    error = fails_and_goes_on(server, reader, heard, misdeed, timeout=0.2)
    assert type(error) is CaptureTimeout


CODES: dict[int, tuple[type[ReaderError], str]] = {
    100: (ReaderNotRegistered, "registrado"),
    101: (Retry, "huella"),
    102: (Retry, "huella"),
    103: (ReaderTampered, "abierto o alterado"),
    104: (ReaderNotReady, "fabricante"),
    105: (Retry, "huella"),
    107: (ReaderUntrusted, "vencida"),
    108: (ReaderNotReady, "institución"),
    109: (ReaderUnsupported, "no permite"),
    110: (ReaderNotReady, "listo"),
    111: (ReaderBusy, "ocupado"),
    112: (ReaderProtocol, "112"),
    123: (ReaderProtocol, "123"),
    501: (ReaderProtocol, "501"),
    609: (CaptureTimeout, "a tiempo"),
    700: (CaptureCancelled, "detuvo"),
    701: (CaptureTimeout, "a tiempo"),
    703: (ReaderBusy, "ocupado"),
    710: (ReaderProtocol, "710"),
    999: (ReaderProtocol, "999"),
    31415: (ReaderProtocol, "31415"),
}


@pytest.mark.parametrize("kind", ["error", "405"])
def test_codes_of_the_interface(server: SbiServer, reader: Reader, heard: Heard, kind: str) -> None:
    for code, (error, says) in CODES.items():
        told = fails_and_goes_on(server, reader, heard, f"{kind} {code}")
        assert type(told) is error, code
        assert says in told.what, code
        assert told.todo, code
    guided = fails_and_goes_on(server, reader, heard, f"{kind} 105")
    assert isinstance(guided, Retry)
    assert guided.guidance is Guidance.MORE_CENTRED


def test_an_answer_that_was_given_before_is_refused(
    server: SbiServer, reader: Reader, heard: Heard
) -> None:
    ask(reader, "same")
    captured(heard)
    server.misbehave("replay")
    ask(reader, "same")
    error = failed(heard)
    assert isinstance(error, ReaderUntrusted)
    assert "otra captura" in error.what


def test_a_slow_reader_and_one_of_the_older_record_serve(
    server: SbiServer, reader: Reader, heard: Heard
) -> None:
    server.misbehave("slow", "2005")
    ask(reader, "slow")
    assert captured(heard).image == IMAGE
    ask(reader, "older")
    assert captured(heard).image.width == IMAGE.width


def test_nobody_places_a_finger(server: SbiServer, reader: Reader, heard: Heard) -> None:
    server.place(None)
    ask(reader, timeout=0.2)
    assert isinstance(failed(heard), CaptureTimeout)
    ask(reader)
    reader.cancel()
    assert isinstance(failed(heard), CaptureCancelled)
    ask(reader, "first")
    ask(reader, "second")
    assert isinstance(failed(heard), ReaderBusy)
    server.place(IMAGE)
    assert captured(heard).transaction == "first"


def test_a_service_that_ends_in_the_middle_is_a_removed_reader_and_is_found_again(
    server: SbiServer, driver: SbiDriver, reader: Reader, heard: Heard
) -> None:
    server.place(None)
    ask(reader)
    server.wait_for("RCAPTURE")
    server.unplug()
    assert isinstance(failed(heard), ReaderRemoved)
    assert StateChanged(ReaderState.REMOVED) in heard.events
    ask(reader)
    assert isinstance(failed(heard), ReaderRemoved)
    assert list(driver.discover()) == []
    with pytest.raises(ReaderRemoved):
        driver.open(reader.info.id, heard)
    server.plug()
    server.place(IMAGE)
    again = driver.open(driver.discover()[0].id, heard)
    ask(again)
    assert captured(heard).image == IMAGE
    again.close()


def test_a_reader_pulled_out_of_a_service_that_stays(
    server: SbiServer, reader: Reader, heard: Heard
) -> None:
    server.misbehave("error 106")
    ask(reader)
    assert isinstance(failed(heard), ReaderRemoved)
    assert reader.info.state is ReaderState.REMOVED


# ------------------------------------------------------------------------------ finding and opening
def test_what_is_no_such_service_is_passed_over(
    server: SbiServer, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sbi, "_TOLD_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        driver = SbiDriver(certificates, [mute.getsockname()[1], server.port])
        assert [one.serial for one in driver.discover()] == ["SN-0001"]
        driver.close()


def test_all_ports_of_the_interface_are_looked_at(certificates: Path) -> None:
    assert (sbi.PORTS[0], sbi.PORTS[-1], len(sbi.PORTS)) == (4501, 4600, 100)
    driver = SbiDriver(certificates)
    assert isinstance(list(driver.discover()), list)
    driver.close()


def test_readers_of_something_else_are_left_out(server: SbiServer, driver: SbiDriver) -> None:
    server.digital["type"] = "Iris"
    assert list(driver.discover()) == []


@pytest.mark.parametrize("misdeed", ["expired", "alg none", "wrong signature", "other authority"])
def test_a_reader_that_does_not_prove_who_it_is_is_not_opened(
    server: SbiServer, driver: SbiDriver, heard: Heard, misdeed: str
) -> None:
    [info] = driver.discover()
    server.misbehave(misdeed)
    with pytest.raises(ReaderUntrusted):
        driver.open(info.id, heard)
    driver.open(info.id, heard).close()


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"deviceStatus": "Busy"}, ReaderBusy, "ocupado"),
        ({"deviceStatus": "Not Ready"}, ReaderNotReady, "listo"),
        ({"deviceStatus": "Not Registered"}, ReaderNotRegistered, "registrado"),
        ({"deviceStatus": "On Fire"}, ReaderProtocol, "no se entiende"),
        ({"specVersion": ["0.9.2"]}, ReaderUnsupported, "versión"),
        ({"purpose": "Auth"}, ReaderUnsupported, "registrar"),
        ({"deviceId": "reader-2"}, ReaderRemoved, "desconectó"),
        ({"error": {"errorCode": "104"}}, ReaderNotReady, "fabricante"),
    ],
)
def test_why_it_was_not_opened_is_told(
    server: SbiServer,
    driver: SbiDriver,
    heard: Heard,
    changes: dict[str, object],
    error: type[ReaderError],
    says: str,
) -> None:
    [info] = driver.discover()
    server.device.update(changes)
    with pytest.raises(error, match=says):
        driver.open(info.id, heard)


def test_who_is_not_registered_signs_nothing(
    server: SbiServer, driver: SbiDriver, heard: Heard
) -> None:
    [info] = driver.discover()
    server.misbehave("not registered")
    with pytest.raises(ReaderNotRegistered):
        driver.open(info.id, heard)


def test_a_service_that_does_not_say_who_it_is(
    server: SbiServer, driver: SbiDriver, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    [info] = driver.discover()
    monkeypatch.setattr(sbi, "_TOLD_SECONDS", 0.2)
    server.misbehave("silent")
    with pytest.raises(ReaderNotReady, match="no responde"):
        driver.open(info.id, heard)


@pytest.mark.parametrize("reader_id", ["", "x/y", "80/reader-1", "99999999/reader-1"])
def test_only_what_was_found_is_opened(driver: SbiDriver, heard: Heard, reader_id: str) -> None:
    with pytest.raises(ReaderRemoved):
        driver.open(reader_id, heard)


def test_without_certificates_nobody_is_trusted(
    server: SbiServer, heard: Heard, tmp_path: Path
) -> None:
    driver = SbiDriver(tmp_path / "nothing", [server.port])
    with pytest.raises(ReaderUntrusted, match="Pida al administrador"):
        driver.open(driver.discover()[0].id, heard)
    driver.close()


def test_what_the_maker_took_back_is_not_trusted(
    server: SbiServer, driver: SbiDriver, certificates: Path, maker: Maker, heard: Heard
) -> None:
    revoked = maker.taken_back(server.chain[0])
    (certificates / "anulados.crl").write_bytes(revoked)
    with pytest.raises(ReaderUntrusted, match="anulado"):
        driver.open(driver.discover()[0].id, heard)


def test_a_damaged_file_among_the_certificates_is_left_out(
    driver: SbiDriver, certificates: Path, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    (certificates / "roto.pem").write_text("-----BEGIN CERTIFICATE-----\nno\n")
    (certificates / "roto.crl").write_bytes(b"\x00")
    (certificates / "leame.txt").write_text("Aquí van los certificados.")
    with caplog.at_level(logging.WARNING):
        driver.open(driver.discover()[0].id, heard).close()
    assert "roto.pem" in caplog.text


def test_the_hour_of_the_computer_counts(
    server: SbiServer, certificates: Path, heard: Heard
) -> None:
    driver = SbiDriver(
        certificates, [server.port], lambda: datetime.now(UTC) - timedelta(minutes=10)
    )
    reader = driver.open(driver.discover()[0].id, heard)
    ask(reader)
    error = failed(heard)
    assert isinstance(error, ReaderUntrusted)
    assert "fecha y la hora" in error.todo
    driver.close()


@pytest.mark.parametrize(
    ("finger", "sensor"),
    [(Finger.RIGHT_THUMB, "3"), (Finger.RIGHT_INDEX, "2"), (Finger.LEFT_LITTLE, "1")],
)
def test_the_sensor_of_the_finger_is_asked(
    server: SbiServer, driver: SbiDriver, heard: Heard, finger: Finger, sensor: str
) -> None:
    server.device["deviceSubId"] = [1, 2, 3]
    reader = driver.open(driver.discover()[0].id, heard)
    reader.capture(CaptureRequest(finger, "t"))
    captured(heard)
    assert server.questions[-1][1]["bio"][0]["deviceSubId"] == sensor
    reader.close()


def test_a_reader_without_a_sensor_for_that_finger(
    server: SbiServer, driver: SbiDriver, heard: Heard
) -> None:
    server.device["deviceSubId"] = [1]
    reader = driver.open(driver.discover()[0].id, heard)
    reader.capture(CaptureRequest(Finger.RIGHT_THUMB, "t"))
    assert isinstance(failed(heard), ReaderUnsupported)
    reader.close()


# ------------------------------------------------------------------------------ preview
def test_pictures_come_until_they_are_ended(
    server: SbiServer, reader: Reader, heard: Heard
) -> None:
    reader.start_preview()
    frame = heard.until(PreviewFrame).image
    assert (frame.width, frame.height) == (IMAGE.width, IMAGE.height)
    ask(reader)
    captured(heard)
    heard.until(PreviewFrame)
    reader.stop_preview()


@pytest.mark.parametrize(
    "misdeed",
    [
        "stream of nothing",
        "stream of huge frames",
        "stream without lengths",
        "stream of noise",
        "stream of html",
    ],
)
def test_without_pictures_a_capture_still_serves(
    server: SbiServer, reader: Reader, heard: Heard, misdeed: str
) -> None:
    server.misbehave(misdeed)
    reader.start_preview()
    server.wait_for("STREAM")
    ask(reader)
    captured(heard)
    assert not [one for one in heard.events if isinstance(one, CaptureFailed)]


def test_no_event_comes_after_closing_and_it_may_be_closed_twice(
    server: SbiServer, reader: Reader, heard: Heard
) -> None:
    server.place(None)
    reader.start_preview()
    heard.until(PreviewFrame)
    ask(reader)
    reader.close()
    reader.close()
    told = len(heard.events)
    ask(reader)
    reader.cancel()
    reader.start_preview()
    assert len(heard.events) == told
