"""Received files on their way to the centre, part by part from where they are kept, and back.

They go before the operations, but never keep them waiting for long: an office that scanned much, or
has a slow link, sends the rest in its next rounds.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import NAMESPACE_URL, uuid5

from desktop.sync.client import Centre
from desktop.sync.files import send_whole
from desktop.sync.troubles import AnswerDamaged
from desktop.usecases.desk import Desk
from domain.documents import LARGEST_FILE, ReceivedFile
from domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnreachable,
    NotFound,
    NotOnThisData,
)
from domain.exchange import CentreLink, PendingTask
from domain.ports.pieces import Pieces
from domain.staff import Role
from domain.tasks import TaskKind

_APART = (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnreachable,
    NotOnThisData,
)
More = Callable[[], bool]
"""Asked before each part: whether to send it now; the next time goes on from there. May raise."""


def waiting(desk: Desk, pieces: Pieces, link: CentreLink) -> Sequence[str]:
    """Return the names of those that wait to be sent, the oldest first.

    Of a second database that cannot be used none are: that is told where it is wanted, and the rest
    goes on.
    """
    with suppress(*_APART):
        unsent = pieces.unsent(link.feed_epoch)
        if not unsent:
            return ()
        with desk.units.read() as unit:
            mentioned = unit.documents.mentioned()
        return [name for name in unsent if name in mentioned]
    return ()


def send(
    desk: Desk, pieces: Pieces, centre: Centre, link: CentreLink, name: str, more: More
) -> bool:
    """Send one, and note that the centre has it whole; tell whether it was sent.

    One that the disk spoiled is told once, as a task of the supervisors, and kept.

    Raises:
        LinkTrouble: it is not whole there; the next time goes on from there.
        KnownError: a database refused.
    """
    if not more():
        return False
    try:
        pieces.check(name)
    except NotFound:  # it is to come back from the centre
        return False
    except DatabaseDamaged:
        _tell_damaged(desk, name)
        return False

    size = pieces.size(name)

    def read(at: int, most: int) -> bytes | None:
        return pieces.read(name, at, most) if more() else None

    # The centre takes no file of nothing.
    whole = not size or send_whole(centre, name, size, read)
    if whole:
        pieces.sent(name, link.feed_epoch)
    return whole


def fetch(pieces: Pieces, centre: Centre, link: CentreLink, file: ReceivedFile) -> None:
    """Bring a file back that is not here: this office was restored, or taken over.

    Raises:
        NotThere: the centre has it not whole.
        AnswerDamaged: what came is not that file; nothing was kept.
        LinkTrouble: it did not come.
        KnownError: the second database refused.
    """
    data = bytearray()
    while len(data) < min(file.size, LARGEST_FILE):
        part = centre.file_part(file.sha256, len(data))
        if not part:
            raise AnswerDamaged
        data += part
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise AnswerDamaged
    pieces.put(bytes(data), file.media, file.added_at)
    pieces.sent(file.sha256, link.feed_epoch)


def _tell_damaged(desk: Desk, name: str) -> None:
    key = uuid5(NAMESPACE_URL, f"piece/{name}")
    with desk.units.read() as unit:
        known, file = unit.exchange.task(key), unit.documents.file(name)
    if known is not None:
        return
    called = f" «{file.name}»" if file is not None else ""
    with desk.units.write() as unit:
        unit.exchange.put_task(
            PendingTask(
                key,
                TaskKind.DOCUMENT_DAMAGED,
                Role.SUPERVISOR.value,
                unit.offices.office().name,
                desk.clock.now(),
                f"El archivo{called} se dañó en los datos de la oficina antes de enviarse al centro.",
                "Si tiene el papel o el archivo, recíbalo otra vez: queda en el mismo lugar.",
                json.dumps({"piece": name}),
            )
        )
