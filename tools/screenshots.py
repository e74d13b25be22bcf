"""Renders every screen to PNG, to be looked at: ``python -m tools.screenshots``.

Light and dark, 1366×768 and 1920×1080, and 1366×768 with text at 150 %, into
``out/screenshots``. With ``--docs`` only the few that README and manual show, into
``docs/screenshots`` and ``docs/manual/imagenes``. With names, only the screens whose name holds one of them.

A page adds its screens here: a name and a function that returns its widget with sample data.
"""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from tools import (
    demo_access,
    demo_activity,
    demo_admin,
    demo_biometrics,
    demo_by_hand,
    demo_calendar,
    demo_casework,
    demo_catalogue,
    demo_closing,
    demo_display,
    demo_elsewhere,
    demo_entities,
    demo_export,
    demo_figures,
    demo_filing,
    demo_forecast,
    demo_help,
    demo_link,
    demo_lotaip,
    demo_mail,
    demo_offices,
    demo_opinions,
    demo_papers,
    demo_pending,
    demo_queue,
    demo_reception,
    demo_shell,
    demo_solutions,
    demo_steering,
    demo_supervision,
    demo_support,
    demo_survey,
    demo_training,
    demo_tray,
    demo_what_if,
    gallery,
)
from tools.manual_pictures import PICTURES, room_of
from ui import theme
from ui.work import Runner

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_MS = 60_000

SCREENS: dict[str, Callable[[], QWidget]] = {
    "controls": gallery.gallery,
    "shell": demo_shell.shell,
    "shell-reason": demo_shell.asking_reason,
    "shell-confirm": demo_shell.asking_confirmation,
    "shell-notice": demo_shell.telling,
    "shell-find": demo_shell.finding,
    "shell-away": demo_shell.away,
    "queue": demo_queue.attending,
    "queue-calling": demo_queue.calling_someone,
    "queue-free": demo_queue.free,
    "queue-closed": demo_queue.closed,
    "queue-break": demo_queue.on_break,
    "queue-nobody": demo_queue.nobody,
    "queue-day-closed": demo_queue.day_closed,
    "queue-sending": demo_queue.sending,
    "queue-services": demo_queue.services,
    "queue-cases": demo_queue.with_cases,
    "queue-case-which": demo_queue.asking_case,
    "queue-unrecorded": demo_queue.unrecorded,
    "reception": demo_reception.idle,
    "reception-nobody": demo_reception.nobody,
    "reception-finding": demo_reception.finding,
    "reception-choosing": demo_reception.choosing,
    "reception-support": demo_reception.support,
    "reception-issued": demo_reception.issued,
    "reception-registering": demo_reception.registering,
    "reception-known": demo_reception.known,
    "reception-entity": demo_reception.entity,
    "reception-whom": demo_reception.other_entity,
    "reception-renaming": demo_reception.renaming,
    "reception-cases": demo_reception.with_cases,
    "reception-back": demo_reception.coming_back,
    "by-hand-declaring": demo_by_hand.declaring,
    "by-hand": demo_by_hand.entering,
    "supervision": demo_supervision.working_day,
    "supervision-offices": demo_supervision.with_offices,
    "supervision-waiting": demo_supervision.waiting,
    "supervision-calls": demo_supervision.calls,
    "supervision-cases": demo_supervision.cases,
    "supervision-returned": demo_supervision.returned,
    "supervision-earlier": demo_supervision.earlier,
    "supervision-half-hour": demo_supervision.half_hour,
    "supervision-numbers": demo_supervision.numbers,
    "supervision-answering": demo_supervision.answering,
    "supervision-first": demo_supervision.first_minute,
    "supervision-closing": demo_supervision.closing,
    "supervision-closed": demo_supervision.closed,
    "what-if": demo_what_if.asking,
    "what-if-losing": demo_what_if.losing,
    "what-if-unknown": demo_what_if.knowing_too_little,
    "display": demo_display.calls,
    "display-fresh": demo_display.fresh,
    "display-waiting": demo_display.waiting,
    "display-closed": demo_display.closed,
    "display-stale": demo_display.stale,
    **demo_access.SCREENS,
    **demo_admin.SCREENS,
    **demo_biometrics.SCREENS,
    **demo_link.SCREENS,
    **demo_calendar.SCREENS,
    **demo_casework.SCREENS,
    **demo_catalogue.SCREENS,
    **demo_closing.SCREENS,
    **demo_help.SCREENS,
    **demo_solutions.SCREENS,
    **demo_offices.SCREENS,
    **demo_entities.SCREENS,
    **demo_figures.SCREENS,
    **demo_activity.SCREENS,
    **demo_lotaip.SCREENS,
    **demo_export.SCREENS,
    **demo_filing.SCREENS,
    **demo_forecast.SCREENS,
    **demo_opinions.SCREENS,
    **demo_papers.SCREENS,
    **demo_mail.SCREENS,
    **demo_pending.SCREENS,
    **demo_elsewhere.SCREENS,
    **demo_steering.SCREENS,
    **demo_support.SCREENS,
    **demo_survey.SCREENS,
    **demo_training.SCREENS,
    **demo_tray.SCREENS,
}
"""Every screen by its name."""

DOCS = {
    "queue-light": ("queue", "light"),
    "case-light": ("case", "light"),
    "cases-light": ("cases-mine", "light"),
    "support-dark": ("support-finding", "dark"),
    "reception-light": ("reception-choosing", "light"),
    "biometrics-light": ("biometrics", "light"),
    "documents-light": ("documents", "light"),
    "figures-light": ("figures", "light"),
    "supervision-light": ("supervision", "light"),
    "display": ("display", "light"),
    "sign-in": ("sign-in", "light"),
}
"""What the README shows, at 1366×768: the file's name, its screen and scheme."""


