"""One request's work: its transaction, its nonce, and what is told when it ends."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from central import refusals
from central.gate import Caller
from central.metrics import Metrics
from central.refusals import Refused
from central.settings import Settings
from db.central import feed, tasks, workstations
from db.central.database import CentralDatabase, Link
from db.central.feed import Told
from domain.ids import new_id
from domain.staff import Role

NONCE = "Ventanilla-Nonce"
_REMEMBERED = 32
"""How many requests of a workstation are remembered, so that a late copy is no clone."""

MINISTRY = "ministry"
SUPERVISION = "supervision"
SUPERVISOR = Role.SUPERVISOR.value


@dataclass(slots=True)
class Centre:
    """What every endpoint works with."""

    settings: Settings
    database: CentralDatabase
    metrics: Metrics


@dataclass(slots=True)
class Work:
    """One transaction: what is done in it, and what offices are told once it ends."""

    link: Link
    now: datetime
    told: list[Told] = field(default_factory=list)

    def tell(self, office_id: UUID | None, kind: str, body: Mapping[str, Any]) -> None:
        """Put something in the feed of an office, or of all where it names none."""
        self.told.append(Told(office_id, kind, body))

    def open_task(
        self,
        office_id: UUID | None,
        office: str,
        kind: str,
        *,
        words: str,
        how: str,
        subject: Mapping[str, Any],
        owner_role: str = SUPERVISOR,
    ) -> UUID:
        """Open a task and tell its office; the ministry's own is told to none.

        Args:
            office: its name, as people read it.
            words: what happened; ``how``: what to do about it; both in Spanish.
        """
        task = tasks.Task(
            new_id(), office_id, kind, owner_role, self.now, words, how, dict(subject)
        )
        tasks.add(self.link, task)
        if office_id is None:  # in the feed that would be every office
            return task.id
        self.tell(
            office_id,
            "task",
            {
                "id": str(task.id),
                "kind": kind,
                "owner_role": owner_role,
                "office": office,
                "opened_at": self.now.isoformat(),
                "words": words,
                "how": how,
                "subject": dict(subject),
            },
        )
        return task.id

    def close_task(self, task_id: UUID, office_id: UUID | None, resolution: str, by: str) -> None:
        """Close a task and tell its office; the ministry's own is told to none."""
        tasks.resolve(self.link, task_id, by=by, resolution=resolution, at=self.now)
        if office_id is None:
            return
        told = {
            "id": str(task_id),
            "resolution": resolution,
            "by": by,
            "at": self.now.isoformat(),
        }
        self.tell(office_id, "task_closed", told)


@contextmanager
def working(database: CentralDatabase) -> Iterator[Work]:
    """Begin a transaction whose last act is to tell what was put in the feed."""
    with database.write() as link:
        work = Work(link, datetime.now(UTC))
        yield work
        feed.append(link, work.told, work.now)


@dataclass(slots=True)
class Call:
    """A request of a known workstation."""

    centre: Centre
    caller: Caller
    response: Response

    @property
    def office_id(self) -> UUID:
        """The office of whoever asks: no request names it.

        Raises:
            Refused: ``forbidden``: the workstation has none.
        """
        if self.caller.office_id is None:
            raise refusals.forbidden()
        return self.caller.office_id

    @property
    def seen_as(self) -> UUID | None:
        """The office of whoever asks; None for a supervision that is of none.

        Raises:
            Refused: ``forbidden``: its office is not known yet, and it sees nobody's.
        """
        return self.caller.office_id if self.caller.scope == SUPERVISION else self.office_id

    def require_sight_of(self, office_id: UUID) -> None:
        """Check that whoever asks may see an office.

        Raises:
            Refused: ``forbidden``.
        """
        if self.caller.scope != SUPERVISION and self.caller.office_id != office_id:
            raise refusals.forbidden()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Begin this request's transaction: the nonce goes on with what is done, or not at all.

        Raises:
            Refused: ``revoked``, ``cloned``, or ``repeated``: a copy of a request that came late.
        """
        with working(self.centre.database) as work:
            nonce = self._next_nonce(work)
            if nonce is not None:
                yield work
                self.response.headers[NONCE] = nonce
        if nonce is None:
            raise Refused(403, "cloned", "two programs use this identity")

    def _next_nonce(self, work: Work) -> str | None:
        """Return the nonce to give; None when the one that came is unknown (docs/protocol.md)."""
        caller = self.caller
        kept = workstations.lock(work.link, caller.workstation_id)
        if kept is None or kept["revoked_at"] is not None:
            raise Refused(403, "revoked", "this workstation's leave was taken away")
        if kept["cloned_at"] is not None:
            raise Refused(403, "cloned", "two programs use this identity")
        previous: str = kept["previous_nonce"]
        used: list[str] = kept["used"]
        this = f"{caller.nonce} {caller.request}"
        fresh = secrets.token_urlsafe(24)
        if kept["nonce"] in {"", caller.nonce}:
            previous = caller.nonce
        elif caller.nonce == previous and kept["previous_request"] == caller.request:
            fresh = kept["nonce"]  # the answer got lost: the same is given again
        elif this in used:
            raise Refused(409, "repeated", "a copy of an earlier request")
        elif caller.nonce != previous:
            self._set_aside(work, kept)
            return None
        workstations.rotate(
            work.link,
            caller.workstation_id,
            nonce=fresh,
            previous=previous,
            request=caller.request,
            used=[*(item for item in used if item != this), this][-_REMEMBERED:],
            program=caller.program,
            at=work.now,
        )
        return fresh

    def _set_aside(self, work: Work, kept: Mapping[str, Any]) -> None:
        workstations.set_aside(work.link, self.caller.workstation_id, work.now)
        name = kept["name"]
        work.open_task(
            kept["office_id"],
            "",
            "workstation_cloned",
            words=f"Dos equipos usan la identidad de «{name}» ante el centro; quedó apartada.",
            how="Vincule otra vez cada equipo con un código nuevo del ministerio.",
            subject={"workstation": str(self.caller.workstation_id), "name": name},
            owner_role=Role.ADMINISTRATOR.value,
        )


def centre_of(request: Request) -> Centre:
    """Return what the endpoint works with."""
    centre = request.app.state.centre
    assert isinstance(centre, Centre)
    return centre


def call_of(request: Request, response: Response) -> Call:
    """Return the request of a known workstation; the gate let no other through."""
    return Call(centre_of(request), request.state.caller, response)


TheCentre = Annotated[Centre, Depends(centre_of)]
TheCall = Annotated[Call, Depends(call_of)]
