"""Opens each capture, searches it among all that are enrolled, and tells its office.

One transaction holds a capture from the first look to the answer: whoever is killed in between
leaves it as it was, and the next one begins anew. What one worker adds to what is searched is seen
by the others before they answer (``biometrics.in_turn``), so of two captures of one finger at the
same moment at least one finds the other.

Source: docs/decisions/0113.
"""

import faulthandler
import json
import logging
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from threading import Event
from zoneinfo import ZoneInfo

from biometrics.enrolled import Alike, Enrolled, Key, SearchCancelled, SearchFailed
from biometrics.packet import LARGEST, Packet, PacketError, PacketUnopened, open_packet
from biometrics.record import Record, read_record
from biometrics.template import BadTemplate
from biometrics.vault import Vault, WrongVault
from central import enrolments
from central.work import MINISTRY, Work, working
from db.central import biometrics, files, offices
from db.central.biometrics import Announced, Found
from db.central.database import UNREACHABLE, CentralDatabase, Link
from domain.duplicates import in_words
from domain.tasks import WORDS_LIMIT, TaskKind

log = logging.getLogger("central.biometrics")

LOOK_EVERY = 2.0
"""Seconds between two looks for captures that wait."""
MOST_ATTEMPTS = 5
"""A capture that ended the worker so often is refused: it must not keep the others waiting."""
_HUNG_SECONDS = 300
_STDERR = 2
_SEALED_MORE = 1024
_ZONE = ZoneInfo("America/Guayaquil")
_MOST_NAMED = 10
_LOG_EACH = 0.25


class WrongKey(Exception):
    """The key file is not the one that captures are sealed to."""


