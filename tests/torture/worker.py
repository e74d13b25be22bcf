"""The life of one worker: opens the office as the program does, works, and is killed at any time."""

import random
import select
import sys
import traceback
from typing import Any, Protocol

from sqlalchemy import event

from desktop.app.station import Station
from desktop.sync.state import LinkReport
from desktop.usecases import access
from desktop.usecases.desk import Desk
from domain.errors import (
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    KnownError,
    OutcomeUnknown,
)
from domain.staff import Actor, SessionOutdated
from tests.torture.clerk import Act, Clerk
from tests.torture.control import LINKS, WORKERS, Control, Slot
from tests.torture.hall import Reception, Television
from tests.torture.lines import Shown, Teller
from tests.torture.office import PASSWORD, Ground, enter
from tests.torture.papers import Papers
from tests.torture.supervisor import Supervisor
from tests.torture.syncing import loop_of

WITH_BUG = 3
"""What a worker that met a bug exits with."""
_UNSURE = (DiskFull, DatabaseUnreachable, DatabaseDamaged, DatabaseReadOnly, OutcomeUnknown)
"""After these it may turn out done, or not."""
_BACKUP_EVERY = 1500
"""So many actions at least between two backups; more in a large office, whose take longer."""
_CASEWORK = 0.25


class Person(Protocol):
    """Somebody who chooses what to do."""

    def next_act(self) -> Act | None:
        """Choose what to do now; None: nothing."""
        ...

    def forget(self) -> None:
        """What was believed did not hold."""
        ...


