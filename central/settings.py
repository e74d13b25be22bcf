"""What the server is told when it starts."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The public half of the key that offices seal to; the other half is not on this server.

    Attributes:
        id: names it, so that another can take its place.
        public: the X25519 public key, base64.
    """

    id: str = ""
    public: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the server is told when it starts.

    Attributes:
        database: what to connect with, as libpq has it.
        ca: the certificate that offices are to trust, PEM; empty for those of the system.
        sealing_key: given to whoever is paired.
        offline_days: how long one may sign in at an office that has not heard from the centre.
        per_workstation, per_address: requests a second, in the long run.
        connections: to the database, at most.
        oldest_program: programs before it are told to be brought up to date.
    """

    database: str
    ca: str = ""
    sealing_key: SealingKey = SealingKey()
    offline_days: int = 30
    per_workstation: float = 50.0
    per_address: float = 200.0
    connections: int = 8
    oldest_program: tuple[int, ...] = (0, 3)


def read_sealing_key(path: Path) -> SealingKey:
    """Read the public half of a sealing key, as ``python -m central sealing-key`` wrote it.

    Raises:
        OSError, ValueError, KeyError: there is no such file, or it is none.
    """
    told = json.loads(path.read_text(encoding="utf-8"))
    if len(base64.b64decode(told["public"], validate=True)) != 32:
        raise ValueError("an X25519 public key has 32 bytes")
    return SealingKey(str(told["id"]), str(told["public"]))
