"""Leads the window of opinions: whom it asks, for how long, and what it keeps."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.usecases.changes import Changes
from desktop.usecases.survey import Choices, Question
from domain.errors import InvalidInput, KnownError
from domain.suggestions import NewSuggestion
from domain.survey import Reply, Way
from ui.following import POLL_MS
from ui.hearing import Hearing
from ui.survey.state import THANKS_MS, WRITING_S, Asking, Phase, Screen
from ui.work import Runner

_OF_ONE = {Phase.ASK, Phase.MORE, Phase.THANKS}
"""Pages of who was just attended; whoever comes next must not find them."""


class SurveyPresenter(QObject):
    """Watches one's own counter and asks who leaves; emits one frozen ``Screen`` a change.

    Args:
        asking: what it does.
        changes: tells that something happened; None where only asking finds out.
        poll_ms: how often to look where nobody tells.
        thanks_ms: how long it thanks.
        second_ms: what a second of its patience lasts (tests make it short).
    """

    shown = Signal(object)
    """The ``Screen`` to show."""

    def __init__(
        self,
        asking: Asking,
        changes: Changes | None = None,
        *,
        poll_ms: int = POLL_MS,
        thanks_ms: int = THANKS_MS,
        second_ms: int = 1000,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asking = asking
        self._second_ms = second_ms
        self._screen = Screen()
        self._serving: UUID | None = None
        self._question: Question | None = None
        self._way = Way.WINDOW
        self._closed = False
        self.runner = Runner(self._failed, parent=self)
        self._hearing = Hearing(changes or Changes(), poll_ms, parent=self)
        self._hearing.due.connect(self.look)
        self._hearing.heard.connect(self.look)
        self.patience = QTimer(self)
        self.patience.setSingleShot(True)
        self.patience.timeout.connect(self._given_up)
        self.thanking = QTimer(self)
        self.thanking.setSingleShot(True)
        self.thanking.setInterval(thanks_ms)
        self.thanking.timeout.connect(self.rest)

    @property
    def screen(self) -> Screen:
        """What is shown."""
        return self._screen

    def start(self) -> None:
        """Begin to watch the counter."""
        self._hearing.start()
        self.runner.read(self._asking.choices, self._offered, _unheard)
        self.look()

    def close(self) -> None:
        """Finish what is under way: a score that was chosen is kept."""
        if self._closed:
            return
        self._keep_score()
        self._closed = True
        self._hearing.stop()
        self.patience.stop()
        self.thanking.stop()
        self.runner.close()

    def look(self) -> None:
        """Look who is served at the counter, unless an answer is awaited."""
        if not self.runner.is_busy:
            self.runner.read(self._asking.serving, self._seen, _unheard)

    # ------------------------------------------------------------- what people do
    def touch(self) -> None:
        """Somebody is there: wait on."""
        if self.patience.isActive():
            self.patience.start()

    def choose(self, score: int) -> None:
        """Take a score of 1 to 5; a comment may follow."""
        if self._screen.phase in {Phase.ASK, Phase.MORE}:
            self._show(replace(self._screen, phase=Phase.MORE, score=score, words=""))
            self._wait(WRITING_S)

    def change_score(self) -> None:
        """Go back to the five answers."""
        if self._question is not None and self._screen.phase is Phase.MORE:
            self._show(replace(self._screen, phase=Phase.ASK, score=0, words="", is_error=False))
            self._wait(self._question.rules.seconds)

    def send(self, comment: str = "", contact: str = "") -> None:
        """Keep the answer."""
        question, way = self._question, self._way
        if question is None or self._screen.phase is not Phase.MORE:
            return
        reply = Reply(self._screen.score, comment, contact)
        self.runner.write(
            lambda: self._asking.answer(question.code, reply, way), lambda _: self._thank()
        )

    def decline(self) -> None:
        """Take it that somebody prefers not to answer."""
        question = self._question
        if question is not None and self._screen.phase is Phase.ASK:
            code = question.code
            self.runner.write(lambda: self._asking.decline(code), None, _unheard)
            self.rest()

    def want_code(self) -> None:
        """Let somebody enter the code of a receipt."""
        self._show(replace(self._fresh(), phase=Phase.CODE))
        self._wait(WRITING_S)

    def enter_code(self, raw: str) -> None:
        """Ask what a code belongs to."""
        if self._screen.phase is Phase.CODE:
            self.runner.write(lambda: self._asking.coded(raw), self._ask_coded)

    def want_suggestion(self) -> None:
        """Let somebody write a suggestion."""
        self.runner.read(self._asking.choices, self._take_suggestion)

    def suggest(self, suggestion: NewSuggestion) -> None:
        """Put a suggestion into the box."""
        if self._screen.phase is Phase.SUGGEST:
            self.runner.write(lambda: self._asking.suggest(suggestion), lambda _: self._thank())

    def rest(self) -> None:
        """Go back to rest: nothing of who stood there is left."""
        self.patience.stop()
        self.thanking.stop()
        self._question = None
        self._show(self._fresh())

    # ------------------------------------------------------------------ what happens
    def _offered(self, choices: Choices) -> None:
        self._show(
            replace(self._screen, office=choices.office, asks=choices.rules.is_on, choices=choices)
        )

    def _seen(self, now: UUID | None) -> None:
        before, self._serving = self._serving, now
        if now == before:
            return
        if now is not None:
            if self._screen.phase in _OF_ONE:
                self._leave()
            return
        if before is not None:
            self.runner.write(lambda: self._asking.ask_about(before), self._ask_ended, _unheard)

    def _ask_ended(self, question: Question | None) -> None:
        if question is None or self._serving is not None:
            return
        if self._screen.phase in {Phase.REST, Phase.THANKS, Phase.ASK, Phase.MORE}:
            self._leave()
            self._ask(question, Way.WINDOW)

    def _ask_coded(self, question: Question) -> None:
        if self._screen.phase is Phase.CODE:
            self._ask(question, Way.CODE)

    def _ask(self, question: Question, way: Way) -> None:
        self._question, self._way = question, way
        self._show(
            replace(
                self._fresh(),
                phase=Phase.ASK,
                question=question.rules.question,
                about=question.about,
            )
        )
        self._wait(question.rules.seconds)

    def _take_suggestion(self, choices: Choices) -> None:
        if self._screen.phase in {Phase.REST, Phase.THANKS, Phase.CODE}:
            self._show(replace(self._fresh(), phase=Phase.SUGGEST, choices=choices))
            self._wait(WRITING_S)

    def _thank(self) -> None:
        rules = self._question.rules if self._question is not None else None
        if rules is None and self._screen.choices is not None:
            rules = self._screen.choices.rules
        self.patience.stop()
        self._question = None
        words = "Gracias." if rules is None else rules.thanks
        self._show(replace(self._fresh(), phase=Phase.THANKS, words=words))
        self.thanking.start()

    def _given_up(self) -> None:
        """Nobody touched it for a while."""
        self._leave()

    def _leave(self) -> None:
        """Rest; whoever chose a score and went has answered."""
        self._keep_score()
        self.rest()

    def _keep_score(self) -> None:
        question, score, way = self._question, self._screen.score, self._way
        if question is not None and score and self._screen.phase is Phase.MORE:
            code = question.code
            self._question = None
            self.runner.write(lambda: self._asking.answer(code, Reply(score), way), None, _unheard)

    def _failed(self, error: KnownError) -> None:
        """Say it where the person is; what cannot be mended ends there."""
        if self._closed:
            return
        told = replace(self._screen, words=error.words, is_error=True)
        if isinstance(error, InvalidInput) or self._screen.phase in {Phase.CODE, Phase.SUGGEST}:
            self._show(told)
            self._wait(WRITING_S)
            return
        self._question = None
        self._show(replace(self._fresh(), phase=Phase.THANKS, words=error.words, is_error=True))
        self.patience.stop()
        self.thanking.start()

    def _fresh(self) -> Screen:
        now = self._screen
        return Screen(office=now.office, asks=now.asks, visit=now.visit + 1, choices=now.choices)

    def _wait(self, seconds: int) -> None:
        self.thanking.stop()
        self.patience.start(seconds * self._second_ms)

    def _show(self, screen: Screen) -> None:
        if screen != self._screen and not self._closed:
            self._screen = screen
            self.shown.emit(screen)


def _unheard(_error: KnownError) -> None:
    """Pass over it: nobody who stands there can act on it, and the next look tries again."""
