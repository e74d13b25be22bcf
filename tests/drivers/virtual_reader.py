"""The virtual reader of the real libfprint: images come to it by a socket."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from biometrics.images import GreyImage


class VirtualReader:
    """Places fingers on the library's virtual reader; the driver must have opened it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def environment(self) -> dict[str, str]:
        """What makes the library show it."""
        return {"FP_VIRTUAL_IMAGE": str(self._path)}

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self._path))
            yield connection

    def place(self, image: GreyImage) -> None:
        """Place a finger; the reader must be waiting for one."""
        with self._connected() as connection:
            connection.sendall(struct.pack("ii", image.width, image.height) + image.pixels)

    def misplace(self, code: int) -> None:
        """Place one so that the library asks for another try: ``FpDeviceRetry``."""
        with self._connected() as connection:
            connection.sendall(struct.pack("ii", -1, code))

    def drop(self) -> None:
        """Connect and go: of this the library tells nothing."""
        with self._connected():
            pass
