"""The support cases begun and not closed, of one person at one window; they outlive the page."""

from uuid import UUID

from ui.support.state import Draft


class Drafts:
    """Drafts by turno or call, the one left longest ago first."""

    def __init__(self) -> None:
        self._kept: dict[UUID, Draft] = {}

    def get(self, key: UUID) -> Draft | None:
        """Return the draft of a turno or call, if one was begun."""
        return self._kept.get(key)

    def put(self, draft: Draft) -> None:
        """Keep a draft, in place of what it was."""
        self._kept[draft.key] = draft

    def drop(self, draft: Draft) -> None:
        """Forget a draft."""
        self._kept.pop(draft.key, None)

    def waiting(self, but: Draft | None) -> tuple[Draft, ...]:
        """Return the drafts besides one; those that hold nothing are forgotten."""
        mine = None if but is None else but.key
        self._kept = {key: one for key, one in self._kept.items() if key == mine or one.touched}
        return tuple(one for key, one in self._kept.items() if key != mine)
