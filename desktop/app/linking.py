"""The link with the centre, put together: who asks it, in whose name, and who is told."""

from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from db import migrate
from db.election import ServerElection
from db.postgres import authority_of
from desktop import __version__
from desktop.app.station import Station, workstation_name
from desktop.keys import slots
from desktop.keys.packets import office_biometric_key
from desktop.ports import KeyStore
from desktop.sync.answers import Paired
from desktop.sync.client import Centre
from desktop.sync.credentials import Credentials
from desktop.sync.files import FOLDER, Spool
from desktop.sync.loop import Election, Surroundings, SyncLoop
from desktop.sync.pairing import Pairing, parse_address, parse_code
from desktop.sync.state import LinkReport
from desktop.sync.troubles import AnswerDamaged, HalfOpen, LinkTrouble, TimedOut
from desktop.sync.turns import HeldFile
from desktop.sync.waiting import Waiter
from desktop.sync.wire import Address, Wire, trust
from desktop.usecases import centre_link
from desktop.usecases.centre_link import TrainingNotLinked
from domain.errors import InvalidInput, NotOnThisData
from domain.exchange import CentreLink
from domain.offices import Office
from domain.operations import LogHead
from domain.staff import Actor

OFFLINE_DAYS = 30
"""How long one may sign in without having heard from the centre, until it says otherwise."""
_TRIES = 3
"""How often pairing is tried where its answer got lost: the code knows who used it."""
_LARGEST_CERTIFICATE = 1 << 20


class OtherOffice(LinkTrouble):
    """The code was made for another office."""

    kept = "No se cambió nada."
    todo = "Pida al centro un código de esta oficina."
    needs_someone = True

    def __init__(self, name: str) -> None:
        super().__init__(f"Ese código es de otra oficina: {name}.")


def credentials_of(station: Station, store: KeyStore) -> Credentials:
    """Return who this account of this computer is to the centre."""
    return Credentials(station.places.data, store)


def wire_to(station: Station, url: str, ca: str) -> Wire:
    """Return what carries requests to a centre."""
    return Wire(Address(url, ca, station.settings.proxy), __version__)


def centre_of(station: Station, store: KeyStore, link: CentreLink) -> Centre:
    """Return who asks the centre of a link in this workstation's name."""
    return Centre(wire_to(station, link.address, link.ca), credentials_of(station, store))


def spool_of(station: Station) -> Spool:
    """Return where files wait to be sent."""
    return Spool(station.places.data / FOLDER)


def loop_of(
    station: Station,
    store: KeyStore,
    report: Callable[[LinkReport], None],
    waiter: Waiter | None = None,
) -> SyncLoop:
    """Return what talks to the centre for a workstation, not started yet; see ``SyncLoop``."""
    return SyncLoop(
        Surroundings(
            station.desk,
            credentials_of(station, store).exist,
            lambda link: centre_of(station, store, link),
            election_of(station),
            spool_of(station),
            station.pieces,
            migrate.OFFICE.head,
            report,
            authority_of(station.engine).check if station.on_server else _nothing_to_meet,
        ),
        waiter,
    )


def _nothing_to_meet(_epoch: int) -> None:
    """An office on one computer has no other server."""


def election_of(station: Station) -> Election:
    """Return what one program of the office at a time holds, to do what one does for all."""
    if station.engine.dialect.name == "postgresql":
        return ServerElection(station.engine)
    return HeldFile(station.database.with_name(station.database.name + ".enlace"))


