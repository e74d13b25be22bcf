"""Messages handed to a mail server: a real one, and one that fails at every step."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from desktop.mail.smtp import SmtpMailer, message_bytes
from desktop.mail.talk import TLS, MailServer, Patience
from desktop.ports.mail import MailOutcomeUnknown, MailRefused, MailUnreachable, OutgoingMail
from tests.mail.servers import CLOSE, HANG, STEPS, Faulty, Inbox, Papers, papers, real
from tests.office import MORNING
from tests.tls import authority

SHORT = 0.4
LONG = Patience(step=60, answer=60, whole=180)


class ShortAt(Patience):
    """Waits long at each step but one."""

    _reached: Sequence[str]
    _before: int

    def __init__(self, server: Faulty, step: str) -> None:
        super().__init__(LONG.step, SHORT, LONG.whole)
        object.__setattr__(self, "_reached", server.reached)
        object.__setattr__(self, "_before", STEPS.index(step))

    def __getattribute__(self, name: str) -> Any:
        if name == "step" and len(self._reached) >= self._before:
            return SHORT
        return super().__getattribute__(name)


MAIL = OutgoingMail(
    "abc@quito.ventanilla.invalid",
    "luz@ejemplo.ec",
    "Trámite QUITO-26-00012-7: devolución",
    "Estimada Luz:\n\n.Un punto al comienzo y la eñe.\n.\n",
    b"%PDF-1.4 ficha",
    "Ficha de preparación 1760001550001.pdf",
)
BEFORE_THE_END = STEPS[:-1]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return papers(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def faulty(certificates: Papers) -> Iterator[list[Faulty]]:
    made: list[Faulty] = []
    yield made
    for server in made:
        server.close()


def mailer(server: MailServer, patience: Patience = LONG) -> SmtpMailer:
    return SmtpMailer(lambda: server, patience, lambda: MORNING)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_real_server_takes_it_whole(certificates: Papers, security: str) -> None:
    inbox = Inbox()
    with real(inbox, certificates, security=security) as server:
        for _ in range(2):
            mailer(server, Patience()).send(MAIL)
    assert inbox.to == ["luz@ejemplo.ec"] * 2
    first, second = inbox.messages
    assert first["Message-ID"] == second["Message-ID"] == "<abc@quito.ventanilla.invalid>"
    assert str(make_header(decode_header(first["Subject"]))) == MAIL.subject
    assert first["From"] == "Centro de Servicios Quito <ventanilla@ejemplo.gob.ec>"
    assert first["To"] == "luz@ejemplo.ec"
    assert first["Date"] == "Fri, 04 Dec 2026 13:00:00 +0000"
    assert first["Auto-Submitted"] == "auto-generated"
    text, pdf = (part for part in first.walk() if not part.is_multipart())
    assert text.get_payload(decode=True) == MAIL.body.replace("\n", "\r\n").encode()
    assert pdf.get_payload(decode=True) == MAIL.attachment
    assert pdf.get_content_type() == "application/pdf"
    assert pdf.get_filename() == MAIL.attachment_name


def test_a_wrong_password_waits_for_the_administrator(certificates: Papers) -> None:
    with real(Inbox(), certificates) as server:
        with pytest.raises(MailUnreachable, match="usuario o la contraseña") as found:
            mailer(replace(server, password="otra"), Patience()).send(MAIL)
        assert "administrador" in found.value.todo
        assert "otra" not in repr(replace(server, password="otra"))
        with pytest.raises(MailUnreachable, match="pide usuario"):
            mailer(replace(server, user=""), Patience()).send(MAIL)


@pytest.mark.parametrize(
    ("answer", "for_good"), [("450 later", False), ("550 nobody", True), ("452 full", False)]
)
def test_an_address_that_is_refused(certificates: Papers, answer: str, for_good: bool) -> None:
    inbox = Inbox(refused={"luz@ejemplo.ec": answer})
    with (
        real(inbox, certificates) as server,
        pytest.raises(MailRefused, match="dirección") as found,
    ):
        mailer(server, Patience()).send(MAIL)
    assert found.value.for_good is for_good
    assert not inbox.taken


@pytest.mark.parametrize(("answer", "for_good"), [("451 later", False), ("554 spam", True)])
def test_a_message_that_is_refused_whole(certificates: Papers, answer: str, for_good: bool) -> None:
    inbox = Inbox(after=answer)
    with real(inbox, certificates) as server, pytest.raises(MailRefused) as found:
        mailer(server, Patience()).send(MAIL)
    assert found.value.for_good is for_good


@pytest.mark.parametrize("what", [HANG, CLOSE])
@pytest.mark.parametrize("step", BEFORE_THE_END)
def test_what_fails_before_the_end_was_not_sent(
    certificates: Papers, faulty: list[Faulty], step: str, what: str
) -> None:
    server = Faulty(certificates, {step: what})
    faulty.append(server)
    content = b"x" * 5_000_000 if step == "body" else b""  # more than the line holds by itself
    with pytest.raises(MailUnreachable):
        mailer(server.server, ShortAt(server, step)).send(replace(MAIL, attachment=content))
    assert server.reaches(step)
    assert not server.whole.is_set()


@pytest.mark.parametrize("answer", [HANG, CLOSE, "not an answer", "354 what", "199 x", "250-more"])
def test_what_fails_after_the_end_is_unknown(
    certificates: Papers, faulty: list[Faulty], answer: str
) -> None:
    server = Faulty(certificates, {".": answer})
    faulty.append(server)
    with pytest.raises(MailOutcomeUnknown):
        mailer(server.server, replace(LONG, answer=SHORT)).send(MAIL)
    assert server.whole.wait(60)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("connect", "554 no"),
        ("connect", "220-" + "x" * 100_000),
        ("connect", "\r\n".join(["220-hola"] * 1000)),
        ("connect", "HTTP/1.1 400 Bad Request"),
        ("connect", "999 hola"),
        ("EHLO", "502 no"),
        ("EHLO", "250 nothing"),
        ("STARTTLS", "454 not now"),
        ("EHLO 2", "250-prueba\r\n250 AUTH GSSAPI"),
        ("AUTH", "454 not now"),
        ("AUTH", "535 wrong"),
        ("MAIL", "550 not you"),
        ("MAIL", "421 closing"),
        ("RCPT", "421 closing"),
        ("RCPT", "530 log in"),
        ("DATA", "421 closing"),
        ("DATA", "250 what"),
    ],
)
def test_a_server_that_does_not_want_us_now(
    certificates: Papers, faulty: list[Faulty], step: str, answer: str
) -> None:
    server = Faulty(certificates, {step: answer})
    faulty.append(server)
    with pytest.raises(MailUnreachable) as found:
        mailer(server.server).send(MAIL)
    assert found.value.what.isprintable()
    assert not server.whole.is_set()


def test_the_other_way_to_log_in(certificates: Papers, faulty: list[Faulty]) -> None:
    server = Faulty(
        certificates, {"EHLO 2": "250-prueba\r\n250 AUTH=LOGIN", "AUTH": "334 VXNlcm5hbWU6"}
    )
    faulty.append(server)
    with pytest.raises(MailUnreachable):  # its answer to the password is that to MAIL
        mailer(server.server).send(MAIL)
    assert server.said_password


def test_nothing_is_said_in_the_open(certificates: Papers, faulty: list[Faulty]) -> None:
    """A server without encryption, or one that somebody in between took it away from."""
    server = Faulty(certificates, {"EHLO": "250 AUTH PLAIN LOGIN"})
    faulty.append(server)
    with pytest.raises(MailUnreachable, match="cifrada"):
        mailer(server.server).send(MAIL)
    assert not server.said_password
    plain = Faulty(certificates)
    faulty.append(plain)
    with pytest.raises(MailUnreachable):
        mailer(replace(plain.server, security=TLS)).send(MAIL)
    assert not plain.said_password


@pytest.mark.parametrize("wrong", ["other authority", "expired", "other name"])
def test_a_server_that_is_not_the_one(
    certificates: Papers, faulty: list[Faulty], wrong: str, tmp_path: Path
) -> None:
    context = {
        "other authority": lambda: certificates.context(by=authority("Otra")),
        "expired": lambda: certificates.context(until=timedelta(hours=-1)),
        "other name": lambda: certificates.context("otro.ejemplo.ec"),
    }[wrong]()
    server = Faulty(certificates, context=context)
    faulty.append(server)
    with pytest.raises(MailUnreachable, match="certificado"):
        mailer(server.server).send(MAIL)
    assert not server.said_password
    missing = replace(server.server, authority=str(tmp_path / "no hay.pem"))
    with pytest.raises(MailUnreachable, match="certificado de la autoridad"):
        mailer(missing).send(MAIL)


@pytest.mark.parametrize("host", ["localhost", "\u00f1" * 80, "no.existe.invalid", "a..b"])
def test_a_server_that_is_not_there(certificates: Papers, host: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    gone = MailServer(host, port, "starttls", "", "a@ejemplo.ec")
    with pytest.raises(MailUnreachable):
        mailer(gone).send(MAIL)
    with pytest.raises(MailUnreachable, match="configurado"):
        SmtpMailer(lambda: None).send(MAIL)


def test_an_answer_that_drips_ends_too(certificates: Papers) -> None:
    """A byte now and then keeps the link alive, not our patience."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def drip() -> None:
            link, _ = listening.accept()
            with closing(link):
                link.settimeout(0.1)
                for _ in range(200):
                    try:
                        link.sendall(b"2")
                        if not link.recv(100):
                            return
                    except TimeoutError:
                        continue
                    except OSError:
                        return

        thread = Thread(target=drip, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        dripping = MailServer("localhost", port, "starttls", "", "a@ejemplo.ec")
        with pytest.raises(MailUnreachable, match="no responde"):
            mailer(dripping, replace(LONG, step=SHORT)).send(MAIL)
        thread.join(60)


def test_closing_cuts_what_was_not_handed_over(certificates: Papers, faulty: list[Faulty]) -> None:
    server = Faulty(certificates, {"RCPT": HANG})
    faulty.append(server)
    sends = mailer(server.server)
    found: list[Exception] = []

    def send() -> None:
        try:
            sends.send(MAIL)
        except MailUnreachable as error:
            found.append(error)

    thread = Thread(target=send)
    thread.start()
    assert server.reaches("RCPT")
    sends.stop()
    thread.join(60)
    assert not thread.is_alive()
    assert "cerrando" in str(found[0])
    with pytest.raises(MailUnreachable):
        sends.send(MAIL)


HOSTILE = (
    "a\r\nBcc: todos@ejemplo.ec",
    "\n\n<script>",
    "nul\0",
    "suelto \ud800",
    "\u202egnp.exe",
    "😀" * 50,
    "x" * 10_000,
    "",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_header(certificates: Papers, text: str) -> None:
    server = MailServer("localhost", 25, "tls", "", "a@ejemplo.ec", text)
    mail = OutgoingMail(text or "id@x", "luz@ejemplo.ec", text, text, b"%PDF", text)
    content = message_bytes(mail, server, MORNING)
    read = message_from_bytes(content)
    assert "Bcc" not in read
    assert read.get_all("To") == ["luz@ejemplo.ec"]
    assert len(read.get_payload()) == 2
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\r\n.\r\n" not in content.replace(b"\r\n..", b"")
