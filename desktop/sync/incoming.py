"""What the centre told, applied in its order: each part with its place of the feed, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from desktop.sync import packets
from desktop.sync.answers import Pulled
from desktop.sync.client import MOST_SENT, Centre
from desktop.sync.outgoing import follow_epoch, still
from desktop.sync.state import Exchanged
from desktop.sync.troubles import AnswerDamaged, AnswerTooLarge
from desktop.usecases.centre import put_aside, receive
from desktop.usecases.desk import Desk
from desktop.usecases.received import EntryUnusable
from domain.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    KnownError,
    OldAuthority,
    OutcomeUnknown,
    ServerLost,
    ServerRefused,
    ServerUntrusted,
)
from domain.exchange import CentreLink, FeedEntry

_TOGETHER = 50
"""Entries of one transaction: the counters wait meanwhile."""
_NOTE_EVERY = timedelta(minutes=5)
"""How often it is noted that the centre was heard, where it had nothing to tell."""
_THE_DATABASE = (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DiskFull,
    OldAuthority,
    OutcomeUnknown,
    ServerLost,
    ServerRefused,
    ServerUntrusted,
)
"""What is the fault of no entry, and passes."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one pull brought, and whether there is more."""

    exchanged: Exchanged
    more: bool


class Incoming:
    """Asks for what the centre told, and applies it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._size = MOST_SENT

    def receive(self, centre: Centre) -> Received:
        """Ask for the next part of the feed and apply it.

        Raises:
            LinkTrouble: it did not come; the next request asks for the same.
            KnownError: the database refused.
        """
        with self._desk.units.read() as unit:
            link = unit.exchange.link()
        if link is None:
            return Received(Exchanged(), more=False)
        try:
            answer = centre.pull(link.feed_epoch, link.feed_place, self._size)
        except AnswerTooLarge:
            if self._size == 1:
                raise
            self._size //= 2
            return Received(Exchanged(), more=True)
        self._size = min(self._size * 2, MOST_SENT)
        place = link.feed_place if answer.feed_epoch == link.feed_epoch else 0
        entries = [entry for entry in answer.entries if entry.place > place]
        if answer.more and not entries:
            raise AnswerDamaged  # asked over and over, it would never end
        self._note(link, answer)
        for begin in range(0, len(entries), _TOGETHER):
            self._apply(link, entries[begin : begin + _TOGETHER])
        if any(entry.kind == "catalogue" for entry in entries):
            with self._desk.units.read() as unit:
                self._desk.catalogues.refresh(unit)
        return Received(Exchanged(received=len(entries)), answer.more)

    def _note(self, link: CentreLink, answer: Pulled) -> None:
        """Keep what the answer says of the centre itself; seldom, where nothing changed."""
        now = self._desk.clock.now()
        noted = replace(
            link,
            backed_up_through=max(link.backed_up_through, answer.backed_up_through),
            offline_days=answer.offline_days,
        )
        heard = link.last_pull_at
        recent = heard is not None and timedelta(0) <= now - heard < _NOTE_EVERY
        if recent and noted == link and answer.feed_epoch == link.feed_epoch:
            return
        with self._desk.units.write() as unit:
            kept = still(unit, link)
            if kept is None:
                return
            kept = replace(
                kept,
                last_pull_at=now,
                backed_up_through=noted.backed_up_through,
                offline_days=noted.offline_days,
            )
            unit.exchange.set_link(kept)
            packets.forget_through(unit, kept.backed_up_through)
            follow_epoch(unit, kept, answer.feed_epoch)

    def _apply(self, link: CentreLink, entries: Sequence[FeedEntry]) -> None:
        try:
            self._apply_together(link, entries)
        except _THE_DATABASE:
            raise
        # Whatever the centre sent, one entry must not stop those after it.
        except Exception as exc:  # noqa: BLE001 - told as a task of the office
            if len(entries) > 1:
                for entry in entries:
                    self._apply(link, [entry])
                return
            words = exc.what if isinstance(exc, KnownError) else EntryUnusable.what
            self._put_aside(link, entries[0], words)

    def _apply_together(self, link: CentreLink, entries: Sequence[FeedEntry]) -> None:
        with self._desk.units.write() as unit:
            kept = still(unit, link)
            if kept is None:
                return
            for entry in entries:
                if entry.place > kept.feed_place:
                    receive(self._desk, unit, entry)
            # Read anew: an entry may change what is kept of the link.
            kept = unit.exchange.link() or kept
            unit.exchange.set_link(
                replace(kept, feed_place=max(kept.feed_place, entries[-1].place))
            )

    def _put_aside(self, link: CentreLink, entry: FeedEntry, words: str) -> None:
        with self._desk.units.write() as unit:
            kept = still(unit, link)
            if kept is not None:
                put_aside(self._desk, unit, entry, words)
                unit.exchange.set_link(replace(kept, feed_place=max(kept.feed_place, entry.place)))
