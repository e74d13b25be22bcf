"""What can be done on the page of documents, each with its key."""

from desktop.usecases.document_view import Shown
from ui.theme import S
from ui.widgets import ButtonStyle, FlowLayout, KeyButton


class Foot(FlowLayout):
    """The buttons below the page: those of the document in sight, and of files coming in."""

    def __init__(self) -> None:
        super().__init__(spacing=S)
        self.file = KeyButton("Archivar", key="F2", icon="check", style=ButtonStyle.PRIMARY)
        self.addWidget(self.file)
        self.open_case = self._add("Abrir el trámite", "F4", "folder-open")
        self.split = self._add("Separar aquí", "F6", "scissors")
        self.letter = self._add("Oficio", "F7", "mail")
        self.discard = self._add("Descartar", "F8", "trash-2")
        self.back = self._add("Devolver a la bandeja", "F9", "undo-2")
        self.large = self._add("Ver grande", "F11", "eye")
        self.undo = self._add("Deshacer", "Ctrl+Z", "undo-2")
        self.photograph = self._add("Fotografiar", "F10", "camera")
        self.stop = self._add("Detener", "F12", "x")
        self.forget = self._add("Limpiar", "F12", "x")

    def offer(
        self, shown: Shown | None, *, filed: bool, ready: bool, last: bool, undo: bool
    ) -> None:
        """Show the keys of what can be done with the document in sight.

        Args:
            filed: it was filed already.
            ready: there is a place to file it under.
            last: nothing follows the page in sight.
            undo: something was filed that may be put back.
        """
        there = shown is not None
        self.file.setVisible(there and not filed)
        self.file.setEnabled(ready)
        self.split.setVisible(there and not filed and not last)
        self.discard.setVisible(there and not filed)
        self.large.setVisible(there)
        self.letter.setVisible(there)
        self.back.setVisible(there and filed)
        self.open_case.setVisible(there and filed)
        self.undo.setVisible(undo)

    def offer_intake(self, *, reading: bool, listed: bool) -> None:
        """Show the keys of what can be done with files on their way in."""
        self.stop.setVisible(reading)
        self.forget.setVisible(listed and not reading)

    def _add(self, words: str, key: str, icon: str) -> KeyButton:
        button = KeyButton(words, key=key, icon=icon)
        self.addWidget(button)
        return button
