"""Each thing that can stand between an office and the centre, and the words for it."""

import gzip
import json
import logging
import os
import socket
import threading
from pathlib import Path
from uuid import uuid4

import pytest

from desktop.sync import troubles
from desktop.sync.client import Centre
from desktop.sync.credentials import Credentials, Identity
from desktop.sync.troubles import LinkTrouble
from desktop.sync.wire import Address, Patience, Wire
from tests.sync.certificates import Authority, authority
from tests.sync.hostile import (
    Act,
    Hostile,
    answer,
    endless,
    hostile,
    raw,
    refused,
    reset,
    silence,
    trickle,
)
from tests.sync.linked import PATIENT, MemoryStore

# Only what a test lets run out is short: a busy machine is as slow as it likes in all the rest.
SHORT: dict[Act, Patience] = {
    silence: Patience(connect=60, silence=0.5, whole=60),
    trickle: Patience(connect=60, silence=60, whole=1.5),
}
NOT_TAKEN = Patience(connect=0.5, silence=60, whole=60)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nVentanilla-Nonce: n2\r\n"


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    made = Credentials(tmp_path, MemoryStore())
    made.save(Identity(uuid4(), os.urandom(32), "token"), "n1")
    return made


def asking(
    address: str,
    credentials: Credentials,
    ca: str = "",
    proxy: str = "",
    patience: Patience = PATIENT,
) -> Centre:
    return Centre(Wire(Address(address, ca, proxy), "0.4.0", patience), credentials)


def ask(
    server: Hostile, credentials: Credentials, ca: str = "", patience: Patience = PATIENT
) -> LinkTrouble:
    centre = asking(server.address, credentials, ca, patience=patience)
    try:
        with pytest.raises(LinkTrouble) as raised:
            centre.pull("e", 0)
    finally:
        centre.wire.reset()
    return raised.value


BOMB = gzip.compress(b" " * (64 << 20))
DEEP = b"[" * 100_000
PULLED = {
    "feed_epoch": "e",
    "entries": [],
    "last": 0,
    "more": False,
    "backed_up_through": 0,
    "offline_days": 30,
    "server_time": "2026-12-04T13:00:00+00:00",
}
ENTRY = {"place": 1, "kind": "task", "at": "2026-12-04T13:00:00+00:00", "body": {}}


@pytest.mark.parametrize(
    ("act", "trouble"),
    [
        pytest.param(reset, troubles.HalfOpen, id="cut before the answer"),
        pytest.param(
            raw(HEAD + b"Content-Length: 100\r\n\r\n{"), troubles.HalfOpen, id="cut in the answer"
        ),
        pytest.param(raw(b"HTTP/1.1 2"), troubles.HalfOpen, id="cut in its first line"),
        pytest.param(raw(b"\x00\xff\x13\x37" * 9), troubles.HalfOpen, id="no HTTP"),
        pytest.param(silence, troubles.HalfOpen, id="black hole"),
        pytest.param(trickle, troubles.TimedOut, id="a letter at a time"),
        pytest.param(endless, troubles.AnswerTooLarge, id="endless"),
        pytest.param(
            answer(200, BOMB, Content_Encoding="gzip"), troubles.AnswerTooLarge, id="bomb"
        ),
        pytest.param(
            answer(200, b"no gzip", Content_Encoding="gzip"), troubles.AnswerDamaged, id="no gzip"
        ),
        pytest.param(
            answer(200, b"{}", Content_Encoding="br"), troubles.AnswerDamaged, id="unknown packing"
        ),
        pytest.param(answer(200, b"\x00{garbage"), troubles.AnswerDamaged, id="garbage"),
        pytest.param(answer(200, DEEP), troubles.AnswerDamaged, id="nested too deep"),
        pytest.param(answer(200, {}), troubles.AnswerDamaged, id="nothing in it"),
        pytest.param(answer(200, b"[1]"), troubles.AnswerDamaged, id="a list"),
        pytest.param(answer(200, b"9" * 9000), troubles.AnswerDamaged, id="a huge number"),
        pytest.param(
            answer(200, PULLED | {"last": -1}), troubles.AnswerDamaged, id="negative place"
        ),
        pytest.param(answer(200, PULLED | {"last": True}), troubles.AnswerDamaged, id="bool place"),
        pytest.param(answer(200, PULLED | {"last": 2**80}), troubles.AnswerDamaged, id="far place"),
        pytest.param(
            answer(200, PULLED | {"entries": [ENTRY, ENTRY]}),
            troubles.AnswerDamaged,
            id="places that stand still",
        ),
        pytest.param(
            answer(200, PULLED | {"entries": [ENTRY | {"body": {"a": "\ud800"}}]}),
            troubles.AnswerDamaged,
            id="surrogate",
        ),
        pytest.param(
            answer(200, PULLED | {"feed_epoch": "a\x00b"}), troubles.AnswerDamaged, id="NUL"
        ),
        pytest.param(
            answer(200, PULLED | {"entries": [ENTRY | {"at": "mañana"}]}),
            troubles.AnswerDamaged,
            id="no moment",
        ),
        pytest.param(
            answer(200, PULLED | {"offline_days": 10**9}), troubles.AnswerDamaged, id="odd days"
        ),
        pytest.param(
            answer(200, b"<html>", nonce="", Content_Type="text/html"),
            troubles.CaptivePortal,
            id="portal",
        ),
        pytest.param(
            answer(302, b"", nonce="", Location="http://127.0.0.1:9/"),
            troubles.CaptivePortal,
            id="redirect",
        ),
        pytest.param(answer(200, PULLED, nonce=""), troubles.CaptivePortal, id="no nonce"),
        pytest.param(answer(404, b"<html>", nonce="", Content_Type="text/html"),
                     troubles.CaptivePortal, id="another's 404"),
        pytest.param(answer(502, b"<html>", nonce="", Content_Type="text/html"),
                     troubles.ServerDown, id="gateway"),
        pytest.param(answer(407, b"", nonce=""), troubles.ProxyAsks, id="proxy"),
        pytest.param(refused(401, "unauthorized"), troubles.Revoked, id="unauthorized"),
        pytest.param(refused(401, "bad_signature"), troubles.Revoked, id="bad signature"),
        pytest.param(refused(403, "revoked"), troubles.Revoked, id="revoked"),
        pytest.param(refused(403, "cloned"), troubles.Cloned, id="cloned"),
        pytest.param(refused(403, "forbidden"), troubles.Forbidden, id="forbidden"),
        pytest.param(refused(404, "not_found"), troubles.NotThere, id="not found"),
        pytest.param(refused(413, "too_large"), troubles.TooLarge, id="too large"),
        pytest.param(refused(422, "invalid"), troubles.NotTaken, id="invalid"),
        pytest.param(refused(426, "program_too_old"), troubles.ProgramTooOld, id="too old"),
        pytest.param(refused(429, "rate_limited"), troubles.RateLimited, id="rate"),
        pytest.param(refused(500, "odd"), troubles.ServerDown, id="500"),
        pytest.param(refused(503, "unavailable"), troubles.ServerDown, id="503"),
        pytest.param(refused(418, "odd"), troubles.AnswerDamaged, id="unknown code"),
    ],
)  # fmt: skip
def test_each_has_its_words(act: Act, trouble: type[LinkTrouble], credentials: Credentials) -> None:
    with hostile(act) as server:
        told = ask(server, credentials, patience=SHORT.get(act, PATIENT))
    assert type(told) is trouble
    assert told.what
    assert told.todo
    assert told.kept


