"""Asks the centre for the days of other offices (docs/protocol.md)."""

from collections.abc import Sequence
from datetime import date
from threading import Lock
from uuid import UUID

import httpx

from desktop.ports import OfficeSeen
from desktop.ports.other_figures import FiguresTold
from desktop.sync.answers import Fields, row_image
from desktop.sync.client import Centre
from desktop.sync.troubles import AnswerDamaged
from domain.exchange import RowImage

MOST_OFFICES = 2_000
PAGE = 2_000
"""Rows of one answer."""
MOST_ROWS = 200_000
MOST_STAFF = 5_000


class OfficeDays:
    """What the centre has of other offices' days.

    Args:
        centre: asks in this workstation's name.
    """

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._turn = Lock()
        self._stopped = False

    def seen(self, day: date) -> Sequence[OfficeSeen]:
        """Return the offices that this workstation may see. Raises LinkTrouble."""
        answer = self._ask(f"/v1/days/{day.isoformat()}")
        now = answer.moment("server_time")

        def office(one: Fields) -> OfficeSeen:
            last_seen = one.maybe("last_seen", one.moment)
            return OfficeSeen(
                one.uuid("id"),
                one.text("code", 20),
                one.text("name", 120),
                _place(one),
                one.maybe("as_of", one.moment),
                # By the centre's own clock: those of offices may be days apart.
                None if last_seen is None else max(now - last_seen, now - now),
            )

        return [office(one) for one in answer.objects("offices", MOST_OFFICES)]

    def rows(self, office_id: UUID, day: date) -> Sequence[RowImage]:
        """Return the rows of an office's day. Raises LinkTrouble."""
        found: list[RowImage] = []
        after: str | None = ""
        while after is not None and len(found) < MOST_ROWS:
            query = httpx.QueryParams({"limit": PAGE} | ({"after": after} if after else {}))
            answer = self._ask(f"/v1/offices/{office_id}/day/{day.isoformat()}?{query}")
            found += [row_image(one) for one in answer.objects("rows", PAGE)]
            after = answer.text("next", 400) if "next" in answer else None
        return found

    def figures(self, office_id: UUID, since: int, epoch: int) -> FiguresTold:
        """Return what changed of an office's figures since a place of its log, in all its pages.

        Raises:
            LinkTrouble: the centre cannot be asked, or told what cannot be understood.
        """
        first = self._figures_page(office_id, since, "")
        told_epoch = first.whole("epoch")
        if since and told_epoch != epoch:
            since = 0
            first = self._figures_page(office_id, 0, "")
        head = _place(first)
        found = [row_image(one) for one in first.objects("rows", PAGE)]
        page = first
        while "next" in page:
            if len(found) >= MOST_ROWS:
                raise AnswerDamaged
            page = self._figures_page(office_id, since, page.text("next", 400))
            found += [row_image(one) for one in page.objects("rows", PAGE)]
        return FiguresTold(
            found,
            not since,
            head,
            told_epoch,
            page.whole("count")
            if (_place(page), page.whole("epoch")) == (head, told_epoch)
            else None,
            first.whole("due"),
            {one.uuid("id"): one.text("name", 200) for one in first.objects("staff", MOST_STAFF)},
        )

    def _figures_page(self, office_id: UUID, since: int, after: str) -> Fields:
        told = {"limit": PAGE, "since": since} | ({"after": after} if after else {})
        query = httpx.QueryParams(told)
        return self._ask(f"/v1/offices/{office_id}/figures?{query}")

    def stop(self) -> None:
        """Cut what is asked just now, from another thread, and let go of the connection."""
        self._stopped = True
        self._centre.wire.stop()
        if self._turn.acquire(blocking=False):  # else whoever asks lets go of it
            try:
                self._centre.wire.reset()
            finally:
                self._turn.release()

    def _ask(self, target: str) -> Fields:
        with self._turn:
            try:
                return self._centre.ask("GET", target)
            finally:
                if self._stopped:
                    self._centre.wire.reset()


def _place(answer: Fields) -> int:
    return answer.within("head").whole("sequence") if "head" in answer else 0
