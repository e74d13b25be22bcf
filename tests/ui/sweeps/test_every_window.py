"""Every window at 1366×768 with text at 150 %: nothing cut, all named, Tab as one reads, and
nothing that is typed into it breaks it or is read as markup.

The windows are those of the registry of pictures, so that a new one is swept as soon as it has its
picture; and every page, sheet and cover of ``ui/`` must have one (``windows.py``).
"""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.sweeps import fitting, reading
from tests.ui.sweeps.hostile import TEXTS, attack
from tests.ui.sweeps.screens import NAMES, opened
from tests.ui.sweeps.windows import SHOWN, kinds, seen
from ui import theme

FEW = 5
"""Texts that a picture gets whose kind of window gets all of them in another."""
MAY_SCROLL_TO_F2 = ("admin", "catalogue", "controls", "first-start")
"""Long forms filled in once, with their button at the end, and the samples of the kit."""
CHECKS = (
    fitting.squeezed,
    fitting.outside,
    fitting.overlapping,
    fitting.painted,
    reading.unnamed,
    reading.unreachable,
    reading.way_of_tab,
)


@pytest.fixture(scope="module", autouse=True)
def large_text(qapp: QApplication) -> Iterator[None]:
    """Text at 150 % for all of them."""
    theme.start(qapp, scheme="light", scale=1.5, motion=False)
    yield
    theme.start(qapp, scheme="light")


def test_every_kind_of_window_has_its_picture() -> None:
    assert kinds() == set(SHOWN)
    assert set(SHOWN.values()) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_fits_is_named_is_read_in_order_and_takes_any_text(name: str, qapp: QApplication) -> None:
    turn = NAMES.index(name)
    few = tuple(TEXTS[(turn + n) % len(TEXTS)] for n in range(FEW))
    with opened(name, qapp) as window:
        faults = [] if name.startswith(MAY_SCROLL_TO_F2) else fitting.below_the_fold(window)
        for check in CHECKS:
            faults += check(window)
        shown = seen(window)
        faults += attack(window, TEXTS if name in SHOWN.values() else few, qapp)
    assert "\n".join(faults) == ""
    assert {kind for kind, picture in SHOWN.items() if picture == name} <= shown
