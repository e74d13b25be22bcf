"""Mail servers for tests: a real one, and one that fails at a chosen step."""

import base64
import logging
import socket
import ssl
from asyncio import Server
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from threading import Condition, Event, Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from desktop.mail.talk import STARTTLS, TLS, MailServer
from tests.tls import Authority, authority

USER, PASSWORD = "ventanilla", "una clave con eñe 2026"
SENDER = "ventanilla@ejemplo.gob.ec"


@dataclass(frozen=True, slots=True)
class Papers:
    """Certificates as files."""

    folder: Path
    vouches: Authority
    authority: Path

    def context(
        self,
        name: str = "localhost",
        *,
        until: timedelta = timedelta(days=1),
        by: Authority | None = None,
    ) -> ssl.SSLContext:
        """Return what a server of that name proves itself with."""
        certificate, key = (by or self.vouches).server(name, until=until)
        path = self.folder / "server.pem"
        path.write_bytes(certificate + key)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(path)
        return context


def papers(folder: Path) -> Papers:
    """Return an authority of tests, its certificate kept in a folder."""
    vouches = authority()
    path = folder / "authority.pem"
    path.write_text(vouches.pem)
    return Papers(folder, vouches, path)


@dataclass
class Inbox:
    """A real server's handler: keeps what it took; refuses the addresses it is told to.

    Attributes:
        refused: what is answered to RCPT, by address.
        after: what is answered to the end of a message; empty to take it.
    """

    taken: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    refused: Mapping[str, str] = field(default_factory=dict)
    after: str = ""

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.after:
            return self.after
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        self.to += envelope.rcpt_tos
        return "250 Taken"

    @property
    def messages(self) -> list[Message]:
        return [message_from_bytes(content) for content in self.taken]


def _may_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


class _Controller(Controller):
    """At whatever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def real(inbox: Inbox, papers: Papers, *, security: str = STARTTLS) -> Iterator[MailServer]:
    """Run a real server, and tell how it is reached."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # it warns of its own future
    context = papers.context()
    own = {"hostname": "127.0.0.1", "port": 0, "server_hostname": "prueba"}
    if security == TLS:
        controller = _Controller(inbox, ssl_context=context, **own)  # type: ignore[arg-type]
    else:
        controller = _Controller(
            inbox,
            tls_context=context,
            require_starttls=True,
            authenticator=_may_in,
            auth_required=True,
            **own,  # type: ignore[arg-type]
        )
    controller.start()
    user = USER if security == STARTTLS else ""
    try:
        yield MailServer(
            "localhost",
            controller.port,
            security,
            user,
            SENDER,
            "Centro de Servicios Quito",
            str(papers.authority),
            PASSWORD,
        )
    finally:
        controller.stop()


HANG, CLOSE = "(hangs)", "(closes)"
STEPS = (
    "connect",
    "EHLO",
    "STARTTLS",
    "handshake",
    "EHLO 2",
    "AUTH",
    "MAIL",
    "RCPT",
    "DATA",
    "body",
    ".",
)
"""The steps of a conversation, in order; at ``.`` the message is whole."""
_USUAL = {
    "connect": "220 hola",
    "EHLO": "250-prueba\r\n250 STARTTLS",
    "STARTTLS": "220 go",
    "EHLO 2": "250-prueba\r\n250 AUTH PLAIN LOGIN",
    "AUTH": "235 ok",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go",
    ".": "250 taken",
}


class Faulty:
    """A server that answers as told at each step; hangs or closes where it is told to.

    Args:
        papers: certificates.
        answers: what it says, by step, where that is not the usual.
        context: what it proves itself with.
    """

    def __init__(
        self,
        papers: Papers,
        answers: Mapping[str, str] | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._answers = {**_USUAL, **(answers or {})}
        self._context = context or papers.context()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._released = Event()
        self.reached: list[str] = []
        self._changed = Condition()
        self.heard: list[str] = []
        self.whole = Event()
        """A message came in whole."""
        self.server = MailServer(
            "localhost",
            self._listening.getsockname()[1],
            STARTTLS,
            USER,
            SENDER,
            "Oficina",
            str(papers.authority),
            PASSWORD,
        )
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def reaches(self, step: str) -> bool:
        """Wait until it comes to a step: its program may have left by then."""
        with self._changed:
            return self._changed.wait_for(lambda: step in self.reached, 60)

    def close(self) -> None:
        """End."""
        self._released.set()
        with suppress(OSError):  # what waits for somebody to come hears of it only so
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(60)

    def _run(self) -> None:
        while True:
            try:
                link, _ = self._listening.accept()
            except OSError:
                return
            with suppress(OSError, ConnectionError):
                link.settimeout(60)
                self._talk(link)

    def _talk(self, link: socket.socket) -> None:
        try:
            if not self._say(link, "connect"):
                return
            for step in ("EHLO", "STARTTLS"):
                self._line(link)
                if not self._say(link, step):
                    return
            if not self._say(link, "handshake"):
                return
            link = self._context.wrap_socket(link, server_side=True)
            for step in ("EHLO 2", "AUTH", "MAIL", "RCPT", "DATA"):
                self._line(link)
                if not self._say(link, step):
                    return
            if not self._say(link, "body"):
                return
            while self._line(link) != ".":
                pass
            self.whole.set()
            self._say(link, ".")
        finally:
            link.close()

    def _say(self, link: socket.socket, step: str) -> bool:
        """Do what is told for a step; False where the conversation is over."""
        with self._changed:
            self.reached.append(step)
            self._changed.notify_all()
        answer = self._answers.get(step, "")
        if answer == HANG:
            self._released.wait(60)
            return False
        if answer == CLOSE:
            return False
        if answer:
            link.sendall(f"{answer}\r\n".encode("latin-1"))
        return not answer or answer[:1] in "23"

    def _line(self, link: socket.socket) -> str:
        heard = b""
        while not heard.endswith(b"\n"):
            got = link.recv(1)
            if not got:
                raise ConnectionError
            heard += got
        line = heard.decode("latin-1").rstrip("\r\n")
        self.heard.append(line)
        return line

    @property
    def said_password(self) -> bool:
        """Whether the password was said to it in the open or in base 64."""
        both = (PASSWORD.encode().decode("latin-1"), base64.b64encode(PASSWORD.encode()).decode())
        plain = base64.b64encode(b"\0" + USER.encode() + b"\0" + PASSWORD.encode()).decode()
        return any(part in line for line in self.heard for part in (*both, plain))
