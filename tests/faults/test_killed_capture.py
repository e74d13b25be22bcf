"""The program dies around the confirmation of a capture: all of it is there, or nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from biometrics.interchange import to_wsq
from db.engine import open_engine
from db.tables import metadata
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases.capturing import confirm_capture
from desktop.usecases.catalogue_admin import keep_shipped
from desktop.usecases.desk import Desk
from domain.enrolment import EnrolmentState
from domain.operations import verify
from tests.office import CHEAP, KEY, FakeClock, open_small_office
from tests.usecases.at_the_kit import KEYS, a_print, at_kit, content, packet_of, stored, told

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("moment", ["sealing", "keeping", "kept"])
def test_killed_around_its_confirmation(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "ventanilla.db"
    engine = open_engine(path, KEY)
    metadata.create_all(engine)
    desk = Desk(SqlUnits(engine, "PC"), catalogues(), FakeClock(), CHEAP)
    office = open_small_office(desk.units)
    keep_shipped(desk)
    kit = at_kit(desk, office)
    ready = told(desk, kit)
    engine.dispose()

    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.capturing", str(path), str(ready.id), moment],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert run.returncode == -signal.SIGKILL

    found = stored(desk, ready)
    with desk.units.read() as unit:
        kept = list(unit.packets.all())
        types = [one.type for one in unit.log.of(ready.id)]
        verify(unit.log.all())
    whole = moment == "kept"
    assert (found.state is EnrolmentState.CAPTURED, len(kept)) == (whole, int(whole))
    assert ("enrolment_captured" in types) == whole
    # Nothing readable of it is left in the folder: not in the file, nor in what a crash leaves.
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for tell_tale in (to_wsq(a_print())[:16], b"JFIF\x00", b"manifest.json", b"U.are.U"):
        assert tell_tale not in held

    # Whoever comes back goes on from the last step that was confirmed.
    again = confirm_capture(desk, kit.technician, KEYS, ready.id, content())
    assert again.again == whole
    assert packet_of(desk, again.enrolment).enrolment_id == ready.id
    engine.dispose()
