"""Ports for servers that are stopped and started again at the same place."""

import secrets
import socket
from contextlib import suppress

_FIRST, _MANY = 10_000, 20_000
"""Below those that Linux gives to whoever asks for any: nobody gets it while its server is away."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    while True:
        port = _FIRST + secrets.randbelow(_MANY)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
