"""Messages to applicants from this computer: its mail server, its password, and what sends.

What talks to the network is imported only where this computer is set up to send: most windows open
sooner. Training and demonstration queue messages to try it out, and never send one.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5

from desktop.app.station import Station, workstation_name
from desktop.doctor import Check, State
from desktop.mail.templates import mail_words
from desktop.ports import KeyStore
from desktop.ports.mail import (
    MailOutcomeUnknown,
    MailRefused,
    MailUnreachable,
    OutgoingMail,
)
from desktop.settings import Settings, check
from desktop.usecases import mailing
from desktop.usecases.mailing import Post
from domain.errors import InvalidInput, KeyStoreUnavailable, KnownError
from domain.ids import new_id

if TYPE_CHECKING:
    from desktop.mail.loop import MailLoop
    from desktop.mail.talk import MailServer

_FIELDS = (
    "mail_server",
    "mail_port",
    "mail_security",
    "mail_user",
    "mail_sender",
    "mail_authority",
)
_LONGEST_SECRET = 200


class OfficeMail:
    """The messages of one open office, as this computer sends them.

    Args:
        station: the office.
        store: this account's keyring.
        invented: the office is; nothing leaves it.
    """

    def __init__(self, station: Station, store: KeyStore, *, invented: bool = False) -> None:
        self._station, self._store = station, store
        self.leaves = not (invented or station.training)
        self._loop: MailLoop | None = None
        self._used = False  # the office had messages when this program began
        self._secrets: dict[UUID, str] = {}

    @property
    def post(self) -> Post:
        """What messages are made with."""
        station = self._station
        return Post(mail_words(), station.paper.documents, station.pieces)

    @property
    def is_set_up(self) -> bool:
        """Whether this computer can send."""
        chosen = self._station.settings
        return bool(chosen.mail_server and chosen.mail_sender)

    @property
    def is_offered(self) -> bool:
        """Whether messages are sent in this office: from here, or from another of its computers."""
        return not self.leaves or self.is_set_up or self._used

    def begin(self) -> None:
        """Send what waits from now on, if this computer is set up; again after it was.

        To be called off the windows' thread: it looks into the office's data.
        """
        self.end()
        with suppress(KnownError):  # who signs in is told of what keeps the data away
            self._used = mailing.in_use(self._station.desk)
        if not (self.leaves and self.is_set_up):
            return
        from desktop.mail.loop import MailLoop
        from desktop.mail.smtp import SmtpMailer

        station = self._station
        self._loop = MailLoop(
            station.desk,
            SmtpMailer(self._server),
            station.pieces,
            workstation_name(station.settings),
            lambda: self.leaves and self.is_set_up,
        )
        self._loop.start()

    def end(self) -> None:
        """Send nothing more."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.stop()

    def wake(self) -> None:
        """Look now whether there is something to send."""
        if self._loop is not None:
            self._loop.wake()

    def hurry(self) -> None:
        """Try now, whatever stood in the way."""
        if self._loop is not None:
            self._loop.hurry()

    def change(self, secret: str | None, **chosen: object) -> None:
        """Set this computer up, or change how it sends; an empty server ends it.

        Args:
            secret: the password; None leaves the one there is.
            chosen: the settings, by their names.

        Raises:
            InvalidInput, SettingsProblem: the old settings stand.
            KeyStoreUnavailable: the password was not kept; the old settings stand.
        """
        values = {name: check(name, chosen[name]) for name in _FIELDS}
        if values["mail_server"] and not values["mail_sender"]:
            raise InvalidInput(
                "Falta la dirección que envía.",
                kept="No se cambió nada.",
                todo="Es la que verá quien reciba los mensajes.",
            )
        if values["mail_authority"] and not Path(values["mail_authority"]).is_file():
            raise InvalidInput(
                "No se encuentra el certificado elegido.",
                kept="No se cambió nada.",
                todo="Elija otra vez su archivo.",
            )
        if secret is not None and values["mail_user"]:
            if not secret or len(secret) > _LONGEST_SECRET or "\0" in secret:
                raise InvalidInput("Esa contraseña no se puede usar.", kept="No se cambió nada.")
            key = _secret_id(values["mail_server"], values["mail_user"])
            self._store.save(key, secret.encode("utf-8", "replace"))
            self._secrets.clear()
        self._station.change(**values)
        self.begin()

    def has_secret(self) -> bool:
        """Tell whether the password is kept."""
        return _is_kept(self._station.settings, self._store)

    def test(self, recipient: str) -> None:
        """Send a message to see whether it goes, here and now.

        Args:
            recipient: one clean address.

        Raises:
            KnownError: it did not, or nobody knows.
        """
        if not self.leaves:
            raise KnownError("Aquí los datos son inventados: no se envía nada.")
        from desktop.mail.smtp import SmtpMailer

        office = self._station.office()
        body = (
            f"Este mensaje prueba el correo de {office.name}.\n\n"
            "Si lo recibe, Ventanilla puede enviar los avisos de los trámites.\n"
        )
        key = new_id()
        mail = OutgoingMail(f"{key}@ventanilla.invalid", recipient, "Prueba de Ventanilla", body)
        try:
            SmtpMailer(self._server).send(mail)
        except (MailUnreachable, MailRefused, MailOutcomeUnknown) as error:
            # Nothing waits in the list: only what happened is true of a trial.
            raise KnownError(
                error.what, todo="Revise los datos, o pídalos a quien administra el correo."
            ) from error

    def _server(self) -> "MailServer | None":
        """Return how the mail server is reached; asked on the thread that sends.

        Raises:
            MailUnreachable: this account does not have the password.
        """
        from desktop.mail.talk import MailServer

        chosen = self._station.settings
        if not self.is_set_up:
            return None
        return MailServer(
            chosen.mail_server,
            chosen.mail_port,
            chosen.mail_security,
            chosen.mail_user,
            chosen.mail_sender,
            self._station.office().name,
            chosen.mail_authority,
            self._secret(chosen) if chosen.mail_user else "",
        )

    def _secret(self, chosen: Settings) -> str:
        key = _secret_id(chosen.mail_server, chosen.mail_user)
        if key not in self._secrets:
            try:
                kept = self._store.load(key)
            except KeyStoreUnavailable as error:
                raise MailUnreachable(
                    "El llavero de esta cuenta no da la contraseña del correo.",
                    todo="Desbloquee el llavero.",
                ) from error
            if kept is None:
                raise MailUnreachable(
                    "En esta cuenta no está guardada la contraseña del correo.",
                    todo="Escríbala en Administración, «Correo».",
                )
            self._secrets[key] = kept.decode("utf-8", "replace")
        return self._secrets[key]


def check_mail(chosen: Settings, store: KeyStore) -> Check | None:
    """Check what this computer sends messages with; None where it sends none."""
    name = "Correo"
    if not (chosen.mail_server and chosen.mail_sender):
        return None
    todo = "Complételo en Administración, «Correo»."
    if chosen.mail_authority and not Path(chosen.mail_authority).is_file():
        return Check(name, State.FAIL, "No se encuentra el certificado de su autoridad.", todo)
    if chosen.mail_user and not _is_kept(chosen, store):
        return Check(name, State.FAIL, "La contraseña no está en el llavero de esta cuenta.", todo)
    return Check(name, State.OK, f"Los mensajes salen por {chosen.mail_server}, cifrados.")


def _is_kept(chosen: Settings, store: KeyStore) -> bool:
    with suppress(KeyStoreUnavailable):
        return store.load(_secret_id(chosen.mail_server, chosen.mail_user)) is not None
    return False


def _secret_id(server: str, user: str) -> UUID:
    """Return by what name the password of a user of a mail server is kept."""
    return uuid5(NAMESPACE_OID, f"smtp:{user}@{server.lower()}")
