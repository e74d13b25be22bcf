"""Readers behind the Secure Biometric Interface are found, opened and watched."""

import logging
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from biometrics.synthetic import finger_image
from desktop.drivers.sbi import driver as sbi
from desktop.drivers.sbi.driver import SbiDriver
from desktop.ports.kit import (
    CaptureFailed,
    CaptureRequest,
    PreviewFrame,
    Reader,
    ReaderBusy,
    ReaderError,
    ReaderInfo,
    ReaderNotReady,
    ReaderNotRegistered,
    ReaderProtocol,
    ReaderRemoved,
    ReaderUnsupported,
    ReaderUntrusted,
)
from domain.fingers import Finger
from tests.drivers.heard import Heard, ask, captured, failed
from tests.drivers.sbi_authority import Maker
from tests.drivers.sbi_server import SbiServer

IMAGE = finger_image(7)


def test_what_is_no_such_service_is_passed_over(
    server: SbiServer, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient(SbiDriver):
        """Waits long for the one that answers alone."""

        async def _at(self, port: int) -> Sequence[ReaderInfo]:
            monkeypatch.setattr(sbi, "_TOLD_SECONDS", 60.0 if port == server.port else 0.3)
            return await super()._at(port)

    with socket.create_server(("127.0.0.1", 0)) as mute:
        driver = Impatient(certificates, [mute.getsockname()[1], server.port])
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
