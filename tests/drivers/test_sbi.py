"""Captures by the Secure Biometric Interface, at a service that misbehaves in every way."""

import pytest

from biometrics.synthetic import finger_image
from desktop.drivers.sbi import driver as sbi
from desktop.drivers.sbi.driver import SbiDriver
from desktop.ports.kit import (
    CaptureCancelled,
    CaptureRequest,
    CaptureTimeout,
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
from tests.drivers.sbi_server import SbiServer
from tests.drivers.sbi_transport import MISDEEDS

IMAGE = finger_image(7)


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
    server.behave()  # a capture that timed out may have ended before it was heard of
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


@pytest.mark.parametrize("misdeed", [one for one in MISDEEDS if one not in SILENT])
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
