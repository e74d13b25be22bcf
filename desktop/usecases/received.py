"""One entry of the centre's feed, read field by field: nothing of it is believed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from desktop.usecases.desk import Desk
from domain.errors import KnownError
from domain.exchange import FeedEntry
from domain.operations import Payload, canonical
from domain.ports import UnitOfWork
from domain.tasks import WORDS_LIMIT


class EntryUnusable(KnownError):
    """An entry of the feed does not hold what its kind holds."""

    what = "Llegó del centro un dato que este programa no puede usar."
    kept = "Se guardó como llegó; lo demás siguió su curso."
    todo = "Avise al centro."


@dataclass(frozen=True, slots=True)
class Receiving:
    """One entry being applied."""

    desk: Desk
    unit: UnitOfWork
    entry: FeedEntry

    def text(self, name: str, longest: int = WORDS_LIMIT) -> str:
        """Return a text of the entry, cut where it is longer than can be kept."""
        value = self.entry.body.get(name)
        if not isinstance(value, str):
            raise EntryUnusable
        return value[:longest]

    def whole(self, name: str) -> int:
        """Return a whole number of the entry."""
        value = self.entry.body.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise EntryUnusable
        return value

    def uuid(self, name: str) -> UUID:
        """Return an identifier of the entry."""
        try:
            return UUID(self.text(name))
        except ValueError as exc:
            raise EntryUnusable from exc

    def moment(self, name: str) -> datetime:
        """Return a moment of the entry, in UTC."""
        try:
            found = datetime.fromisoformat(self.text(name))
        except ValueError as exc:
            raise EntryUnusable from exc
        if found.tzinfo is None:
            raise EntryUnusable
        return found.astimezone(UTC)

    def named(self, *parts: str) -> UUID:
        """Return the identifier that this office always gives to the same thing told twice."""
        return uuid5(NAMESPACE_URL, "/".join(("centre", self.entry.kind, *parts)))

    def tell(
        self, aggregate: str, aggregate_id: UUID, version: int, what: str, payload: Payload
    ) -> None:
        """Append what came of it to the log; nobody of the office did it."""
        self.unit.log.append(
            aggregate,
            aggregate_id,
            version,
            f"centre_{what}",
            payload,
            actor_id=None,
            at=self.desk.clock.now(),
        )

    def told_once(self, what: str, payload: Payload) -> bool:
        """Tell what this entry is about to change; False where it was done when it came before.

        An office begins its feed anew when the centre was restored, and must not do again what it
        did, and changed since.
        """
        told = self.named(self.entry.at.isoformat(), canonical(self.entry.body))
        if self.unit.log.of(told):
            return False
        self.tell("centre", told, 1, what, payload)
        return True
