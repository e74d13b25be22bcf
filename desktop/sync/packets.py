"""Sealed captures on their way to the centre, from the office's database, whole or from where it
has them already; and what is forgotten once a finished backup of the centre holds it.

An office whose data are still of the version before has none.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from uuid import NAMESPACE_URL, uuid5

from desktop.sync.client import Centre
from desktop.sync.files import send_whole
from desktop.usecases.desk import Desk
from domain.errors import NotOnThisData
from domain.exchange import PendingTask
from domain.ports import UnitOfWork
from domain.ports.enrolments import SealedPacket
from domain.staff import Role
from domain.tasks import TaskKind


def waiting(desk: Desk) -> Iterator[SealedPacket]:
    """Yield the captures that wait to be sent, the oldest first, one in memory at a time.

    One that the disk spoiled is told once, as a task of the technicians, and kept.
    """
    names: Sequence[str] = ()
    with suppress(NotOnThisData), desk.units.read() as unit:
        names = unit.packets.unsent_names()
    for name in names:
        with desk.units.read() as unit:
            packet = unit.packets.get(name)
        if packet is None:
            continue
        if hashlib.sha256(packet.content).hexdigest() == packet.sha256:
            yield packet
        else:
            _tell_damaged(desk, packet)


def send(desk: Desk, centre: Centre, packet: SealedPacket) -> None:
    """Send one capture, and note that the centre has it whole.

    It is forgotten once a finished backup of the centre holds what this office tells *after* this
    moment: one that was begun before may not hold it.

    Raises:
        LinkTrouble: it is not whole there; the next time goes on from there.
        KnownError: the database refused.
    """
    content = packet.content
    send_whole(centre, packet.sha256, len(content), lambda at, size: content[at : at + size])
    with desk.units.write() as unit:
        unit.packets.sent(packet.sha256, desk.clock.now(), unit.log.head().sequence + 1)


def forget_through(unit: UnitOfWork, backed_up_through: int) -> None:
    """Forget what was sent and is in a finished backup of the centre."""
    with suppress(NotOnThisData):
        unit.packets.drop_through(backed_up_through)


def offer_again(unit: UnitOfWork) -> None:
    """Have everything that is kept sent anew: the centre was restored, or is another."""
    with suppress(NotOnThisData):
        unit.packets.offer_again()


def _tell_damaged(desk: Desk, packet: SealedPacket) -> None:
    key = uuid5(NAMESPACE_URL, f"packet/{packet.sha256}")
    with desk.units.read() as unit:
        known = unit.exchange.task(key)
    if known is not None:
        return
    with desk.units.write() as unit:
        unit.exchange.put_task(
            PendingTask(
                key,
                TaskKind.CAPTURE_REFUSED,
                Role.TECHNICIAN.value,
                unit.offices.office().name,
                desk.clock.now(),
                "Una captura de huellas se dañó en los datos de la oficina antes de enviarse.",
                "Repita la captura. Lo que se guardó de ella no se borró.",
                json.dumps({"enrolment": str(packet.enrolment_id), "packet": packet.sha256}),
            )
        )
