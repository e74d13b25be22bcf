"""Between the page of entities and the use cases: reads, acts, and tells one frozen state."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.usecases import absences, authorisers, boards, kits
from desktop.usecases.absence_plan import AbsencePlan, absence_plan, absences_asked
from desktop.usecases.desk import Desk
from desktop.usecases.readiness import readiness_card
from domain.authorisers import Absence, AuthoriserChange, ChangeState
from domain.errors import NotFound
from domain.kits import Kit, LoanContract, PaymentPc
from domain.staff import Actor
from ui.entities.state import EntitiesState, EntityView
from ui.following import POLL_MS, Following

_T = TypeVar("_T")
Thing = LoanContract | Kit | PaymentPc
Form = kits.ContractForm | kits.KitForm | kits.PcForm


class EntitiesPresenter(Following[EntitiesState]):
    """Runs the page of entities.

    Args:
        desk: the workstation.
        actor: whoever is signed in.
        poll_ms: how often it looks for changes.
    """

    done = Signal()
    """What a sheet asked for was done."""
    refused = Signal(object)
    """Why it was not (``KnownError``)."""
    registered = Signal(object)
    """The absence that was registered (its id)."""
    planned = Signal(object)
    """What registering a case's absence would do (``AbsencePlan``)."""

    def __init__(
        self, desk: Desk, actor: Actor, *, poll_ms: int = POLL_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(desk.changes, poll_ms=poll_ms, parent=parent)
        self.desk, self.actor = desk, actor
        self.asked: UUID | None = None

    def look(self, entity_id: UUID | None) -> None:
        """Show another entity."""
        if entity_id != self.asked:
            self.asked = entity_id
            self.runner.latest("look", lambda: self._read(None), self._polled)

    # ----------------------------------------------------------------------- authorisers
    def plan(self, case_id: UUID) -> None:
        """Find out what registering the absence of a case would do; ``planned`` tells."""

        def work() -> AbsencePlan:
            return absence_plan(self.desk, self.actor, case_id)

        self._act(work, self.planned.emit)

    def register(self, plan: AbsencePlan, absent: UUID, stand_in: UUID | None) -> None:
        """Register the absence that a case asks for."""

        def work() -> absences.Registered:
            return absences.register(self.desk, self.actor, plan.case.id, absent, stand_in)

        def words(one: absences.Registered) -> str:
            self.registered.emit(one.absence.id)
            return (
                f"Ausencia registrada: {_change_words(one.change)}. Ctrl+P imprime la constancia."
            )

        self._do(work, words)

    def extend(self, absence: Absence, last: date, case_id: UUID | None) -> None:
        """Give an absence a later last day, as a case asks or without one."""
        self._do(
            lambda: absences.extend(self.desk, self.actor, absence.id, last, case_id),
            lambda one: f"La ausencia se amplió hasta el {one.last:%d/%m/%Y}.",
        )

    def confirm_return(self, absence: Absence, reason: str = "") -> None:
        """Confirm that the absent one is back."""
        self._do(
            lambda: absences.confirm_return(self.desk, self.actor, absence.id, reason),
            lambda one: f"Reincorporación pedida: {_change_words(one)}.",
        )

    def cancel(self, change_id: UUID, reason: str) -> None:
        """Call off a programmed change."""
        self._do(
            lambda: authorisers.cancel(self.desk, self.actor, change_id, reason),
            lambda _one: "El cambio programado se anuló.",
        )

    def activate(self, authoriser_id: UUID) -> None:
        """Ask for an enrolled authoriser to be active."""
        self._do(
            lambda: authorisers.activate(self.desk, self.actor, authoriser_id),
            lambda one: f"Activación pedida: {_change_words(one)}.",
        )

    # ----------------------------------------------------------------------- what it was lent
    def keep(self, entity_id: UUID, before: Thing | None, form: Form) -> None:
        """Register something of an entity, or change it."""
        self._do(lambda: self._keep(entity_id, before, form), lambda _one: "Guardado.")

    def _keep(self, entity_id: UUID, before: Thing | None, form: Form) -> Thing:
        desk, actor = self.desk, self.actor
        match form:
            case kits.ContractForm() if before is None:
                return kits.register_contract(desk, actor, entity_id, form)
            case kits.ContractForm():
                assert before is not None
                return kits.change_contract(desk, actor, entity_id, before.id, before.version, form)
            case kits.KitForm() if before is None:
                return kits.register_kit(desk, actor, entity_id, form)
            case kits.KitForm():
                assert before is not None
                return kits.change_kit(desk, actor, entity_id, before.id, before.version, form)
            case kits.PcForm() if before is None:
                return kits.register_pc(desk, actor, entity_id, form)
            case _:
                assert before is not None
                return kits.change_pc(desk, actor, entity_id, before.id, before.version, form)

    # ----------------------------------------------------------------------- inside
    def _do(self, work: Callable[[], _T], words: Callable[[_T], str]) -> None:
        def done(result: _T) -> None:
            self.done.emit()
            self._tell(words(result))

        self._act(work, done, self.refused.emit)

    def _read(self, known: EntitiesState | None) -> EntitiesState | None:
        """Read off the UI thread; None where nothing moved since ``known``."""
        asked = self.asked
        if (
            known is not None
            and known.asked == asked
            and known.awaiting.change == boards.change(self.desk)
            and known.awaiting.today == known.awaiting.office.day_of(self.desk.clock.now())
        ):
            return None
        waits = authorisers.awaiting(self.desk, self.actor)
        try:
            view = None if asked is None else self._view(asked)
        except NotFound:
            view = None
        return EntitiesState(waits, asked, view)

    def _view(self, entity_id: UUID) -> EntityView:
        return EntityView(
            authorisers.entity_authorisers(self.desk, self.actor, entity_id),
            kits.lent(self.desk, self.actor, entity_id),
            readiness_card(self.desk, self.actor, entity_id),
            absences_asked(self.desk, self.actor, entity_id),
        )

    def _polled(self, state: EntitiesState | None) -> None:
        """Show what was read, unless another entity was asked for in the meantime."""
        stale = state is not None and state.asked != self.asked
        super()._polled(None if stale else state)


def _change_words(change: AuthoriserChange) -> str:
    if change.state is ChangeState.PROGRAMMED:
        return f"empieza el {change.starts_on:%d/%m/%Y}"
    return change.state.label.lower()
