"""An office and a centre: the real one, and one that lies."""

from pathlib import Path

import pytest

from desktop.usecases.desk import Desk
from tests.central.conftest import centre, databases, sealing_key
from tests.central.server import Centre as Server
from tests.office import SmallOffice, catalogue, clock, desk, office, units
from tests.sync.linked import Linked, pair

__all__ = ["catalogue", "centre", "clock", "databases", "desk", "office", "sealing_key", "units"]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says of proxies is no matter of these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(name="linked")
def linked_office(centre: Server, desk: Desk, office: SmallOffice, tmp_path: Path) -> Linked:
    """The small office, linked with a real centre, nothing sent yet."""
    return pair(centre, desk, office, tmp_path)
