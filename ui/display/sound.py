"""Chime and voice of the public display. Without sound the display goes on in silence."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QUrl, Signal

from ui.display.state import Called
from ui.theme import RESOURCES

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect
    from PySide6.QtTextToSpeech import QTextToSpeech

log = logging.getLogger(__name__)

CHIME = RESOURCES / "sounds" / "chime.wav"
NO_SOUND = "Este equipo no tiene salida de sonido: los llamados se ven, pero no suenan."
NO_VOICE = "Este equipo no tiene voz en español: los llamados suenan sin decir el número."


def spoken(called: Called) -> str:
    """How a call is said: ``P-003`` at counter 3 is "Turno P 3, ventanilla 3"."""
    series, _, number = called.ticket.rpartition("-")
    digits = number.lstrip("0") or number
    return f"Turno {series} {digits}, ventanilla {called.counter}"


class Sound(QObject):
    """Sounds the chime and, where asked for, says the number.

    What is missing is told once by ``problem`` and afterwards passed over in silence.

    Args:
        chime: whether there is a chime.
        voice: whether the number is said.
    """

    problem = Signal(str)
    """What cannot be heard, in words."""

    def __init__(
        self, *, chime: bool = True, voice: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._told: set[str] = set()
        self._chime: QSoundEffect | None = None
        self._voice: QTextToSpeech | None = None
        self._wants_chime = chime
        self._wants_voice = voice
        self._begun = False

    def announce(self, called: Called) -> None:
        """Sound the chime and say the number, as far as either is there."""
        self.begin()
        if self._chime is not None and self._chime.status() != self._chime.Status.Error:
            self._chime.play()
        if self._voice is not None:
            self._voice.say(spoken(called))

    def begin(self) -> None:
        """Load what is wanted. Later calls do nothing."""
        if self._begun:
            return
        self._begun = True
        if self._wants_chime:
            self._try(self._load_chime, NO_SOUND)
        if self._wants_voice:
            self._try(self._load_voice, NO_VOICE)

    def stop(self) -> None:
        """Fall silent and let the devices go."""
        if self._chime is not None:
            self._chime.stop()
            self._chime = None
        if self._voice is not None:
            self._voice.stop()
            self._voice = None

    def _try(self, load: Callable[[], None], missing: str) -> None:
        try:
            load()
        except ImportError:  # the sound libraries of the system are not installed
            log.info("sound library missing", exc_info=True)
            self._tell(missing)

    def _load_chime(self) -> None:
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

        if QMediaDevices.defaultAudioOutput().isNull():
            self._tell(NO_SOUND)
            return
        effect = QSoundEffect(self)
        effect.statusChanged.connect(self._chime_status)
        effect.setSource(QUrl.fromLocalFile(str(CHIME)))
        self._chime = effect

    def _chime_status(self) -> None:
        if self._chime is not None and self._chime.status() == self._chime.Status.Error:
            self._tell(NO_SOUND)

    def _load_voice(self) -> None:
        from PySide6.QtTextToSpeech import QTextToSpeech

        if not [engine for engine in QTextToSpeech.availableEngines() if engine != "mock"]:
            self._tell(NO_VOICE)
            return
        voice = QTextToSpeech(self)
        spanish = [
            locale
            for locale in voice.availableLocales()
            if locale.language() == QLocale.Language.Spanish
        ]
        if voice.state() == QTextToSpeech.State.Error or not spanish:
            self._tell(NO_VOICE)
            return
        voice.setLocale(spanish[0])
        voice.errorOccurred.connect(self._voice_failed)
        self._voice = voice

    def _voice_failed(self) -> None:
        self._voice = None
        self._tell(NO_VOICE)

    def _tell(self, problem: str) -> None:
        if problem not in self._told:
            self._told.add(problem)
            log.info("%s", problem)
            self.problem.emit(problem)
