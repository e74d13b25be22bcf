"""Reception and the television in the hall; what to do is chosen at random."""

import random
from uuid import UUID

from desktop.usecases import boards, paper, reception
from desktop.usecases.desk import Desk
from desktop.usecases.paper import Paper
from domain.errors import PrintFailed
from domain.people import DocumentType
from domain.staff import Actor
from tests.torture.clerk import Act, of
from tests.torture.lines import Shown

ENOUGH = 40
"""So many wait that reception has time for other things."""
_REASONS = ("Se retira", "Se equivocó de oficina", "Vuelve mañana")


class Reception:
    """Who greets, registers and issues."""

    def __init__(self, desk: Desk, actor: Actor, chance: random.Random, slips: Paper) -> None:
        self._desk, self._actor, self._chance, self._slips = desk, actor, chance, slips
        self._unsure = True
        self._ahead = 0

    def forget(self) -> None:
        """What was believed did not hold: look at the screen before the next act."""
        self._unsure = True

    def next_act(self) -> Act | None:
        """Choose what to do now; None: nothing."""
        if self._unsure:
            self._look()
        dice = self._chance.random()
        if dice < 0.03:
            return self._register()
        if dice < 0.05 and self._people:
            return self._correct(self._chance.choice(self._people))
        if dice < 0.06:
            return self._entity()
        if dice < 0.10 and self._waiting:
            return self._cancel(self._waiting.pop(self._chance.randrange(len(self._waiting))))
        if dice < 0.18 and self._absent:
            return self._rejoin(self._absent.pop())
        if dice < 0.20:
            self._unsure = True
        if self._ahead < ENOUGH:
            return self._issue()
        self._unsure = True
        return None

    def _look(self) -> None:
        board = boards.queue_board(self._desk, self._actor)
        self._waiting = [row.view.ticket.id for row in board.waiting]
        self._absent = [view.ticket.id for view in board.absent]
        self._ahead = len(self._waiting)
        with self._desk.units.read() as unit:
            self._people = [person.id for person in unit.people.search("persona", 20)]
            self._entities = [entity.id for entity in unit.entities.search("entidad", 20)]
        self._unsure = False

    def _issue(self) -> Act:
        services = self._chance.choices([(6,), (6, 10), (10,), (2, 6)], [8, 1, 1, 1])[0]
        asked = reception.NewTicket(
            services,
            self._chance.choice([None, *self._people]),
            self._chance.choice([None, *self._entities]),
            self._chance.random() < 0.25,
        )
        printed = self._chance.random() < 0.03

        def do() -> Shown:
            issued = reception.issue(self._desk, self._actor, asked)
            self._ahead = issued.ahead + 1
            # What can be read on the slip or on the screen; a slip that fails changes nothing.
            slip = self._print(issued) if printed else "no slip"
            return [of("ticket_issued", issued.ticket), ["slip", slip]]

        return Act("issue", "", do)

    def _print(self, issued: reception.Issued) -> str:
        try:
            out = paper.print_slip(self._desk, self._slips, issued)
        except PrintFailed:
            return "failed"
        return "kept" if out.saved_to else "printed"

    def _register(self) -> Act:
        number = f"T{self._chance.randrange(10**9):09}"

        def do() -> Shown:
            draft = reception.PersonDraft(DocumentType.PASSPORT, number, "Persona Nueva")
            person = reception.register_person(self._desk, self._actor, draft)
            return [["person_registered", person.document]]

        return Act("register", number, do)

    def _correct(self, person_id: UUID) -> Act:
        def do() -> Shown:
            with self._desk.units.read() as unit:
                known = unit.people.get(person_id)
            draft = reception.PersonDraft(
                known.document_type, known.document, known.name, f"09{known.version:08}"
            )
            person = reception.correct_person(self._desk, self._actor, person_id, draft)
            return [["person_corrected", person.document]]

        return Act("correct", str(person_id), do)

    def _entity(self) -> Act:
        ruc = f"1760{self._chance.randrange(10**6):06}001"

        def do() -> Shown:
            entity = reception.register_entity(self._desk, self._actor, ruc, "Empresa Nueva")
            return [["entity_registered", entity.ruc]]

        return Act("entity", ruc, do)

    def _cancel(self, ticket_id: UUID) -> Act:
        reason = self._chance.choice(_REASONS)
        return Act(
            "cancel",
            str(ticket_id),
            lambda: [
                of("ticket_cancelled", reception.cancel(self._desk, self._actor, ticket_id, reason))
            ],
        )

    def _rejoin(self, ticket_id: UUID) -> Act:
        return Act(
            "rejoin",
            str(ticket_id),
            lambda: [of("ticket_rejoined", reception.rejoin(self._desk, self._actor, ticket_id))],
        )


class Television:
    """What the hall reads."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        self._desk, self._actor = desk, actor
        self._before: list[list[str | int]] = []

    def look(self) -> dict[str, object] | None:
        """Return the calls on the screen, where they changed."""
        today = self._today()
        board = boards.display_board(self._desk, self._actor)
        calls: list[list[str | int]] = [[call.code, call.counter_number] for call in board.calls]
        if calls == self._before or today != self._today():
            return None
        self._before = calls
        return {"day": today, "calls": calls}

    def _today(self) -> str:
        with self._desk.units.read() as unit:
            return unit.offices.office().day_of(self._desk.clock.now()).isoformat()