class Worker:
    """Looks at captures, one after another.

    Args:
        database: of the centre, open.
        private_key: the X25519 key that captures are sealed to.
        stopping: ends a search when it is set; nothing is lost.
        stage: told before each step, for tests that cut there.
    """

    def __init__(
        self,
        database: CentralDatabase,
        private_key: bytes,
        stopping: Event | None = None,
        stage: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._stopping = stopping or Event()
        self._key = private_key
        self._vault = Vault(private_key)
        self._stage = stage
        self._enrolled = Enrolled()
        self._place = 0
        #: Whether something that was sealed to this key was opened with it.
        self._proven = False
        #: Captures whose attempt was counted, or that this key does not open.
        self._counted: set[Announced] = set()
        self._left: set[Announced] = set()
        self._day: date | None = None

    @property
    def enrolled(self) -> Enrolled:
        """What is searched, in memory."""
        return self._enrolled

    @property
    def unopened(self) -> int:
        """How many captures wait because this key did not open them."""
        return len(self._left)

    def begin(self) -> None:
        """Load what is searched.

        Raises:
            WrongKey: it was sealed with another key.
            UNREACHABLE: the database does not answer.
        """
        with self._database.read() as link:
            loaded = self._catch_up(link)
        log.info(json.dumps({"loaded": len(loaded)}))

    def run(self) -> None:
        """Work until it is told to stop, whatever becomes of the database meanwhile.

        Raises:
            WrongKey: see ``begin``.
            SearchFailed: the processes that search do not even begin.
        """
        self._enrolled.prepare()
        while not self._stopping.is_set():
            try:
                if not self.step():
                    self._stopping.wait(LOOK_EVERY)
            except (*UNREACHABLE, SearchFailed) as exc:
                log.warning(json.dumps({"left": type(exc).__name__}))
                self._stopping.wait(LOOK_EVERY)

    def close(self) -> None:
        """End the processes that search."""
        self._enrolled.close()

    def step(self) -> bool:
        """Look at one capture; tell whether there was any.

        Raises:
            WrongKey: see ``begin``.
            UNREACHABLE: the database does not answer; nothing was done.
            SearchFailed: the processes that search end; nothing was done.
        """
        self._delete_what_is_over()
        with self._database.write() as link:
            packet = biometrics.begin(link, self._counted, self._left)
        if packet is None:
            return False
        counted = Announced(packet.office_id, packet.enrolment_id, packet.sha256)
        self._counted.add(counted)
        self._stage("begun")
        try:
            with working(self._database) as work:
                if biometrics.hold(work.link, packet):
                    self._look_at(work, packet)
                self._stage("before the end")
        except SearchCancelled:
            return False
        self._counted.discard(counted)
        self._stage("done")
        return True

    # ------------------------------------------------------------------------- one capture
    def _look_at(self, work: Work, packet: Announced) -> None:
        began = time.monotonic()
        try:
            opened, record = self._opened(work, packet)
        except PacketUnopened as refused:
            if not self._proven:
                # This may be the wrong key: nothing is refused by it.
                self._left.add(Announced(packet.office_id, packet.enrolment_id, packet.sha256))
                log.warning(json.dumps({"packet": packet.sha256, "outcome": "not opened"}))
                return
            outcome = self._refuse(work, packet, refused)
        except PacketError as refused:
            outcome = self._refuse(work, packet, refused)
        else:
            self._stage("opened")
            outcome = self._search(work, packet, opened, record)
        milliseconds = round((time.monotonic() - began) * 1000)
        told = {"packet": packet.sha256, "outcome": outcome, "ms": milliseconds}
        log.info(json.dumps(told))

    def _opened(self, work: Work, packet: Announced) -> tuple[Packet, Record]:
        if packet.attempts > MOST_ATTEMPTS:
            raise PacketError("La captura no se pudo procesar.")
        sealed = files.content(work.link, packet.office_id, packet.sha256, LARGEST + _SEALED_MORE)
        if sealed is None:
            raise PacketError("La captura es demasiado grande.")
        # Other people's code reads pictures here: what hangs in it ends with the whole worker.
        faulthandler.dump_traceback_later(_HUNG_SECONDS, exit=True, file=_STDERR)
        try:
            keys = biometrics.keys_of(work.link, packet.office_id)
            try:
                opened = open_packet(sealed, self._key, keys, packet.office_id, packet.enrolment_id)
            except PacketUnopened:
                raise
            except PacketError:
                self._prove()
                raise
            self._prove()
            return opened, read_record(opened)
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _prove(self) -> None:
        if not self._proven:
            self._proven = True
            self._left.clear()

    def _refuse(self, work: Work, packet: Announced, refused: PacketError) -> str:
        enrolments.tell(work, packet, enrolments.REFUSED, f"{refused.what} {refused.todo}".strip())
        return enrolments.REFUSED

    def _search(self, work: Work, packet: Announced, opened: Packet, record: Record) -> str:
        key = (packet.office_id, packet.enrolment_id)
        self._catch_up(work.link)
        found = self._found(record)
        self._stage("searched")
        biometrics.in_turn(work.link)
        later = self._catch_up(work.link)
        found += self._found(record, later)
        found = self._of_others(work, key, found)
        sealed = self._vault.seal(*key, record.to_bytes())
        biometrics.keep_template(work.link, packet, sealed, work.now)
        self._stage("kept")
        if not found:
            enrolments.tell(work, packet, enrolments.CLEAR, "Sin coincidencias.")
            return enrolments.CLEAR
        self._ask(work, packet, found)
        return enrolments.HIT

    def _found(self, record: Record, among: Collection[Key] | None = None) -> list[Alike]:
        if among is not None and not among:
            return []
        logged = 0.0

        def progress(done: float) -> None:
            nonlocal logged
            if done - logged >= _LOG_EACH:
                logged = done
                log.info(json.dumps({"searched": round(done, 2)}))

        return self._enrolled.search(
            record, among, progress=progress, cancelled=self._stopping.is_set
        )

    def _of_others(self, work: Work, key: Key, found: Sequence[Alike]) -> list[Alike]:
        """Return those that are of somebody else and still kept, the best of each, in order."""
        best: dict[Key, Alike] = {}
        for one in sorted(found, key=lambda one: (-one.score, one.key)):
            best.setdefault(one.key, one)
        best.pop(key, None)
        known = biometrics.identities(work.link, [key, *best])
        kept = biometrics.kept(work.link, list(best))
        return [
            one for one in best.values() if one.key in kept and known.get(one.key) != known[key]
        ]

    def _ask(self, work: Work, packet: Announced, found: Sequence[Alike]) -> None:
        first = found[0]
        said = in_words(first.finger, first.other_finger, first.score)
        office = offices.get(work.link, packet.office_id)
        assert office is not None
        more = "" if len(found) == 1 else f" Hay {len(found)} coincidencias."
        task_id = work.open_task(
            None,
            "",
            TaskKind.BIOMETRIC_MATCH,
            words=f"Un enrolamiento de «{office['name']}» coincide con otro: {said}.{more}"[
                :WORDS_LIMIT
            ],
            how="Vea las imágenes de los dos («biometrics show») y decida si es la misma persona."
            " Una coincidencia puede ser casual.",
            subject={
                "office": str(packet.office_id),
                "enrolment": str(packet.enrolment_id),
                "packet": packet.sha256,
            },
            owner_role=MINISTRY,
        )
        hits = [
            Found(*one.key, int(one.finger), int(one.other_finger), one.score)
            for one in found[:_MOST_NAMED]
        ]
        biometrics.add_hits(work.link, packet, hits, task_id, work.now)
        words = f"Hay una coincidencia por revisar: {said}. La revisa una persona del ministerio."
        enrolments.tell(work, packet, enrolments.HIT, words)

    # --------------------------------------------------------------------- what is searched
    def _catch_up(self, link: Link) -> Collection[Key]:
        """Load what was added since the last time; return whose.

        Raises:
            WrongKey: nothing opens.
        """
        loaded: list[Key] = []
        damaged = 0
        for one in biometrics.templates_since(link, self._place):
            key = (one.office_id, one.enrolment_id)
            self._place = one.place
            if not one.content:
                self._enrolled.drop(key)
                continue
            try:
                self._enrolled.put(key, Record.from_bytes(self._vault.open(*key, one.content)))
            except (WrongVault, BadTemplate):
                damaged += 1
            else:
                loaded.append(key)
                self._prove()
        if damaged and not self._proven:
            raise WrongKey
        if damaged:
            log.warning(json.dumps({"damaged": damaged}))
        return loaded

    def _delete_what_is_over(self) -> None:
        """Once a day: forget those whose retention has ended, and tell their offices."""
        today = datetime.now(_ZONE).date()
        if today == self._day:
            return
        while True:
            with working(self._database) as work:
                over = biometrics.delete_over(work.link, today, datetime.now(UTC))
                for packet in over:
                    body = {"enrolment": str(packet.enrolment_id), "packet": packet.sha256}
                    work.tell(packet.office_id, "biometrics_deleted", body)
            if not over:
                break
            with self._database.read() as link:
                self._catch_up(link)  # it leaves the memory too
            log.info(json.dumps({"deleted": len(over)}))
        self._day = today
