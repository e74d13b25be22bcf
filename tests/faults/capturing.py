"""A technician who confirms a capture and is killed at a given moment, as a process of its own.

Usage: ``python -m tests.faults.capturing DATABASE ENROLMENT MOMENT`` (moment: sealing, keeping,
kept). Whoever reads it sees ``confirmed`` only after the use case returned.
"""

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import pytest

from db.engine import open_engine
from db.repositories.enrolments import SqlPackets
from db.unit_of_work import SqlUnits
from desktop.catalogue_file import catalogues
from desktop.usecases import access
from desktop.usecases.capturing import confirm_capture
from desktop.usecases.desk import Desk
from domain.ports import SealedPacket
from tests.office import CHEAP, KEY, PASSWORD, FakeClock
from tests.usecases.at_the_kit import StationKeys, content


def die() -> NoReturn:
    """Be killed, as when the power goes."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class DyingKeys(StationKeys):
    """Keys whose keyring is the last thing that is seen."""

    def signing(self) -> bytes:
        die()


def main() -> None:
    """Confirm, and die where asked."""
    database, enrolment, moment = Path(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3]
    desk = Desk(SqlUnits(open_engine(database, KEY), "PC-KIT"), catalogues(), FakeClock(), CHEAP)
    actor = access.sign_in(desk, "tecnico-1", PASSWORD)
    if moment == "keeping":
        add = SqlPackets.add

        def dying(packets: SqlPackets, packet: SealedPacket) -> NoReturn:
            add(packets, packet)
            die()

        pytest.MonkeyPatch().setattr(SqlPackets, "add", dying)
    keys = DyingKeys() if moment == "sealing" else StationKeys()
    confirm_capture(desk, actor, keys, enrolment, content())
    die()


if __name__ == "__main__":
    main()