class Worker:
    """One worker, born.

    Args:
        seed: what this life draws from.
    """

    def __init__(self, ground: Ground, name: str, seed: str) -> None:
        self._ground, self._name = ground, name
        self._place = WORKERS.index(name)
        self._control = Control(ground.control)
        self._chance = random.Random(seed)
        self._teller = Teller(ground.shown, name, self._control)

    def live(self) -> int:
        """Open the office and work until told to stop; return what to exit with."""
        try:
            while self._goes_on():
                try:
                    station, how = enter(self._ground, self._control, self._name)
                except KnownError as error:
                    self._teller.born(f"refused: {type(error).__name__}")
                    self._rest(0.02)
                    continue
                self._teller.born(how)
                try:
                    self._work(station)
                except KnownError as error:  # while somebody first looked around
                    self._teller.looked({"refused": type(error).__name__})
                finally:
                    station.close()
        except Exception:  # noqa: BLE001 - the boundary: what is no known error is a bug, told
            self._teller.broke(traceback.format_exc())
            return WITH_BUG
        return 0

    def _work(self, station: Station) -> None:
        if self._control.get(Slot.CARELESS):
            _forget_to_sync(station)
        if self._name == "copia":
            self._keep_copies(station)
            return
        if self._name in LINKS:
            self._talk(station)
            return
        actor = self._enter(station.desk)
        if actor is None:
            return
        if self._name == "pantalla":
            self._show(station.desk, actor)
        elif self._name == "recepcion":
            self._act(Reception(station.desk, actor, self._chance, station.paper), None, 0.001)
        elif self._name == "supervisora":
            self._act(Supervisor(station.desk, actor, self._chance, self._control), None, 0.02)
        else:
            clerk = Clerk(station.desk, actor, self._chance, home=_home(self._name))
            self._act(clerk, Papers(station.desk, actor, self._chance), 0.002)

    # ------------------------------------------------------------------ people

    def _enter(self, desk: Desk) -> Actor | None:
        """Sign in; None: it was refused, and is tried again."""
        entered: list[Actor] = []

        def do() -> Shown:
            shown = self._name == "pantalla"
            entered.append(access.sign_in(desk, self._name, PASSWORD, display=shown))
            return [["signed_in", self._name]]

        self._do(Act("enter", "", do))
        return entered[0] if entered else None

    def _act(self, person: Person, papers: Papers | None, pace: float) -> None:
        """Act until told to stop, or until one has to sign in again.

        Args:
            papers: what a clerk does besides.
            pace: how long one rests who has nothing to do, in seconds.
        """
        while self._goes_on():
            try:
                if papers is not None and self._chance.random() < _CASEWORK:
                    act: Act | None = papers.next_act()
                else:
                    act = person.next_act()
            except KnownError as error:  # only looking: the disk, a lock, the clock
                self._teller.looked({"refused": type(error).__name__})
                person.forget()
                if isinstance(error, SessionOutdated):
                    return
                self._rest(pace)
                continue
            refusal = None if act is None else self._do(act)
            if isinstance(person, Supervisor) and person.seen is not None:
                self._teller.looked(person.seen)
                person.seen = None
            if refusal is not None:
                person.forget()
                if isinstance(refusal, SessionOutdated):
                    return
            # A supervisor watches more than they do.
            if act is None or refusal is not None or isinstance(person, Supervisor):
                self._rest(pace)

    def _do(self, act: Act) -> KnownError | None:
        """Do it, telling before and after; return what refused it."""
        self._teller.intend(act.kind, act.about)
        try:
            shown = act.do()
        except _UNSURE as error:
            self._teller.failed(type(error).__name__)
            return error
        except KnownError as error:
            self._teller.refused(type(error).__name__)
            return error
        self._teller.showed(shown)
        return None

    # ------------------------------------------------------------------ machines

    def _show(self, desk: Desk, actor: Actor) -> None:
        television = Television(desk, actor)
        while self._goes_on():
            try:
                seen = television.look()
            except KnownError as error:
                self._teller.looked({"refused": type(error).__name__})
                if isinstance(error, SessionOutdated):
                    return
                seen = None
            if seen is not None:
                self._teller.looked({"display": seen})
            self._rest(0.02)

    def _keep_copies(self, station: Station) -> None:
        at = self._control.total()
        while self._goes_on():
            if self._control.total() < at:
                self._rest(0.01)
                continue
            at = self._control.total() + max(_BACKUP_EVERY, self._control.total() // 20)
            self._control.set(Slot.BUSY, 1, self._place)
            try:
                with station.desk.units.read() as unit:
                    before = unit.log.head().sequence
                archive = station.back_up()
                self._teller.looked({"archive": archive.name, "holds": before})
            except KnownError as error:
                self._teller.looked({"refused": type(error).__name__})
            self._control.set(Slot.BUSY, 0, self._place)

    def _talk(self, station: Station) -> None:
        """Talk to the centre, as the program does, but for the pauses, which are shorter."""
        sys.excepthook = lambda kind, error, trace: self._teller.broke(
            "".join(traceback.format_exception(kind, error, trace))
        )
        while not self._control.get(Slot.STOPPED):
            loop = loop_of(station, self._ground.keyring(self._control), self._report)
            loop.start()
            while not self._control.get(Slot.PAUSED) and not self._control.get(Slot.STOPPED):
                self._rest(0.02)
            loop.stop()
            self._goes_on()

    def _report(self, report: LinkReport) -> None:
        what = "" if report.trouble is None else type(report.trouble).__name__
        self._teller.looked({"link": f"{report.phase.name} {what}".strip()})

    # ------------------------------------------------------------------ time

    def _goes_on(self) -> bool:
        """Wait while all pause; tell whether to go on."""
        if self._control.get(Slot.PAUSED):
            self._control.set(Slot.PARKED, 1, self._place)
            while self._control.get(Slot.PAUSED) and not self._control.get(Slot.STOPPED):
                self._rest(0.005)
            self._control.set(Slot.PARKED, 0, self._place)
        return not self._control.get(Slot.STOPPED)

    @staticmethod
    def _rest(seconds: float) -> None:
        select.select([], [], [], seconds)


def _home(name: str) -> int:
    """Return the counter that a clerk prefers; the third attends what clerks do not."""
    return {"asesor1": 1, "asesor2": 2, "asesor3": 4, "asesor4": 5}[name]


def _forget_to_sync(station: Station) -> None:
    """Open the database as a careless program would: the checker must find out."""

    @event.listens_for(station.engine, "connect")
    def careless(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    station.engine.dispose()