@dataclass(frozen=True, slots=True)
class Take:
    """One way to look at a screen."""

    scheme: str
    width: int
    height: int
    scale: float = 1.0

    @property
    def name(self) -> str:
        """The end of the file's name."""
        percent = "" if self.scale == 1 else f"-{round(self.scale * 100)}"
        return f"{self.scheme}-{self.width}x{self.height}{percent}"


TAKES = tuple(
    Take(scheme, *size)
    for scheme in ("light", "dark")
    for size in ((1366, 768, 1.0), (1920, 1080, 1.0), (1366, 768, 1.5))
)


def settle(application: QApplication, widget: QWidget) -> None:
    """Let the widget load, lay itself out and paint."""
    deadline = QDeadlineTimer(PATIENCE_MS)
    while any(runner.is_busy for runner in widget.findChildren(Runner)):
        if deadline.hasExpired():
            raise TimeoutError(f"{widget.objectName() or type(widget).__name__} is still working")
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
    # A scroll bar that is not needed goes some turns after its area found its size.
    for _ in range(10):
        application.processEvents()


def shoot(application: QApplication, names: Iterable[str], takes: Iterable[Take], out: Path) -> int:
    """Render the screens ``names`` in every take into ``out``.

    Returns:
        how many pictures were written.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = 0
    for take in takes:
        theme.start(application, scheme=take.scheme, scale=take.scale, motion=False)
        for name in names:
            picture(application, name, take, out / f"{name}-{take.name}.png")
            written += 1
    return written


def shoot_docs(application: QApplication, out: Path) -> int:
    """Render what the README shows into ``out``; tell how many pictures that is."""
    out.mkdir(parents=True, exist_ok=True)
    for file, (name, scheme) in DOCS.items():
        take = Take(scheme, 1366, 768)
        theme.start(application, scheme=take.scheme, scale=take.scale, motion=False)
        picture(application, name, take, out / f"{file}.png", few_colours=True)
    return len(DOCS)


def shoot_manual(application: QApplication, out: Path) -> int:
    """Render the pictures of the manual into ``out``; tell how many that is."""
    out.mkdir(parents=True, exist_ok=True)
    theme.start(application, scheme="light", motion=False)
    for file, shown in PICTURES.items():
        take = Take("light", shown.width, shown.height)
        place = out / f"{file}.png"
        picture(application, shown.screen, take, place, part=shown.part, few_colours=True)
    return len(PICTURES)


def dress(application: QApplication, name: str, take: Take) -> None:
    """Wear the look of ``take``, in the colours of training for its screens."""
    training = name in demo_training.SCREENS
    if theme.now().training is not training:
        theme.start(
            application, scheme=take.scheme, scale=take.scale, motion=False, training=training
        )


def picture(
    application: QApplication,
    name: str,
    take: Take,
    file: Path,
    *,
    part: str = "",
    few_colours: bool = False,
) -> None:
    """Render one screen, or a part of it, in the look of the application, at the size of ``take``."""
    dress(application, name, take)
    widget = SCREENS[name]()
    widget.resize(take.width, take.height)
    widget.show()
    settle(application, widget)
    image = widget.grab(room_of(widget, part)).toImage()
    if not (small(image) if few_colours else image).save(str(file), quality=0):
        raise OSError(f"cannot write {file}")
    widget.close()
    widget.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def meaning() -> Iterator[int]:
    """Yield the colours of words that mean something in the look of the application."""
    look = theme.now().palette
    card = QColor(look.card)
    for name in (look.accent, look.ok_text, look.warn_text, look.error_text):
        ink = QColor(name)
        for share in (1, 0.75, 0.5, 0.25):
            red = ink.red() * share + card.red() * (1 - share)
            green = ink.green() * share + card.green() * (1 - share)
            blue = ink.blue() * share + card.blue() * (1 - share)
            yield QColor(round(red), round(green), round(blue)).rgb()


def small(image: QImage) -> QImage:
    """Return the image in 256 colours, a third of its size: for the repository.

    Those of words that mean something, also where they touch the card, then the commonest: a word
    in red is a few pixels only, and would come out grey.
    """
    opaque = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(opaque.constBits()).cast("I"))
    wanted = dict.fromkeys([*meaning(), *(colour for colour, _ in counted.most_common(256))])
    table = list(wanted)[:256]
    flags = Qt.ImageConversionFlag.ThresholdDither
    return opaque.convertToFormat(QImage.Format.Format_Indexed8, table, flags)


def main() -> None:
    """Read the command line and render."""
    parser = argparse.ArgumentParser(description="Render every screen to PNG.")
    parser.add_argument("names", nargs="*", help="only screens whose name holds one of these")
    parser.add_argument("--docs", action="store_true", help="only those of README and manual")
    asked = parser.parse_args()
    application = QApplication([])
    if asked.docs:
        out = ROOT / "docs" / "screenshots"
        written = shoot_docs(application, out)
        written += shoot_manual(application, ROOT / "docs" / "manual" / "imagenes")
    else:
        out = ROOT / "out" / "screenshots"
        names = [
            name for name in SCREENS if not asked.names or any(part in name for part in asked.names)
        ]
        written = shoot(application, names, TAKES, out)
    print(f"{written} pictures in {out}")


if __name__ == "__main__":
    main()
