"""Captures as an office makes them: synthetic prints, signed, sealed, sent and told of."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.conninfo import make_conninfo

from biometrics.interchange import to_wsq
from biometrics.packet import Impression, Packet, seal
from biometrics.synthetic import finger_image
from central.biometrics.keyfile import read_key
from db.central.administration import SERVER
from domain.fingers import Finger
from domain.ids import new_id
from tests.central.client import Log, Workstation
from tests.central.server import ROOT, Centre

INDEX = Finger.RIGHT_INDEX
MOMENT = datetime(2026, 11, 21, 15, tzinfo=UTC)


@cache
def wsq(seed: int, impression: int) -> bytes:
    """Return an impression of a finger."""
    return to_wsq(finger_image(seed, impression, rotation=2 * impression, shift=(2, impression)))


def impressions(seed: int, first: int = 0, finger: Finger = INDEX) -> tuple[Impression, ...]:
    """Return two impressions of a finger; from another ``first``, other ones of the same."""
    return tuple(Impression(finger, 60, wsq(seed, number)) for number in (first, first + 1))


@dataclass
class Captures:
    """What one workstation of an office captures.

    Attributes:
        key: the file of the private key that captures are sealed to.
    """

    workstation: Workstation
    key: Path
    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    log: Log = field(init=False)
    registered: bool = False

    def __post_init__(self) -> None:
        self.log = Log(self.office_id)

    @property
    def office_id(self) -> UUID:
        """The office."""
        assert self.workstation.office_id is not None
        return self.workstation.office_id

    def packet(self, seed: int, *, first: int = 0, **changes: Any) -> Packet:
        """Return a packet of a new enrolment."""
        made = Packet(
            new_id(), self.office_id, "PC", MOMENT, "Simulado", "S-1", impressions(seed, first)
        )
        return replace(made, **changes)

    def sealed(self, packet: Packet, signing: Ed25519PrivateKey | None = None) -> bytes:
        """Return a packet signed and sealed."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        public = X25519PrivateKey.from_private_bytes(read_key(self.key)).public_key()
        key = signing or self.signing
        return seal(packet, key.private_bytes_raw(), public.public_bytes_raw())

    def send(self, content: bytes) -> str:
        """Send a packet as the file that it is; return what names it."""
        name = hashlib.sha256(content).hexdigest()
        for begin in range(0, len(content), 2**20):
            target = f"/v1/files/{name}?offset={begin}&size={len(content)}"
            answer = self.workstation.ask("PUT", target, raw=content[begin : begin + 2**20])
            assert answer.status_code == 200, answer.text
        return name

    def tell(self, enrolment_id: UUID, name: str, document: str, **row: Any) -> None:
        """Tell of a capture, with the rows that say whose it is."""
        person = new_id()
        operations = []
        if not self.registered:
            from base64 import b64encode

            public = b64encode(self.signing.public_key().public_bytes_raw()).decode()
            operations.append(
                self.log.add("signing_key_registered", workstation="PC", public_key=public)
            )
            self.registered = True
        operations.append(
            self.log.add(
                "enrolment_captured", aggregate="enrolment", aggregate_id=enrolment_id, packet=name
            )
        )
        rows = [
            {
                "table": "person",
                "key": str(person),
                "row": {
                    "id": str(person),
                    "document_type": "cedula",
                    "document": document,
                    "name": "Ana Ruiz",
                },
            },
            {
                "table": "enrolment",
                "key": str(enrolment_id),
                "row": {"id": str(enrolment_id), "person_id": str(person), "packet": name, **row},
            },
        ]
        answer = self.workstation.push(operations, rows, schema="0005")
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["quarantined"], told["rows_refused"]) == ([], [])

    def tell_row(self, enrolment_id: UUID, **row: Any) -> None:
        """Tell how an enrolment stands now."""
        told = self.log.add("enrolment_withdrawn", aggregate="enrolment", aggregate_id=enrolment_id)
        image = {"id": str(enrolment_id), **row}
        rows = [{"table": "enrolment", "key": str(enrolment_id), "row": image}]
        answer = self.workstation.push([told], rows, schema="0005")
        assert answer.json()["rows_refused"] == [], answer.text

    def capture(self, seed: int, document: str, *, first: int = 0, **row: Any) -> UUID:
        """Capture, send and tell; return the enrolment."""
        packet = self.packet(seed, first=first)
        self.tell(packet.enrolment_id, self.send(self.sealed(packet)), document, **row)
        return packet.enrolment_id

    def told(self, kind: str = "enrolment_checked") -> dict[str, list[dict[str, Any]]]:
        """Return what the office was told of its enrolments, by enrolment."""
        found: dict[str, list[dict[str, Any]]] = {}
        after, more, epoch = 0, True, ""
        while more:
            page = self.workstation.ask("GET", f"/v1/pull?epoch={epoch}&after={after}").json()
            more, entries, epoch = page["more"], page["entries"], page["feed_epoch"]
            for entry in entries:
                after = entry["place"]
                if entry["kind"] == kind:
                    found.setdefault(entry["body"]["enrolment"], []).append(entry["body"])
        return found

    def outcomes(self, enrolment_id: UUID) -> list[str]:
        """Return what it was told of one enrolment, in order."""
        return [one["outcome"] for one in self.told().get(str(enrolment_id), [])]


def command(key: Path, *more: str) -> list[str]:
    """Return the command of the worker."""
    return [sys.executable, "-m", "central", "biometrics", "--key", str(key), *more]


def environment(centre: Centre) -> dict[str, str]:
    """Return what the worker finds its database by."""
    return {**os.environ, "VENTANILLA_CENTRO_BASE": as_server(centre)}


def as_server(centre: Centre) -> str:
    """Return what the worker connects with: the role of the server, with its rights and no more."""
    return make_conninfo(centre.connected, user=SERVER)


def work(centre: Centre, key: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run the worker once over what waits; it is a process of its own."""
    return subprocess.run(
        command(key, "--once", *more),
        cwd=ROOT,
        env=environment(centre),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
