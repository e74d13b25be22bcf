"""The images of two who are alike, for whoever decides, each look noted."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from biometrics.interchange import from_wsq
from biometrics.packet import LARGEST, Packet, PacketError, open_packet
from central.commands.base import Failure, working
from central.work import Work
from db.central import biometrics, files, tasks
from domain.fingers import Finger
from domain.tasks import TaskKind


def show(connected: str, key: bytes, task_id: UUID, folder: Path, by: str) -> Iterator[str]:
    """Write both people's images to a new folder; yield who they are, in words.

    Args:
        connected: what to connect with to the centre's database.
        key: the private sealing key.
        by: who looks; noted for each enrolment before anything of it is written.

    Raises:
        Failure: there is no such task, the folder is there already, or a packet does not open.
    """
    by = by.strip()[:120]
    if not by:
        raise Failure("Diga con --by quién mira las imágenes.")
    with working(connected) as work:
        task = tasks.get(work.link, task_id)
        if task is None or task["kind"] != TaskKind.BIOMETRIC_MATCH:
            raise Failure("Esa no es una coincidencia por decidir.")
        hits = biometrics.hits_of(work.link, task_id)
        subject = task["subject"]
        people = [(UUID(subject["office"]), UUID(subject["enrolment"]))]
        people += [(one["other_office_id"], one["other_enrolment_id"]) for one in hits]
        for office_id, enrolment_id in people:
            what = f"coincidencia {task_id}"
            biometrics.note_look(work.link, office_id, enrolment_id, by=by, what=what, at=work.now)
    # The looks are kept from here on, whatever becomes of the files.
    try:
        folder.mkdir(mode=0o700)
    except OSError as exc:
        raise Failure(f"No se puede crear la carpeta: {exc}") from exc
    with working(connected) as work:
        for number, (office_id, enrolment_id) in enumerate(people):
            letter = chr(ord("A") + number)
            who = biometrics.named(work.link, office_id, enrolment_id)
            name = (
                "Sin datos"
                if who is None
                else f"{who['name']} ({who['document']}), {who['office']}"
            )
            yield f"{letter}: {name}"
            if number:
                hit = hits[number - 1]
                finger = Finger(hit["finger"]).label
                other = Finger(hit["other_finger"]).label
                yield f"   {finger} de A con {other} de {letter}: puntaje {hit['score']}"
            packet = _packet(work, key, office_id, enrolment_id)
            if packet is None:
                yield "   Sus imágenes ya no se conservan."
            else:
                _write(folder, letter, packet)
    yield f"Imágenes en «{folder}». Bórrelas cuando haya decidido."


def _packet(work: Work, key: bytes, office_id: UUID, enrolment_id: UUID) -> Packet | None:
    found = biometrics.packet_of(work.link, office_id, enrolment_id)
    if found is None:
        return None
    sealed = files.content(work.link, office_id, found["sha256"], LARGEST + 1024)
    if sealed is None:
        return None
    try:
        keys = biometrics.keys_of(work.link, office_id)
        return open_packet(sealed, key, keys, office_id, enrolment_id)
    except PacketError as exc:
        raise Failure(exc.what) from exc


def _write(folder: Path, letter: str, packet: Packet) -> None:
    from PIL import Image

    for number, one in enumerate(packet.impressions, start=1):
        image = from_wsq(one.wsq, one.ppi)
        out = io.BytesIO()
        Image.frombytes("L", (image.width, image.height), image.pixels).save(out, "PNG")
        _keep(folder / f"{letter}-{one.finger.label.lower()}-{number:02d}.png", out.getvalue())
    if packet.photo:
        _keep(folder / f"{letter}-foto.jpg", packet.photo)


def _keep(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
