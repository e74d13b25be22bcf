"""A local service of the Secure Biometric Interface, and a reader opened behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from biometrics.synthetic import finger_image
from desktop.drivers import libfprint
from desktop.drivers.sbi import driver as sbi
from desktop.drivers.sbi.driver import SbiDriver
from desktop.ports.kit import (
    Reader,
)
from tests.drivers.heard import Heard
from tests.drivers.sbi_authority import Maker
from tests.drivers.sbi_server import SbiServer


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who answers does so in the end, however busy the machine."""
    monkeypatch.setattr(sbi, "_TOLD_SECONDS", 60.0)
    monkeypatch.setattr(libfprint, "_ANSWER_SECONDS", 60.0)


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker()


@pytest.fixture
def certificates(maker: Maker, tmp_path: Path) -> Path:
    folder = tmp_path / "lectores"
    folder.mkdir()
    (folder / "fabricante.pem").write_text(maker.root.pem)
    return folder


@pytest.fixture
def server(maker: Maker) -> Iterator[SbiServer]:
    made = SbiServer(maker)
    made.plug()
    made.place(finger_image(7))
    yield made
    made.close()


@pytest.fixture
def driver(server: SbiServer, certificates: Path) -> Iterator[SbiDriver]:
    made = SbiDriver(certificates, [server.port])
    yield made
    made.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def reader(driver: SbiDriver, heard: Heard) -> Iterator[Reader]:
    [info] = driver.discover()
    opened = driver.open(info.id, heard)
    yield opened
    opened.close()
