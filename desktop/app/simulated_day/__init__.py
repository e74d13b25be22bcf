"""A whole day at Quito, played by the keyboard in the real windows.

Reception, three counters, the supervisor and the television are windows of one process over one
encrypted database; the clock is the day's. The same play is the journey test of the queue and of
the day's cases, and what ``make run`` does where there is no screen.
"""

import os
import shutil
from pathlib import Path

FOLDER = "dia"


def main(out: Path) -> int:
    """Play the day without a screen, leave pictures and PDFs in ``out`` and tell its figures.

    Args:
        out: the folder; what an earlier day left in it is replaced.

    Returns:
        0 when every figure is the one that was counted by hand, 1 otherwise.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # What Qt misses without a screen or a sound system says nothing about the day.
    os.environ.setdefault(
        "QT_LOGGING_RULES", "qt.multimedia.*=false;qt.qpa.*=false;default.warning=false"
    )
    from desktop.app.simulated_day import report

    folder = out.absolute() / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    return report.play_day(folder)
