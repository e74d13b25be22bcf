"""One PostgreSQL and one centre for the tests of a process; each test has offices of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from central.__main__ import main
from tests.central.client import Workstation
from tests.central.server import Centre, Databases


@pytest.fixture(scope="session")
def databases(postgres_server: str) -> Databases:
    """Databases of the centre on the server of this process."""
    return Databases(postgres_server)


@pytest.fixture(scope="session")
def sealing_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public half of a sealing key."""
    file = tmp_path_factory.mktemp("sealing") / "sellado.pem"
    assert main(["sealing-key", str(file)]) == 0
    return file.with_name("sellado.pem.pub")


@pytest.fixture(scope="session")
def centre(databases: Databases, sealing_key: Path) -> Iterator[Centre]:
    """A centre that the tests of this process share."""
    rates = ("--per-workstation", "1000", "--per-address", "10000")
    with databases.centre(*rates, "--sealing-key", str(sealing_key)) as made:
        yield made


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """Connections that are kept, as an office keeps them."""
    with httpx.Client(timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(autouse=True)
def told_to_all(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test has the centre tell to all offices is not told to those of the next one."""
    shared = request.getfixturevalue("centre") if "centre" in request.fixturenames else None
    yield
    if isinstance(shared, Centre):
        shared.run("UPDATE feed SET office_id = %s WHERE office_id IS NULL", uuid4())


Paired = Callable[..., Workstation]


@pytest.fixture
def paired(centre: Centre, http: httpx.Client) -> Paired:
    """Give what makes a paired workstation, of a new office where none is named."""

    def make(office_id: UUID | None = None, *, scope: str = "office") -> Workstation:
        known = office_id or centre.known_office()
        workstation = Workstation(centre, http)
        assert workstation.pair(centre.code(known, scope=scope)).status_code == 200
        return workstation

    return make
