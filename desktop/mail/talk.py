"""One conversation with a mail server (RFC 5321): always encrypted, and patient only so long.

What stands between "not sent" and "nobody knows" is the end of the message (4.5.3.2 and 6.1):
until the line with the lone dot begins to be sent, a server that loses the link must not deliver;
from then on, only its answer tells. The library's own client knows neither the difference nor an
end to an answer that goes on for ever.
"""

import base64
import re
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import NoReturn

from desktop.ports.mail import MailOutcomeUnknown, MailRefused, MailUnreachable

STARTTLS, TLS = "starttls", "tls"
CALL_ADMINISTRATOR = "Avise al administrador."
_MOST_LINES, _LONGEST_LINE = 100, 4096
"""Of one answer; what says more is no mail server."""
_ANSWER = re.compile(rb"([2-5][0-9][0-9])([ -]|$)")
_DOT = re.compile(rb"(?m)^\.")
_PIECE = 1 << 16
_UNTRUSTED = "El certificado del servidor de correo no es de confianza."
_CUT = "El programa se está cerrando."


@dataclass(frozen=True, slots=True)
class MailServer:
    """How the office's mail server is reached.

    Attributes:
        security: ``STARTTLS`` or ``TLS`` from the start; there is no other way.
        user: empty where it asks for none.
        sender: the address messages come from; ``sender_name`` is shown with it.
        authority: file of the certificate that the server's must come from besides those of the
            system; empty for none.
    """

    host: str
    port: int
    security: str
    user: str
    sender: str
    sender_name: str = ""
    authority: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: for each step, for the answer to a message, for it all."""

    step: float = 30.0
    answer: float = 120.0
    whole: float = 300.0


@dataclass(frozen=True, slots=True)
class _Answer:
    code: int
    lines: tuple[str, ...]

    @property
    def good(self) -> bool:
        return 200 <= self.code < 300

    @property
    def said(self) -> str:
        return f"(respuesta {self.code})"


class Talk:
    """Hands over one message.

    Args:
        server: how it is reached.
        patience: how long is waited.
    """

    def __init__(self, server: MailServer, patience: Patience) -> None:
        self._server, self._patience = server, patience
        self._ends = monotonic() + patience.whole
        self._socket: socket.socket | None = None
        self._heard = b""
        self._lock = Lock()
        self._handed = self._is_cut = False

    def deliver(self, recipient: str, content: bytes) -> None:
        """Hand a message over.

        Args:
            recipient: one clean address.
            content: with its lines ended by CR LF.

        Raises:
            MailUnreachable, MailRefused: it was not sent.
            MailOutcomeUnknown: nobody knows.
        """
        try:
            self._begin()
            self._envelope(recipient)
            self._send(_DOT.sub(b"..", content))
            with self._lock:
                if self._is_cut:
                    raise MailUnreachable(_CUT)
                self._handed = True
            self._send(b".\r\n")
            answer = self._answer(self._patience.answer)
        except (OSError, ValueError) as error:  # ValueError: a name that no server can have
            self._lost(error)
        if answer.good:
            return
        if answer.code < 400:
            raise MailOutcomeUnknown
        for_good = answer.code >= 500
        raise MailRefused(
            f"El servidor de correo no aceptó el mensaje {answer.said}.", for_good=for_good
        )

    def cut(self) -> None:
        """End it from another thread, unless the message may have been taken already."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None and not self._handed:
                # That of the link itself: the encrypted one's would take its state apart.
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def end(self) -> None:
        """Take leave, as far as the server listens."""
        with self._lock:
            link, self._socket = self._socket, None
        if link is not None:
            with suppress(OSError):
                link.settimeout(1.0)
                link.sendall(b"QUIT\r\n")
            link.close()

    # ------------------------------------------------------------------------- its steps
    def _begin(self) -> None:
        """Reach the server, make the link secret, and say who we are."""
        server = self._server
        context = _context(server.authority)
        link = socket.create_connection((server.host, server.port), self._left())
        if server.security == TLS:
            link = self._secret(link, context)
        self._hold(link)
        self._require(self._answer(), 220)
        offered = self._hello()
        if server.security != TLS:
            if "STARTTLS" not in offered:
                raise MailUnreachable(
                    "El servidor de correo no ofrece una conexión cifrada.",
                    todo=CALL_ADMINISTRATOR,
                )
            self._require(self._ask("STARTTLS"), 220)
            self._heard = b""  # what was said before it was secret does not count (RFC 3207, 4.2)
            self._hold(self._secret(link, context))
            offered = self._hello()
        if server.user:
            self._log_in(offered.get("AUTH", "").upper().split())

    def _hello(self) -> dict[str, str]:
        answer = self._ask("EHLO [127.0.0.1]")  # who has no name says an address (RFC 5321, 4.1.3)
        self._require(answer, 250)
        words = (line.replace("=", " ", 1).partition(" ") for line in answer.lines[1:])
        return {name.upper(): rest for name, _, rest in words}

    def _log_in(self, ways: list[str]) -> None:
        user, secret = self._server.user.encode(), self._server.password.encode()
        if "PLAIN" in ways:
            both = b"\0".join((b"", user, secret))
            answer = self._ask(f"AUTH PLAIN {_encoded(both)}")
        elif "LOGIN" in ways:
            answer = self._ask(f"AUTH LOGIN {_encoded(user)}")
            if answer.code == 334:
                answer = self._ask(_encoded(secret))
        else:
            raise MailUnreachable(
                "El servidor de correo no admite usuario y contraseña.", todo=CALL_ADMINISTRATOR
            )
        if answer.code >= 500:
            raise MailUnreachable(
                "El servidor de correo no aceptó el usuario o la contraseña de este equipo.",
                todo=CALL_ADMINISTRATOR,
            )
        self._require(answer, 235)

    def _envelope(self, recipient: str) -> None:
        answer = self._ask(f"MAIL FROM:<{self._server.sender}>")
        self._require_known(answer)
        if answer.code >= 500:
            raise MailUnreachable(
                f"El servidor de correo no permite enviar desde {self._server.sender}"
                f" {answer.said}.",
                todo=CALL_ADMINISTRATOR,
            )
        self._require(answer, 250)
        answer = self._ask(f"RCPT TO:<{recipient}>")
        self._require_known(answer)
        self._require_taken(answer, "El servidor de correo no aceptó esa dirección")
        answer = self._ask("DATA")
        if answer.code != 354:
            self._require_taken(answer, "El servidor de correo no aceptó el mensaje")
            raise MailUnreachable

    def _require_known(self, answer: _Answer) -> None:
        if answer.code == 530:  # it asks for a user (RFC 4954, 6)
            raise MailUnreachable(
                "El servidor de correo pide usuario y contraseña.", todo=CALL_ADMINISTRATOR
            )

    def _require(self, answer: _Answer, wanted: int) -> None:
        if answer.code != wanted:
            raise MailUnreachable(
                f"El servidor de correo no recibe mensajes en este momento {answer.said}."
            )

    def _require_taken(self, answer: _Answer, words: str) -> None:
        if answer.code == 421:  # it closes (RFC 5321, 3.8)
            self._require(answer, 250)
        if answer.code >= 400:
            raise MailRefused(f"{words} {answer.said}.", for_good=answer.code >= 500)

    def _lost(self, error: Exception) -> NoReturn:
        if self._handed:
            raise MailOutcomeUnknown from error
        if self._is_cut:
            raise MailUnreachable(_CUT) from error
        if isinstance(error, ssl.SSLCertVerificationError):
            raise MailUnreachable(_UNTRUSTED, todo=CALL_ADMINISTRATOR) from error
        if isinstance(error, TimeoutError):
            raise MailUnreachable("El servidor de correo no responde.") from error
        raise MailUnreachable from error

    # -------------------------------------------------------------------------- the line
    def _hold(self, link: socket.socket) -> None:
        with self._lock:
            self._socket = link
            if self._is_cut:
                raise MailUnreachable(_CUT)

    def _secret(self, link: socket.socket, context: ssl.SSLContext) -> socket.socket:
        link.settimeout(self._left())
        try:
            return context.wrap_socket(link, server_hostname=self._server.host)
        except BaseException:
            link.close()
            raise

    def _ask(self, words: str) -> _Answer:
        self._send(f"{words}\r\n".encode("ascii"))
        return self._answer()

    def _send(self, data: bytes) -> None:
        assert self._socket is not None
        for place in range(0, len(data), _PIECE):
            self._socket.settimeout(self._left())
            self._socket.sendall(data[place : place + _PIECE])

    def _answer(self, patience: float = 0.0) -> _Answer:
        """Return the server's next answer, whole, within a step's time."""
        until = monotonic() + (patience or self._patience.step)
        lines: list[str] = []
        while len(lines) < _MOST_LINES:
            line = self._line(until)
            found = _ANSWER.match(line)
            if found is None:
                break
            lines.append(line[4:].decode("ascii", "replace").strip())
            if found[2] != b"-":
                return _Answer(int(found[1]), tuple(lines))
        raise OSError("what answers is no mail server")

    def _line(self, until: float) -> bytes:
        assert self._socket is not None
        while b"\n" not in self._heard:
            if len(self._heard) > _LONGEST_LINE:
                raise OSError("a line without end")
            self._socket.settimeout(self._left(until))
            got = self._socket.recv(_LONGEST_LINE)
            if not got:
                raise OSError("the server closed the link")
            self._heard += got
        line, _, self._heard = self._heard.partition(b"\n")
        return line

    def _left(self, until: float | None = None) -> float:
        """Return how long the next thing may take, in seconds."""
        now = monotonic()
        left = min(self._ends, now + self._patience.step if until is None else until) - now
        if left <= 0:
            raise TimeoutError
        return left


def _context(authority: str) -> ssl.SSLContext:
    """Return what checks a server's certificate and name.

    Raises:
        MailUnreachable: the authority's certificate cannot be read.
    """
    context = ssl.create_default_context()
    if authority:
        try:
            context.load_verify_locations(cafile=authority)
        except (OSError, ValueError) as error:
            raise MailUnreachable(
                "No se puede leer el certificado de la autoridad del servidor de correo.",
                todo=CALL_ADMINISTRATOR,
            ) from error
    return context


def _encoded(secret: bytes) -> str:
    return base64.b64encode(secret).decode("ascii")
