"""A new recovery code: for when the sheet was lost, or never left the first start."""

from shiboken6 import isValid

from domain.errors import InvalidInput
from ui.admin.presenter import AdminPresenter, NewCode
from ui.admin.sheets import AdminSheet
from ui.firststart.presenter import Created, plain_group
from ui.firststart.steps import CodeStep
from ui.theme import Role, Tone
from ui.widgets.text import Text


class NewCodeSheet(AdminSheet):
    """The new code, put on paper and typed back; the old one holds until then.

    Args:
        presenter: confirms it.
        new: the code.
    """

    def __init__(self, presenter: AdminPresenter, new: NewCode) -> None:
        super().__init__(presenter, "Nuevo código de recuperación", "Usar este", width=800)
        self._new = new
        self.code = CodeStep()
        self.code.show_code(Created(new.groups))
        self.body.addWidget(
            Text(
                "El anterior sirve hasta que confirme este. Las copias ya hechas se abren con el"
                " código de su día.",
                Role.BODY,
                Tone.MUTED,
                wrap=True,
            )
        )
        self.body.addWidget(self.code)
        self.body.addWidget(self.error)
        keep = presenter.runner.write
        self.code.print.clicked.connect(lambda: keep(new.print_sheet, self._told, self._refused))
        self.code.save.clicked.connect(lambda: keep(new.save_sheet, self._told, self._refused))

    def change(self) -> None:
        """Confirm the code by its last group, read from the sheet."""
        if plain_group(self.code.last.text()) == plain_group(self._new.groups[-1]):
            self.presenter.change(
                self._new.confirm, "El código nuevo ya vale. Destruya la hoja anterior."
            )
            return
        self._refused(
            InvalidInput("No es el último grupo.", todo="Léalo en la hoja y escríbalo de nuevo.")
        )
        self.code.last.setFocus()

    def _told(self, words: str) -> None:
        if isValid(self):  # closed meanwhile
            self.error.set("")
            self.code.told.setText(words)
            self.code.last.setFocus()