def link_station(
    station: Station,
    store: KeyStore,
    address: str,
    code: str,
    ca: str = "",
    actor: Actor | None = None,
) -> CentreLink:
    """Pair this workstation and link its office with the centre.

    Args:
        address, code: as typed.
        ca: PEM that the centre's certificate must come from; empty for the system's, or for what
            the centre itself tells over a connection that the system trusts.
        actor: an administrator; None at the command line.

    Raises:
        TrainingNotLinked: it is training.
        SessionOutdated, NotAllowed: not an administrator.
        InvalidInput: the address, the code or the certificate is none.
        LinkTrouble: the centre cannot be asked, or does not take the code.
        RecoveryCodeNeeded: the office sealed captures to itself, and this account lacks its key.
        CentreWithoutKey: there are such captures, and the centre has no key for them.
        KeyStoreUnavailable, DiskFull, …: who this workstation is could not be kept.
    """
    if station.training:
        raise TrainingNotLinked
    if actor is not None:
        centre_link.require_administrator(station.desk, actor)
    url = parse_address(address)
    pairing = Pairing(parse_code(code), workstation_name(station.settings), __version__)
    require_certificate(ca)
    paired = pair(station, pairing, url, ca)
    office = station.office()
    if paired.office is not None and paired.office.id != office.id:
        raise OtherOffice(paired.office.name)
    own_key = _own_key(station, office)
    pairing.keep(credentials_of(station, store), paired)
    link = link_by(station, url, ca, paired)
    known = None if paired.head is None else LogHead(paired.head.sequence, paired.head.hash)
    if actor is not None:
        centre_link.link_office(station.desk, actor, link, known, own_key)
    else:
        with station.desk.units.write() as unit:
            centre_link.keep_link(station.desk, unit, link, known, own_key=own_key)
    seal_key(station, paired)
    return link


def _own_key(station: Station, office: Office) -> bytes | None:
    """Return what opens the captures of the office, if it has any. Raises RecoveryCodeNeeded."""
    with suppress(NotOnThisData), station.desk.units.read() as unit:
        if unit.packets.all():
            return office_biometric_key(station.key, office.id)
    return None


def link_by(station: Station, url: str, ca: str, paired: Paired) -> CentreLink:
    """Return the link that pairing made. Raises AnswerDamaged."""
    _sealing_key(paired)
    return CentreLink(
        url,
        ca or paired.ca,
        paired.sealing_key_id,
        paired.sealing_key,
        paired.feed_epoch,
        0,
        0,
        OFFLINE_DAYS,
        station.desk.clock.now(),
    )


def seal_key(station: Station, paired: Paired) -> None:
    """Let the centre open the office's data, or its archives, too, should its code be lost.

    Not where this account of an office on a server has no key of the archives.
    """
    key = _sealing_key(paired)
    if key and station.key:
        kept = slots.read(station.database)
        now = station.desk.clock.now()
        slots.write(
            station.database, kept.with_centre(station.key, paired.sealing_key_id, key, now)
        )
        station.share_slots()


def require_certificate(ca: str) -> None:
    """Insist that a text is a certificate, where it is not empty. Raises InvalidInput."""
    try:
        trust(ca)
    except (LinkTrouble, ValueError) as exc:
        raise InvalidInput(
            "El archivo no contiene el certificado de una autoridad.",
            todo="Elija el archivo .pem o .crt que entregó el centro.",
        ) from exc


def read_certificate(path: Path) -> str:
    """Return the text of a certificate's file. Raises InvalidInput."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_CERTIFICATE).decode("ascii")
    except (OSError, ValueError) as exc:
        raise InvalidInput(
            f"No se pudo leer el certificado «{path}».",
            todo="Revise el archivo e intente de nuevo.",
        ) from exc


def pair(station: Station, pairing: Pairing, url: str, ca: str) -> Paired:
    """Ask the centre to know this workstation; again where its answer got lost.

    Raises:
        LinkTrouble: the centre cannot be asked, or does not take the code.
    """
    tries = _TRIES
    while True:
        wire = wire_to(station, url, ca)
        try:
            return pairing.pair(wire)
        except (HalfOpen, TimedOut, AnswerDamaged):
            tries -= 1
            if not tries:
                raise
        finally:
            wire.reset()


def _sealing_key(paired: Paired) -> bytes:
    try:
        key = b64decode(paired.sealing_key, validate=True)
    except ValueError as exc:
        raise AnswerDamaged from exc
    if paired.sealing_key and len(key) != 32:
        raise AnswerDamaged
    return key
