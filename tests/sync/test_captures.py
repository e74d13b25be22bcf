"""The way of a capture: from an office's database to the centre, searched there, and told back."""

from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from central.biometrics.keyfile import read_key
from central.biometrics.worker import Worker
from db.central.database import CentralDatabase
from desktop.keys.packets import office_biometric_key
from desktop.usecases import centre_link
from desktop.usecases.desk import Desk
from domain.enrolment import DuplicateCheck, EnrolmentState
from tests.central.captures import as_server
from tests.central.server import Centre as Server
from tests.enrolled import DATA_KEY, Enrolling, cedula
from tests.office import SmallOffice
from tests.sync.linked import Linked, pair


def search(centre: Server, key: Path) -> None:
    """Have everything searched that waits at the centre."""
    database = CentralDatabase(as_server(centre), 2)
    database.open()
    worker = Worker(database, read_key(key))
    try:
        worker.begin()
        while worker.step():
            pass
    finally:
        worker.close()
        database.close()


def test_a_capture_is_searched_at_the_centre_and_its_enrolment_goes_on(
    linked: Linked, centre: Server, sealing_key: Path
) -> None:
    key = sealing_key.with_suffix("")
    private = X25519PrivateKey.from_private_bytes(read_key(key))
    public = private.public_key().public_bytes_raw()
    enrolling = Enrolling(linked.desk, linked.office)
    first = enrolling.capture(cedula(1), 31, public=public)
    twice = enrolling.capture(cedula(2), 31, first=2, public=public)
    foreign = enrolling.capture(cedula(3), 32)  # sealed to nobody whom the centre knows
    loop = linked.loop()
    loop.once()
    search(centre, key)
    loop.once()
    checked = enrolling.now(first)
    assert (checked.state, checked.check_state) == (EnrolmentState.CHECKED, DuplicateCheck.CLEAR)
    assert enrolling.now(twice).check_state is DuplicateCheck.HIT
    assert enrolling.now(foreign).state is EnrolmentState.VALIDATED
    with linked.desk.units.read() as unit:
        before = unit.log.head().sequence
    # The feed begins anew, as after the centre was restored: nothing is done twice.
    with linked.desk.units.write() as unit:
        link = unit.exchange.link()
        assert link is not None

        unit.exchange.set_link(replace(link, feed_epoch="otra", feed_place=0))
    loop.once()
    search(centre, key)
    loop.once()
    assert enrolling.now(first) == checked
    with linked.desk.units.read() as unit:
        assert unit.log.head().sequence == before


def test_what_an_office_captured_for_itself_is_searched_once_it_is_linked(
    centre: Server, desk: Desk, office: SmallOffice, sealing_key: Path, tmp_path: Path
) -> None:
    key = sealing_key.with_suffix("")
    enrolling = Enrolling(desk, office)
    alone = enrolling.capture(cedula(1), 33)
    linked = pair(centre, desk, office, tmp_path)
    own = office_biometric_key(DATA_KEY, office.office.id)
    centre_link.link_office(desk, office.actor("admin-1"), linked.link(), None, own)
    assert enrolling.now(alone).packet != alone.packet
    loop = linked.loop()
    loop.once()
    search(centre, key)
    loop.once()
    assert enrolling.now(alone).check_state is DuplicateCheck.CLEAR
