"""What befalls an office seldom, after a day full of faults: each on its own, and what came of it.

Each leaves everything sent, and says in words what does not hold.
"""

import json
import os
import random
import select
import shutil
import signal
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlcipher3.dbapi2 as sqlcipher

from db.retention import archives
from desktop.app import backups
from desktop.app.linking import centre_of
from desktop.app.station import Station
from desktop.sync.troubles import LinkTrouble
from domain.errors import KnownError
from tests.torture.book import plain
from tests.torture.centre_server import CentreServer
from tests.torture.control import LINKS
from tests.torture.crew import fork, in_child
from tests.torture.linked_office import FileOffice, LinkedOffice

_PATIENCE = 120.0
_AT_ONCE = 5000
"""Operations of one transaction, where many are to wait."""


def poisoned(office: FileOffice, centre: CentreServer) -> list[str]:
    """Have one damaged operation among 999 good ones sent: it alone is put aside, once."""
    before = _states(office, centre)
    in_child(lambda: _append(office, 1000))()
    place = _last(office) - 500
    with sqlcipher.connect(str(office.ground.database), isolation_level=None) as connection:
        connection.set_key(f"x'{office.ground.key().hex()}'")
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'operation'"
        ).fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE operation SET payload = '{}' WHERE sequence = ?", (place,))
    connection.close()
    in_child(lambda: _all_sent(office))()
    after = _states(office, centre)
    new = {state: many - before.get(state, 0) for state, many in after.items()}
    refused = _count(office, "refused_operation")
    amiss = [] if new == {"applied": 999, "quarantined": 1} else [f"the centre has {new}"]
    return amiss + ([] if refused == 1 else [f"the office knows of {refused} refused"])


def many_waiting(
    office: FileOffice, centre: CentreServer, many: int, chance: random.Random
) -> tuple[list[str], dict[str, float]]:
    """Have very many operations wait, and kill both sides while they are sent.

    Returns:
        what does not hold, and figures: seconds, kills, megabytes of the sender at most.
    """
    in_child(lambda: _append(office, many))()
    begun, kills, peak = time.monotonic(), 0, 0.0
    while True:
        pid = fork(lambda: _send(office))
        until = time.monotonic() + chance.uniform(1, 8)
        ended, status = 0, 0
        while not ended and time.monotonic() < until:
            select.select([], [], [], 0.05)
            peak = max(peak, _megabytes(pid))
            ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            if not status:
                break
            continue
        kills += 1
        if chance.random() < 0.5:
            os.kill(pid, signal.SIGKILL)
        else:
            centre.kill()
            centre.start()
        os.waitpid(pid, 0)
    seconds = round(time.monotonic() - begun, 1)
    sent = _states(office, centre)
    here, there = _last(office), sum(sent.values())
    amiss = [] if here == there else [f"{here} here, {there} at the centre"]
    return amiss, {"operations": many, "seconds": seconds, "kills": kills, "megabytes": peak}


def restored(office: FileOffice) -> list[str]:
    """Put the oldest backup in the office's place: what it has not comes back from the centre."""
    before = _seals(office)
    found = archives(office.ground.archives)
    if not found:
        return ["no backup was made"]
    ground = office.ground

    def put_back() -> None:
        backups.put_back(found[-1].path, ground.database, ground.keyring(), lambda: ground.code)

    in_child(put_back)()
    shorter = len(_seals(office))
    in_child(lambda: _all_sent(office))()
    after = _seals(office)
    amiss = [] if shorter < len(before) else ["the backup was not older"]
    if after[: len(before)] != before:
        amiss.append(f"of {len(before)} entries not all are back: {len(after)}, {shorter} restored")
    return amiss


def cloned(office: LinkedOffice, centre: CentreServer) -> list[str]:
    """Let two programs be one: both are told, and the one that is paired anew goes on."""
    told, address, known = json.loads(str(in_child(lambda: _both_speak(office))()))
    office.pair(LINKS[0], address, centre.code(known))
    in_child(lambda: _all_sent(office))()
    return [] if told == ["Cloned", "Cloned"] else [f"in the end the two were told {told}"]


def _both_speak(office: LinkedOffice) -> str:
    store = office.ground.keyring()
    with office.opened() as station:
        twin = office.ground.places("gemelo")
        shutil.copytree(station.places.data, twin.data)
        with station.desk.units.read() as unit:
            link = unit.exchange.link()
        assert link is not None
        other = Station(
            twin,
            station.settings,
            station.database,
            b"",
            station.engine,
            station.desk,
            station.paper,
            station.shelf,
            None,
            ExitStack(),
        )
        speakers = [centre_of(one, store, link) for one in (station, other)]
        told = ["", ""]
        for _ in range(4):
            for number, speaker in enumerate(speakers):
                try:
                    speaker.pull(link.feed_epoch, link.feed_place)
                except LinkTrouble as trouble:
                    told[number] = type(trouble).__name__
        for speaker in speakers:
            speaker.wire.reset()
        return json.dumps([told, link.address, str(station.office().id)])


# ------------------------------------------------------------------ looking and doing


def _append(office: FileOffice, many: int) -> None:
    """Have so many operations wait that nothing else depends on."""
    with office.opened() as station:
        for begin in range(0, many, _AT_ONCE):
            with station.desk.units.write() as unit:
                for _ in range(min(_AT_ONCE, many - begin)):
                    unit.log.append(
                        "ticket",
                        uuid4(),
                        1,
                        "ticket_called_again",
                        {"code": "A-001"},
                        actor_id=None,
                        at=station.desk.clock.now(),
                    )


def _send(office: LinkedOffice) -> int:
    try:
        while office.drained():
            pass
    except KnownError:
        return 1
    return 0


def _all_sent(office: LinkedOffice) -> None:
    until = time.monotonic() + _PATIENCE
    while _send(office):
        if time.monotonic() > until:
            raise TimeoutError("an office sends what it has")
        select.select([], [], [], 0.2)


def _states(office: LinkedOffice, centre: CentreServer) -> dict[str, int]:
    with closing(office.book()) as book, closing(centre.book()) as there:
        ((office_id,),) = book.rows("SELECT id FROM office")
        return dict(
            there.rows(
                "SELECT state, count(*) FROM operation WHERE office_id ="
                f" '{plain(office_id)}' GROUP BY state"
            )
        )


def _last(office: LinkedOffice) -> int:
    return int(_value(office, "SELECT max(sequence) FROM operation"))


def _count(office: LinkedOffice, table: str) -> int:
    return int(_value(office, f"SELECT count(*) FROM {table}"))


def _value(office: LinkedOffice, statement: str) -> Any:
    with closing(office.book()) as book:
        return book.rows(statement)[0][0]


def _seals(office: LinkedOffice) -> list[str]:
    with closing(office.book()) as book:
        return [seal for (seal,) in book.rows("SELECT hash FROM operation ORDER BY sequence")]


def _megabytes(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM 0")
    return round(int(peak.split()[1]) / 1024, 1)
