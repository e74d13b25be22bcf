"""The cases of the day: recorded at the counters before each attention ends, or as they come in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.app.simulated_day.casework import CaseHands, SupportHands
from desktop.app.simulated_day.hands import Hands
from desktop.app.simulated_day.script import SUPPORT, DayClock, Event, entities, visitors
from domain.tickets import Ticket
from ui.casework.state import Casework
from ui.shell.window import MainWindow

Picture = Callable[[str, QWidget], None]
PROBLEM = "No puede entrar con su clave"
DETAIL = "Se le indica el modo de restablecerla."  # Qt presses no key for an accent
FACTS = {1: {"administrator-kind": "2"}, 4: {"user": "tesoreria.v2"}}
"""What the cases of a service tell besides: a digit for a choice."""
CONDITIONAL = {1: (6,)}
"""Requirements that do not apply to the people of the day."""
CALLER = "V1"
"""Who telephones came in person before, and is on file."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case as its window showed it.

    Attributes:
        due: until when its answer is promised, local; ``term_ends`` until when it can be mended.
        asked: the numbers of the papers that were asked for; ``lacking`` those handed back.
    """

    number: str
    service: int
    words: str
    due: str
    term_ends: date | None
    asked: tuple[int, ...]
    lacking: tuple[int, ...]
    submission: int


class Attentions:
    """Records the day's cases, and notes how each was shown.

    Args:
        script: the day.
        clock: its clock.
        picture: called with a name and a window at moments worth a picture.

    Attributes:
        recorded: every case with papers, in order.
        keys: the most keys pressed for a support case, without its text.
    """

    def __init__(self, script: Event, clock: DayClock, picture: Picture) -> None:
        self._clock, self._picture = clock, picture
        self._documents, self._entities = visitors(script), entities(script)
        self._lacks = {
            event["arrives"]: event["lacks"] for event in script["events"] if "lacks" in event
        }
        self._returned: dict[str, str] = {}
        self.recorded: list[Recorded] = []
        self.keys = 0

    def at_counter(
        self, window: MainWindow, hands: Hands, ticket: Ticket, visitor: str, event: Event
    ) -> None:
        """Record the case of who is at the counter, and come back to the queue."""
        if ticket.services == (SUPPORT,):
            self._support(window, hands)
            return
        work, (service,) = CaseHands(window, hands), ticket.services
        told = event["case"]
        if self.number_of(visitor):
            work.take_up()
        else:
            work.begin(entity=self._entities[visitor])
        wrong = self._wrong(work, visitor) if "returned" in told else {}
        asked = work.check(wrong, CONDITIONAL.get(service, ()))
        if wrong:
            work.give_back()
        else:
            work.tell(FACTS.get(service, {}))
            work.complete()
        self._note(work.state, asked, visitor)
        self._picture(f"tramite-{'devuelto' if wrong else 'completo'}-{service}", window)
        work.back()

    def by_email(self, window: MainWindow, hands: Hands, event: Event) -> None:
        """Record what came by e-mail."""
        told = event["email"]
        visitor = told.get("entity", "of V2").removeprefix("of ")
        work = CaseHands(window, hands)
        work.begin_written(
            told["service"],
            person=self._documents[visitor],
            entity=self._entities[visitor],
        )
        asked = work.check()
        days = (f"{date.fromisoformat(str(day)):%d/%m/%Y}" for day in told.get("absence", ()))
        absence = dict(zip(("absence-from", "absence-to"), days, strict=False))
        work.tell({**FACTS.get(told["service"], {}), **absence})
        work.complete()
        self._note(work.state, asked, "")
        self._picture(f"tramite-por-correo-{told['service']}", window)
        work.leave()

    def by_telephone(self, window: MainWindow, hands: Hands, event: Event) -> None:
        """Answer a call, and close its case when the script says so."""
        work = SupportHands(window, hands)
        work.answer_call(self._documents[CALLER])
        work.write(PROBLEM)
        work.answer(DETAIL)
        self._clock.at(event["case"]["resolved_at"])
        work.close()

    def number_of(self, visitor: str) -> str:
        """Return the number of the case that a visitor was handed back; empty for none."""
        return self._returned.get(visitor, "")

    def _support(self, window: MainWindow, hands: Hands) -> None:
        work, before = SupportHands(window, hands), hands.keys
        work.begin()
        work.write(PROBLEM)
        work.answer(DETAIL)
        if not self.keys:
            self._picture("soporte", window)
        work.close()
        self.keys = max(self.keys, hands.keys - before - len(PROBLEM) - len(DETAIL))

    def _wrong(self, work: CaseHands, visitor: str) -> dict[int, str]:
        """Return the keys that reject what a visitor lacks, by the digit of its reason."""
        lacks: dict[str, Any] = self._lacks[visitor]
        item = work.state.view.service.requirement(lacks["requirement"])
        assert item is not None
        texts = [reason.text.casefold() for reason in item.reasons]
        return {item.number: f"3{texts.index(lacks['reason']) + 1}"}

    def _note(self, state: Casework, asked: list[int], visitor: str) -> None:
        view, case = state.view, state.view.case
        due = "" if case.due_at is None else f"{view.office.local(case.due_at):%Y-%m-%d %H:%M}"
        self.recorded.append(
            Recorded(
                case.number,
                case.service,
                view.state_words,
                due,
                case.term_ends,
                tuple(asked),
                view.checklist.faults,
                case.submission,
            )
        )
        if case.term_ends is not None:
            self._returned[visitor] = case.number
        else:
            self._returned.pop(visitor, None)
