"""Pairing this workstation with the centre by a one-time code."""

import json
import os
import re
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.sync import answers
from desktop.sync.answers import Paired
from desktop.sync.client import checked
from desktop.sync.credentials import Credentials, Identity
from desktop.sync.wire import Wire
from domain.errors import InvalidInput
from domain.text import clean_text

LONGEST_ADDRESS = 300
_LONGEST_CODE = 40
_AT_HOME = {"127.0.0.1", "localhost", "::1"}
_CODE = re.compile(r"[A-Z0-9]{12,20}")


@dataclass(frozen=True, slots=True)
class Pairing:
    """A pairing under way: the same key however often it has to be tried.

    Args:
        code: as printed, cleaned by ``parse_code``.
        workstation: its name.
        takes_over: this computer takes the place of those that the office had.
    """

    code: str = field(repr=False)
    workstation: str
    program: str
    takes_over: bool = False
    seed: bytes = field(default_factory=lambda: os.urandom(32), repr=False)

    def pair(self, wire: Wire) -> Paired:
        """Ask the centre; raises LinkTrouble, CodeRefused where the code does not hold."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        body = {
            "code": self.code,
            "public_key": b64encode(key.public_bytes_raw()).decode(),
            "workstation": self.workstation,
            "program": self.program,
            "takes_over": self.takes_over,
        }
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        answer = wire.carry("POST", "/v1/pair", headers, content)
        return answers.paired(answers.parsed(checked(answer, rotates=False).body))

    def keep(self, credentials: Credentials, paired: Paired) -> None:
        """Keep who this workstation is now. Raises as ``Credentials.save``."""
        identity = Identity(paired.workstation_id, self.seed, paired.token, paired.scope)
        credentials.save(identity, paired.nonce)


def parse_address(typed: str) -> str:
    """Return the centre's address as it is asked: ``https``, or ``http`` on this computer only.

    Raises:
        InvalidInput: it is none.
    """
    text = clean_text(typed, label="Dirección del centro", limit=LONGEST_ADDRESS, required=True)
    if "://" not in text:
        text = f"https://{text}"
    refused = InvalidInput(
        "La dirección del centro no es válida.",
        todo="Escríbala como se la dieron, por ejemplo https://centro.finanzas.gob.ec.",
    )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as exc:
        raise refused from exc
    if parts.username or parts.query or parts.fragment or not host or " " in text or port == 0:
        raise refused
    if parts.scheme == "http" and host not in _AT_HOME:
        raise InvalidInput(
            "La dirección del centro debe empezar con https.",
            todo="Sin conexión segura no se envía nada.",
        )
    if parts.scheme not in {"http", "https"} or not text.isascii():
        raise refused
    return text.rstrip("/")


def parse_code(typed: str) -> str:
    """Return a pairing code as the centre knows it: any case, any spaces or dashes between.

    Raises:
        InvalidInput: it is none.
    """
    text = clean_text(typed, label="Código", limit=_LONGEST_CODE, required=True)
    code = re.sub(r"[\s\-]+", "", text).upper()
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            "El código del centro no está completo.",
            todo="Son letras y números, como ABCD-EFGH-JKMN.",
        )
    return code
