"""The contract suite before a service of the Secure Biometric Interface."""

import tempfile
from pathlib import Path

from biometrics.images import GreyImage
from desktop.drivers.sbi.driver import SbiDriver
from tests.drivers.sbi_authority import Maker
from tests.drivers.sbi_server import SbiServer


class SbiRig:
    """A local service with an authority of its own; pulling the reader out is its end."""

    def __init__(self) -> None:
        maker = Maker()
        self._folder = tempfile.TemporaryDirectory(prefix="ventanilla-makers-")
        Path(self._folder.name, "prueba.pem").write_text(maker.root.pem)
        self._server = SbiServer(maker)
        self._server.plug()
        self.driver = SbiDriver(Path(self._folder.name), [self._server.port])

    def place(self, image: GreyImage) -> None:
        self._server.place(image)

    def place_badly(self) -> None:
        self._server.place_badly()

    def unplug(self) -> None:
        self._server.wait_for("RCAPTURE")
        self._server.unplug()

    def plug(self) -> None:
        self._server.plug()

    def close(self) -> None:
        self.driver.close()
        self._server.close()
        self._folder.cleanup()
