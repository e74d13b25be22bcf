"""``ventanilla kit test`` at readers that are not simulated: each step works, up to the match."""

from collections.abc import Callable
from threading import Thread

import pytest

from biometrics.synthetic import finger_image
from desktop.app import kit_check
from desktop.doctor import State
from desktop.settings import ReaderRules
from tests.contracts.libfprint_rig import LibfprintRig
from tests.contracts.reader_rig import Rig
from tests.contracts.sbi_rig import SbiRig


@pytest.mark.parametrize("make", [LibfprintRig, SbiRig])
def test_the_kit_is_tried_step_by_step(make: Callable[[], Rig]) -> None:
    rig = make()

    def place() -> None:
        for time in range(2):
            rig.place(finger_image(7, time))

    hand = Thread(target=place)
    hand.start()
    checks = list(kit_check.check_reader(rig.driver, ReaderRules, lambda _: None, capture=True))
    hand.join()
    rig.close()
    assert [check.state for check in checks] == [State.OK] * 5, checks
