"""The forms to register or correct who comes, checked while one types."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.usecases.reception import PersonDraft
from domain import identifiers
from domain.errors import InvalidInput
from domain.ids import new_id
from domain.people import NAME_LIMIT, DocumentType, Entity, Person, checked_entity, checked_person
from domain.text import clean_text
from ui.reception.state import document_words, entity_words, guess_document, guess_ruc
from ui.theme import M, Role, S, Tone
from ui.widgets import ButtonStyle, FlowLayout, FormRow, Icon, KeyButton, Text

LONGEST_TYPED = 300
"""Longer than any field keeps, so that pasting by mistake is told, not cut."""


def wrong_with(check: Callable[[], object]) -> str:
    """Return the words of what ``check`` refuses; empty where it refuses nothing."""
    try:
        check()
    except InvalidInput as refused:
        return refused.words
    return ""


class _Form(QWidget):
    """Fields, who is on file already, and the buttons below."""

    back = Signal()
    use_existing = Signal()

    def __init__(self, save: str) -> None:
        super().__init__()
        self._save_words = save
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(S + S // 2)
        self._known = QWidget()
        row = QHBoxLayout(self._known)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(Icon("user-check", Tone.ACCENT))
        self._known_words = Text("", Role.STRONG, wrap=True)
        row.addWidget(self._known_words, 1)
        self._known.hide()
        self._refusal = Text("", Role.BODY, Tone.ERROR, wrap=True)
        self._refusal.hide()
        self.save_button = KeyButton(save, key="F2", icon="save", style=ButtonStyle.PRIMARY)
        self.back_button = KeyButton("Volver (Esc)", icon="arrow-left", style=ButtonStyle.GHOST)
        self.back_button.clicked.connect(self.back)
        self.save_button.clicked.connect(self.submit)
        self._is_known = False

    def finish(self) -> None:
        """Put what stands below the fields."""
        self.column.addWidget(self._known)
        self.column.addWidget(self._refusal)
        foot = QWidget()
        flow = FlowLayout(foot)
        flow.addWidget(self.save_button)
        flow.addWidget(self.back_button)
        self.column.addSpacing(S)
        self.column.addWidget(foot)
        self.column.addStretch(1)

    def show_outcome(self, existing: Person | Entity | None, refusal: str) -> None:
        """Show who is on file already, or why the form was not kept."""
        self._is_known = existing is not None
        self._known.setVisible(self._is_known)
        self._refusal.setText(refusal)
        self._refusal.setVisible(bool(refusal))
        if existing is None:
            self.save_button.set(self._save_words, icon="save")
            return
        about = document_words(existing) if isinstance(existing, Person) else entity_words(existing)
        self._known_words.setText(f"Ya está en el registro: {existing.name}. {about}")
        self.save_button.set("Usar este registro", icon="user-check")

    def submit(self) -> None:
        """Keep the form, or take who is on file already."""
        if self._is_known:
            self.use_existing.emit()
            return
        wrong = self.check_all()
        if wrong is None:
            self.send()
        else:
            wrong.setFocus()

    def check_all(self) -> QWidget | None:
        """Show what is wrong; return the first field that is, or None."""
        raise NotImplementedError

    def send(self) -> None:
        """Emit what was typed."""
        raise NotImplementedError

    def field(self, *, limit: int = LONGEST_TYPED) -> QLineEdit:
        """A field whose Intro keeps the form."""
        made = QLineEdit()
        made.setMaxLength(limit)
        made.returnPressed.connect(self.submit)
        return made


class PersonForm(_Form):
    """A person: document, name, telephone, e-mail."""

    saved = Signal(object)
    """A ``PersonDraft`` whose fields were checked."""
    document_typed = Signal(object, str)
    """A whole, valid document: kind and number."""
    document_changed = Signal()
    """The number is being changed."""

    def __init__(self) -> None:
        super().__init__("Guardar y continuar")
        self._kind = QComboBox()
        for one in DocumentType:
            self._kind.addItem(one.label, one)
        self._document, self._name = self.field(), self.field()
        self._phone, self._email = self.field(), self.field()
        self.kind_row = FormRow("Documento", self._kind)
        self.document_row = FormRow("Número", self._document)
        self.name_row = FormRow("Nombres y apellidos", self._name)
        self.phone_row = FormRow("Teléfono", self._phone, optional=True)
        self.email_row = FormRow("Correo", self._email, optional=True)
        self._note = Text("", Role.SMALL, Tone.MUTED, wrap=True)
        for row in (self.kind_row, self.document_row):
            self.column.addWidget(row)
        self.column.addWidget(self._note)
        self.column.addWidget(self.name_row)
        last = QHBoxLayout()
        last.setSpacing(M)
        last.addWidget(self.phone_row, 2)
        last.addWidget(self.email_row, 3)
        self.column.addLayout(last)
        self.finish()
        self._kind.currentIndexChanged.connect(self._document_edited)
        self._document.textEdited.connect(self._document_edited)
        self._document.editingFinished.connect(self._check_document)

    @property
    def kind(self) -> DocumentType:
        """The kind of document chosen."""
        return DocumentType(self._kind.currentData())

    def begin(self, typed: str, person: Person | None) -> None:
        """Begin with ``person``, or with what was typed in the search."""
        if person is not None:
            values = (person.document_type, person.document, person.name)
            phone, email = person.phone, person.email
        else:
            values, phone, email = guess_document(typed), "", ""
        self._kind.blockSignals(True)
        self._kind.setCurrentIndex(list(DocumentType).index(values[0]))
        self._kind.blockSignals(False)
        self._document.setText(values[1])
        self._name.setText(values[2])
        self._phone.setText(phone)
        self._email.setText(email)
        for row in (self.document_row, self.name_row, self.phone_row, self.email_row):
            row.set_error()
        self._document_edited()
        (self._name if values[1] and not values[2] else self._document).setFocus()

    def check_all(self) -> QWidget | None:
        """Show what is wrong; return the first field that is."""
        self._check_document(complete=True)
        checks: tuple[tuple[FormRow, Callable[[], object]], ...] = (
            (
                self.name_row,
                lambda: clean_text(
                    self._name.text(), label="Nombre", limit=NAME_LIMIT, required=True
                ),
            ),
            (self.phone_row, lambda: self._check(phone=self._phone.text())),
            (self.email_row, lambda: self._check(email=self._email.text())),
        )
        for row, check in checks:
            row.set_error(wrong_with(check))
        rows = (self.document_row, *(row for row, _ in checks))
        return next((row.field for row in rows if row.error), None)

    def send(self) -> None:
        """Emit the draft."""
        self.saved.emit(
            PersonDraft(
                self.kind,
                self._document.text(),
                self._name.text(),
                self._phone.text(),
                self._email.text(),
            )
        )

    def _document_edited(self) -> None:
        kind, typed = self.kind, self._document.text()
        named = kind is not DocumentType.NONE
        self._document.setEnabled(named)
        self.document_changed.emit()
        self.document_row.set_error()
        self._note.setVisible(not named)
        self._note.setText("" if named else "Solo con el nombre se atiende únicamente el soporte.")
        complete = kind is DocumentType.CEDULA and len(typed.strip()) >= identifiers.CEDULA_LENGTH
        if complete:
            self._check_document()
        elif named and typed and not self._wrong_document():
            self.document_typed.emit(kind, self._kept_document())

    def _check_document(self, *, complete: bool = False) -> None:
        """Say what is wrong with the number; an empty one only when the form is to be kept."""
        if not self._document.text().strip() and not complete:
            return
        wrong = self._wrong_document()
        self.document_row.set_error(wrong)
        if not wrong and self.kind is not DocumentType.NONE:
            self.document_typed.emit(self.kind, self._kept_document())

    def _wrong_document(self) -> str:
        return wrong_with(self._kept_document)

    def _kept_document(self) -> str:
        return checked_person(new_id(), self.kind, self._document.text(), "x").document

    def _check(self, *, phone: str = "", email: str = "") -> object:
        return checked_person(new_id(), DocumentType.NONE, "", "x", phone=phone, email=email)


class EntityForm(_Form):
    """A public body: RUC, name, code."""

    saved = Signal(str, str, str)
    """RUC, name and eSIGEF code, checked."""
    ruc_typed = Signal(str)
    """A whole RUC that may be used."""
    ruc_changed = Signal()
    """The RUC is being changed."""

    def __init__(self) -> None:
        super().__init__("Guardar y continuar")
        self._ruc, self._name, self._code = self.field(), self.field(), self.field()
        self.ruc_row = FormRow("RUC", self._ruc)
        self.name_row = FormRow("Nombre de la entidad", self._name)
        self.code_row = FormRow("Código eSIGEF", self._code, optional=True)
        self.warning = Text("", Role.SMALL, Tone.WARN, wrap=True)
        self.warning.hide()
        self.column.addWidget(self.ruc_row)
        self.column.addWidget(self.warning)
        self.column.addWidget(self.name_row)
        self.column.addWidget(self.code_row)
        self.finish()
        self._ruc.textEdited.connect(self._ruc_edited)
        self._ruc.editingFinished.connect(self._check_ruc)

    def begin(self, typed: str, entity: Entity | None = None) -> None:
        """Begin with ``entity``, or with what was typed in the search."""
        if entity is None:
            (ruc, name), code = guess_ruc(typed), ""
        else:
            ruc, name, code = entity.ruc, entity.name, entity.esigef_code
        self._ruc.setText(ruc)
        self._name.setText(name)
        self._name.setCursorPosition(0)
        self._code.setText(code)
        for row in (self.ruc_row, self.name_row, self.code_row):
            row.set_error()
        self._ruc_edited()
        (self._name if ruc else self._ruc).setFocus()

    def check_all(self) -> QWidget | None:
        """Show what is wrong; return the first field that is."""
        self._check_ruc(complete=True)
        self.name_row.set_error(
            wrong_with(
                lambda: clean_text(
                    self._name.text(), label="Nombre", limit=NAME_LIMIT, required=True
                )
            )
        )
        self.code_row.set_error(
            wrong_with(lambda: checked_entity(new_id(), "1760001550001", "x", self._code.text()))
        )
        rows = (self.ruc_row, self.name_row, self.code_row)
        return next((row.field for row in rows if row.error), None)

    def send(self) -> None:
        """Emit what was typed."""
        self.saved.emit(self._ruc.text(), self._name.text(), self._code.text())

    def _ruc_edited(self) -> None:
        self.ruc_changed.emit()
        self.ruc_row.set_error()
        self.warning.hide()
        if len(self._ruc.text().strip()) >= identifiers.RUC_LENGTH:
            self._check_ruc()

    def _check_ruc(self, *, complete: bool = False) -> None:
        """Say what is wrong with the RUC; a wrong check digit only warns."""
        if not self._ruc.text().strip() and not complete:
            return
        try:
            checked = identifiers.checked_ruc(self._ruc.text())
        except InvalidInput as refused:
            self.ruc_row.set_error(refused.words)
            self.warning.hide()
            return
        self.ruc_row.set_error()
        self.warning.setText(f"{checked.warning} Puede continuar." if checked.warning else "")
        self.warning.setVisible(bool(checked.warning))
        self.ruc_typed.emit(checked.number)
