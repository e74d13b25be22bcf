"""The first start in the window: makes the office behind the door, prints its recovery sheet."""

from collections.abc import Callable

from desktop.app.door import Door
from desktop.app.recovery_code import FreshCode
from desktop.catalogue_file import load_catalogue
from desktop.usecases.first_start import FirstStart
from ui.firststart.page import FirstStartPage
from ui.firststart.presenter import Asked, Beginning, Created, FirstStartPresenter, Progress


def first_start_page(door: Door, finished: Callable[[], None]) -> FirstStartPage:
    """Return the page of the first start; its presenter goes with it.

    Args:
        door: where the office will be.
        finished: called when the office stands and its code is in somebody's hands.
    """
    steps = _Steps(door)
    presenter = FirstStartPresenter(
        Beginning(
            load_catalogue(),
            steps.create,
            steps.bring,
            steps.print_sheet,
            steps.save_sheet,
            steps.confirm,
        )
    )
    presenter.finished.connect(finished)
    page = FirstStartPage(presenter)
    presenter.setParent(page)
    return page


class _Steps:
    """What the page asks for; runs off the UI thread."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._code: FreshCode | None = None

    @property
    def code(self) -> FreshCode:
        """The code of the office that was made."""
        assert self._code is not None
        return self._code

    def create(self, request: FirstStart) -> Created:
        """Make database, key and office."""
        made, new = self._door.begin(request)
        self._code = FreshCode(new.code, self._door.open(), made.administrator)
        return Created(new.code.groups, made.temporary, new.remembered)

    def bring(self, asked: Asked, progress: Progress) -> Created:
        """Bring the office from the centre; raises as ``take_over``, and what ``progress`` does."""
        new = self._door.bring(asked.address, asked.code, asked.certificate, progress)
        self._code = FreshCode(new.code, self._door.open(), None)
        return Created(new.code.groups, (), new.remembered)

    def print_sheet(self) -> str:
        """Print the sheet; raises as ``FreshCode`` does."""
        return self.code.print_sheet()

    def save_sheet(self) -> str:
        """Keep the sheet as PDF; raises as ``FreshCode`` does."""
        return self.code.save_sheet()

    def confirm(self) -> None:
        """Note that somebody holds the code."""
        self.code.confirm()