def test_how_long_to_wait_is_listened_to(credentials: Credentials) -> None:
    with hostile(
        refused(503, "unavailable", Retry_After="7"), refused(429, "rate_limited", Retry_After="x")
    ) as server:
        assert ask(server, credentials).retry_after == 7
        assert ask(server, credentials).retry_after is None


def test_nobody_listens(credentials: Credentials) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert type(ask(Hostile(port), credentials)) is troubles.Refused


def test_a_name_nobody_knows(credentials: Credentials) -> None:
    server = Hostile(9, host="no-existe.invalid")
    assert type(ask(server, credentials)) is troubles.NameNotFound


def test_no_way_out(credentials: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    assert type(ask(Hostile(9), credentials)) is troubles.NoNetwork


def test_who_does_not_take_the_connection(credentials: Credentials) -> None:
    # A queue of one that is full already: the next is neither taken nor refused.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = []
        for _ in range(8):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(full.getsockname())
            waiting.append(one)
        told = ask(Hostile(full.getsockname()[1]), credentials, patience=NOT_TAKEN)
        for one in waiting:
            one.close()
    assert type(told) in {troubles.TimedOut, troubles.HalfOpen}


def test_a_proxy_that_does_not_answer_or_asks_for_a_password(credentials: Credentials) -> None:
    with hostile(raw(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")) as proxy:
        centre = asking("https://centro.invalid", credentials, proxy=proxy.address)
        with pytest.raises(troubles.ProxyAsks):
            centre.pull("e", 0)
        centre.wire.reset()
    with hostile(raw(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")) as proxy:
        centre = asking("https://centro.invalid", credentials, proxy=proxy.address)
        with pytest.raises(troubles.ProxyFails):
            centre.pull("e", 0)
        centre.wire.reset()


@pytest.fixture(scope="module")
def issuer() -> Authority:
    return authority()


def test_the_centres_own_authority_is_trusted(
    issuer: Authority, credentials: Credentials, tmp_path: Path
) -> None:
    with hostile(answer(200, PULLED), context=issuer.context(tmp_path)) as server:
        centre = asking(server.address, credentials, issuer.pem)
        assert centre.pull("e", 0).feed_epoch == "e"
        centre.wire.reset()


@pytest.mark.parametrize(
    ("dates", "host", "trouble"),
    [
        ((-30, -1), "127.0.0.1", troubles.CertificateExpired),
        ((1, 30), "127.0.0.1", troubles.CertificateNotYet),
        ((-1, 30), "otro.example", troubles.CertificateOtherName),
    ],
)
def test_certificates_that_do_not_hold(
    issuer: Authority,
    credentials: Credentials,
    tmp_path: Path,
    dates: tuple[int, int],
    host: str,
    trouble: type[LinkTrouble],
) -> None:
    context = issuer.context(tmp_path, begins=dates[0], ends=dates[1], host=host)
    with hostile(answer(200, PULLED), context=context) as server:
        assert type(ask(server, credentials, issuer.pem)) is trouble
        assert not server.asked


def test_an_unknown_authority(issuer: Authority, credentials: Credentials, tmp_path: Path) -> None:
    with hostile(answer(200, PULLED), context=issuer.context(tmp_path)) as server:
        assert type(ask(server, credentials)) is troubles.CertificateUnknown
        assert type(ask(server, credentials, authority().pem)) is troubles.CertificateUnknown
        assert not server.asked


def test_what_is_not_secure_is_not_spoken_to(credentials: Credentials) -> None:
    with hostile(answer(200, PULLED)) as server:
        server.scheme = "https"
        assert type(ask(server, credentials)) is troubles.NotSecure


def test_the_nonce_is_kept_before_the_answer_is_read(
    credentials: Credentials, tmp_path: Path
) -> None:
    with hostile(raw(HEAD + b"Content-Length: 100\r\n\r\n{"), answer(200, PULLED)) as server:
        ask(server, credentials)
        assert json.loads((tmp_path / "enlace.json").read_bytes())["nonce"] == "n2"
        centre = asking(server.address, credentials)
        centre.pull("e", 0)
        centre.wire.reset()
    assert [one.headers["ventanilla-nonce"] for one in server.asked] == ["n1", "n2"]


def test_until_another_nonce_comes_all_is_one_request_also_after_a_restart(
    credentials: Credentials,
) -> None:
    with hostile(reset, reset, answer(200, PULLED), answer(200, PULLED)) as server:
        for place in (0, 5):
            centre = asking(server.address, credentials)
            with pytest.raises(troubles.HalfOpen):
                centre.pull("e", place)
        centre = asking(server.address, credentials)
        centre.pull("e", 5)
        centre.pull("e", 5)
        centre.wire.reset()
    first, second, again, new = (one.headers["ventanilla-request"] for one in server.asked)
    assert first == second == again != new


def test_stopping_cuts_what_is_under_way(credentials: Credentials) -> None:
    reached = threading.Event()

    def hole(connection: socket.socket, asked: object) -> None:
        reached.set()
        connection.recv(1)

    with hostile(hole) as server:
        centre = asking(server.address, credentials, patience=Patience(600, 600, 600))
        told: list[Exception] = []

        def run() -> None:
            try:
                centre.pull("e", 0)
            except LinkTrouble as trouble:
                told.append(trouble)

        thread = threading.Thread(target=run)
        thread.start()
        assert reached.wait(60)
        centre.wire.stop()
        thread.join(60)
        assert not thread.is_alive()
        assert type(told[0]) is troubles.Stopped
        with pytest.raises(troubles.Stopped):
            centre.pull("e", 0)


def test_no_identity_no_request(tmp_path: Path) -> None:
    with hostile(answer(200, PULLED)) as server:
        centre = asking(server.address, Credentials(tmp_path, MemoryStore()))
        with pytest.raises(troubles.NotPairedHere):
            centre.pull("e", 0)
        assert not server.asked


def test_every_trouble_is_told_in_full() -> None:
    for kind in LinkTrouble.__subclasses__():
        if kind.__module__ == "desktop.sync.troubles":
            told = kind()
            assert told.what.endswith(".")
            assert told.kept
            assert told.todo


def test_no_log_tells_whom_was_asked_about(
    credentials: Credentials, caplog: pytest.LogCaptureFixture
) -> None:
    with hostile(answer(200, PULLED)) as server, caplog.at_level(logging.INFO):
        centre = asking(server.address, credentials)
        centre.ask("GET", "/v1/people/cedula/1710034065?staff=x")
        centre.wire.reset()
    assert "1710034065" not in caplog.text


def test_a_slow_way_is_waited_for_while_it_goes_on(credentials: Credentials) -> None:
    """256 kbit/s is 32 bytes a millisecond: slow, and never silent."""
    body = json.dumps(PULLED | {"feed_epoch": "e" * 40}).encode()

    def slow(connection: socket.socket, _asked: object) -> None:
        ended = threading.Event()
        told = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        for place in range(0, len(told), 64):
            connection.sendall(told[place : place + 64])
            ended.wait(0.002)

    with hostile(slow) as server:
        centre = asking(server.address, credentials)
        assert centre.pull("e", 0).feed_epoch == "e" * 40
        centre.wire.reset()
