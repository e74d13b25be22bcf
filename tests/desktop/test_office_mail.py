"""This computer's mail server: set up, its password in the keyring, sending until the door closes."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic
from uuid import UUID

import pytest

from desktop.app.demo import COUNTERS, first_start
from desktop.app.door import DemoDoor, Door
from desktop.app.office_mail import OfficeMail, check_mail
from desktop.app.station import Station, begin_station, open_station
from desktop.doctor import State
from desktop.keys.stores import SystemKeyring
from desktop.mail.templates import FOLDER, mail_words, read_words
from desktop.paths import Places, places
from domain.errors import InvalidInput, KeyStoreUnavailable, KnownError
from domain.mail import Mail, MailKind, MailState
from domain.mail_text import TemplateFaulty
from tests import memory_keyring
from tests.mail.servers import PASSWORD, Inbox, Papers, papers, real
from tests.mail_out import a_mail

REQUEST = replace(first_start(), counters=COUNTERS[:1], staff=())


@pytest.fixture
def station() -> Iterator[Station]:
    memory_keyring.forget_all()
    made, _, _ = begin_station(places(), SystemKeyring(), REQUEST)
    with closing(made):
        yield made


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return papers(tmp_path_factory.mktemp("tls"))


class Told(Inbox):
    """Tells when it took something."""

    def __init__(self) -> None:
        super().__init__()
        self.came = Event()

    async def handle_DATA(self, *args: object) -> str:
        answer = await super().handle_DATA(*args)  # type: ignore[arg-type]
        self.came.set()
        return answer


def put(station: Station) -> Mail:
    with station.desk.units.write() as unit:
        who = next(iter(unit.staff.all()))
        mail = replace(a_mail(), office_id=station.office().id, made_by=who.id)
        mail = replace(mail, made_at=station.desk.clock.now(), next_at=station.desk.clock.now())
        unit.mails.add(mail)
        unit.log.append("mail", mail.id, 1, "mail_queued", {}, actor_id=None, at=mail.made_at)
    return mail


def until_sent(station: Station, mail: Mail) -> None:
    """Wait until it is on record as sent: the server has it a moment before."""

    def is_sent() -> bool:
        with station.desk.units.read() as unit:
            return unit.mails.get(mail.id).state is MailState.SENT

    deadline = monotonic() + 60
    while not is_sent():
        assert monotonic() < deadline
        Event().wait(0.02)


def set_up(mail: OfficeMail, server: object, **more: object) -> None:
    chosen = {
        "mail_server": server.host,  # type: ignore[attr-defined]
        "mail_port": server.port,  # type: ignore[attr-defined]
        "mail_security": "starttls",
        "mail_user": server.user,  # type: ignore[attr-defined]
        "mail_sender": server.sender,  # type: ignore[attr-defined]
        "mail_authority": server.authority,  # type: ignore[attr-defined]
    }
    mail.change(PASSWORD, **{**chosen, **more})


def test_what_waited_is_sent_once_it_is_set_up_and_after_a_restart(
    station: Station, certificates: Papers
) -> None:
    inbox, store = Told(), SystemKeyring()
    waiting = put(station)
    mail = OfficeMail(station, store)
    mail.begin()
    assert not mail.is_set_up
    assert mail.is_offered  # somebody of the office queued one
    with real(inbox, certificates) as server:
        set_up(mail, server)
        assert inbox.came.wait(60)
        until_sent(station, waiting)
        mail.end()
        assert mail.has_secret()
        assert PASSWORD not in station.places.settings.read_text()
        inbox.came.clear()
        again = put(station)
        station.close()
        with closing(open_station(places(), store)) as opened:
            later = OfficeMail(opened, store)
            assert later.is_set_up
            later.begin()
            assert inbox.came.wait(60)
            later.hurry()
            later.wake()
            until_sent(opened, again)
            later.end()
            with opened.desk.units.read() as unit:
                states = [unit.mails.get(one.id).state for one in (waiting, again)]
    assert [str(m["Message-ID"]) for m in inbox.messages] == [
        f"<{one.message_id}>" for one in (waiting, again)
    ]
    assert states == [MailState.SENT] * 2
    assert str(inbox.messages[0]["From"]).endswith(f"<{server.sender}>")


def test_a_trial_goes_at_once_and_tells_what_is_wrong(
    station: Station, certificates: Papers
) -> None:
    inbox, mail = Inbox(), OfficeMail(station, SystemKeyring())
    with real(inbox, certificates) as server:
        set_up(mail, server)
        mail.test("yo@ejemplo.ec")
        assert inbox.to == ["yo@ejemplo.ec"]
        memory_keyring.forget_all()
        other = OfficeMail(station, SystemKeyring())
        with pytest.raises(KnownError, match="no está guardada la contraseña") as found:
            other.test("yo@ejemplo.ec")
        assert "guardado" not in found.value.kept
        mail.end()
    with pytest.raises(KnownError):
        mail.test("yo@ejemplo.ec")


WRONG: tuple[tuple[dict[str, object], str], ...] = (
    ({"mail_server": "con espacios"}, "servidor"),
    ({"mail_server": "x" * 500}, "servidor|largo"),
    ({"mail_server": "a\0b"}, "caracteres"),
    ({"mail_port": 0}, "Puerto"),
    ({"mail_security": "none"}, "Seguridad"),
    ({"mail_sender": "nadie"}, "nadie"),
    ({"mail_sender": ""}, "dirección que envía"),
    ({"mail_user": "\ud800"}, "caracteres"),
    ({"mail_authority": "/no/hay.pem"}, "certificado"),
)


def test_what_cannot_be_used_is_refused_in_words(station: Station, certificates: Papers) -> None:
    mail = OfficeMail(station, SystemKeyring())
    with real(Inbox(), certificates) as server:
        for more, words in WRONG:
            with pytest.raises(InvalidInput, match=words):
                set_up(mail, server, **more)
    assert not mail.is_set_up


def test_the_check_up_tells_what_keeps_it_from_sending(
    station: Station, certificates: Papers
) -> None:
    store = SystemKeyring()
    assert check_mail(station.settings, store) is None
    mail = OfficeMail(station, store)
    with real(Inbox(), certificates) as server:
        set_up(mail, server)
        mail.end()
    found = check_mail(station.settings, store)
    assert found is not None
    assert found.state is State.OK
    memory_keyring.forget_all()
    missing = check_mail(station.settings, store)
    gone = check_mail(replace(station.settings, mail_authority="/no/hay.pem"), store)
    assert missing is not None
    assert gone is not None
    assert (missing.state, gone.state) == (State.FAIL, State.FAIL)
    assert "contraseña" in missing.words
    assert "certificado" in gone.words


def test_a_password_that_is_none_or_cannot_be_kept(station: Station, certificates: Papers) -> None:
    class Locked(SystemKeyring):
        def load(self, database_id: UUID) -> bytes | None:
            raise KeyStoreUnavailable

        def save(self, database_id: UUID, key: bytes) -> None:
            raise KeyStoreUnavailable

    mail = OfficeMail(station, Locked())
    with real(Inbox(), certificates) as server:
        with pytest.raises(KeyStoreUnavailable):
            set_up(mail, server)
        assert not mail.is_set_up
        good = OfficeMail(station, SystemKeyring())
        values = {"mail_server": "a.b", "mail_port": 1, "mail_security": "tls", "mail_user": "u"}
        values |= {"mail_sender": "a@b.ec", "mail_authority": ""}
        for secret in ("", "x" * 300, "a\0"):
            with pytest.raises(InvalidInput):
                good.change(secret, **values)
        set_up(good, server)
        good.end()
        assert not mail.has_secret()
        with pytest.raises(KnownError, match="llavero"):
            mail.test("yo@ejemplo.ec")


def test_invented_offices_queue_and_never_send(
    station: Station, certificates: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox()
    with real(inbox, certificates) as server:
        set_up(OfficeMail(station, SystemKeyring(), invented=True), server)
        put(station)
        invented = OfficeMail(station, SystemKeyring(), invented=True)
        invented.begin()
        assert invented.is_offered
        assert not invented.leaves
        invented.wake()
        invented.hurry()
        with pytest.raises(KnownError, match="inventados"):
            invented.test("yo@ejemplo.ec")
        invented.end()
        station.training = True
        assert not OfficeMail(station, SystemKeyring()).leaves
    assert not inbox.taken


def test_the_door_sends_while_it_is_open_and_the_demonstration_never(
    station: Station, certificates: Papers, tmp_path: Path
) -> None:
    inbox = Told()
    with real(inbox, certificates) as server:
        before = OfficeMail(station, SystemKeyring())
        set_up(before, server)
        before.end()
        mail = put(station)
        station.close()
        door = Door(places(), SystemKeyring())
        door.enter()
        assert door.mail is not None
        assert inbox.came.wait(60)
        door.close()
    assert [str(m["Message-ID"]) for m in inbox.messages] == [f"<{mail.message_id}>"]
    demo = DemoDoor(Places(tmp_path / "data", tmp_path / "config"))
    demo.enter()
    assert demo.mail is not None
    assert not demo.mail.leaves
    demo.close()


def test_a_template_that_is_missing_or_asks_for_a_password(tmp_path: Path) -> None:
    assert set(mail_words()) == set(MailKind)
    for kind in MailKind:
        (tmp_path / f"{kind.value}.txt").write_bytes((FOLDER / f"{kind.value}.txt").read_bytes())
    assert read_words(tmp_path) == mail_words()
    path = tmp_path / "resolved.txt"
    path.write_text("Asunto: x\n\nSu contraseña es {clave}")
    with pytest.raises(TemplateFaulty, match="Atención resuelta"):
        read_words(tmp_path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateFaulty):
        read_words(tmp_path)
    path.unlink()
    with pytest.raises(TemplateFaulty, match="falta"):
        read_words(tmp_path)
