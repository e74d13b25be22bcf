"""The file of the ministry's private sealing key: read once, kept nowhere else."""

import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_OTHERS = stat.S_IWGRP | stat.S_IRWXO
_LARGEST = 2**16


class KeyFileUnusable(Exception):
    """The key file cannot be used; its words tell why, in Spanish."""


def read_key(path: Path) -> bytes:
    """Return the X25519 key of a file, 32 bytes.

    Raises:
        KeyFileUnusable: it cannot be read, others of this computer may read or change it, or it
            is no such key.
    """
    try:
        with path.open("rb") as file:
            mode = path.stat().st_mode
            if mode & _OTHERS:
                raise KeyFileUnusable(
                    f"Otros usuarios pueden leer o cambiar «{path}». Déjelo con permisos 0600."
                )
            key = load_pem_private_key(file.read(_LARGEST), None)
    except OSError as exc:
        raise KeyFileUnusable(f"No se puede leer la clave: {exc}") from exc
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise KeyFileUnusable(f"«{path}» no es una clave de sellado.") from exc
    if not isinstance(key, X25519PrivateKey):
        raise KeyFileUnusable(f"«{path}» no es una clave de sellado.")
    return key.private_bytes_raw()
