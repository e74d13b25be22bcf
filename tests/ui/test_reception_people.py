"""People and entities at reception: registered, corrected, and nothing pasted is more than refused."""

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop.usecases import reception
from desktop.usecases.reception import PersonDraft
from domain.people import DocumentType, Person
from tests.ui.reception_seat import CEDULA, Key, Seat, seat
from ui.reception.state import Step

__all__ = ["seat"]

RUC = "1760001550001"


# ------------------------------------------------------------------ people and entities
def test_registering_somebody_who_is_not_found(seat: Seat) -> None:
    seat.type(CEDULA)
    seat.press(Key.Key_Return)
    seat.until_step(Step.PERSON_FORM)
    seat.type("Rosa Chimborazo")
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.person is not None
    assert (seat.state.person.document, seat.state.person.name) == (CEDULA, "Rosa Chimborazo")


def test_the_number_is_checked_while_it_is_typed(seat: Seat) -> None:
    form = seat.page.person_form
    seat.press(Key.Key_F5)
    seat.until_step(Step.PERSON_FORM)
    seat.type("171003406")
    assert not form.document_row.error
    seat.type("6")
    assert "no es correcta" in form.document_row.error
    seat.press(Key.Key_Backspace)
    assert not form.document_row.error
    seat.press(Key.Key_F2)
    assert "se escribieron 9" in form.document_row.error
    assert "Falta" in form.name_row.error
    assert seat.state.step is Step.PERSON_FORM


def test_somebody_on_file_is_used_instead(seat: Seat) -> None:
    known = seat.register("Rosa Chimborazo", CEDULA)
    seat.press(Key.Key_F5)
    seat.until_step(Step.PERSON_FORM)
    seat.type(CEDULA)
    seat.until(lambda: seat.state.existing == known)
    assert "Usar" in seat.page.person_form.save_button.text()
    seat.press(Key.Key_Backspace)
    seat.until(lambda: seat.state.existing is None)
    seat.type("5")
    seat.until(lambda: seat.state.existing == known)
    seat.press(Key.Key_F2)
    seat.until_step(Step.CHOOSE)
    assert seat.state.person == known


def test_somebody_registered_meanwhile_at_another_counter(seat: Seat) -> None:
    draft = PersonDraft(DocumentType.PASSPORT, "AB123456", "Otra")
    seat.page.presenter.new_person()
    known = seat.register("Rosa", "AB123456", DocumentType.PASSPORT)
    seat.page.presenter.save_person(draft)
    seat.until(lambda: seat.state.existing == known)


def test_only_a_name_is_enough_for_support_and_for_nothing_else(seat: Seat) -> None:
    seat.take(seat.register("Segundo Guamán"))
    seat.press(Key.Key_1, Key.Key_Return)
    seat.until_told("hace falta un documento")
    assert seat.state.chosen == (1,)
    seat.press(Key.Key_1, Key.Key_6, Key.Key_Return)
    seat.until(lambda: seat.printer.slips == ["A-001"])


def test_correcting_a_person(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimboraso", CEDULA))
    seat.press(Key.Key_6, Key.Key_F4)
    seat.until_step(Step.PERSON_FORM)
    field = seat.page.person_form.name_row.field
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    seat.type("Rosa Chimborazo")
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.person is not None
    assert (seat.state.person.name, seat.state.person.version) == ("Rosa Chimborazo", 2)
    assert seat.state.chosen == (6,)  # nothing chosen was lost


def test_an_entity_is_registered_with_a_doubtful_ruc(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_F6)
    seat.until_step(Step.FIND_ENTITY)
    seat.type("1793213150001")
    seat.press(Key.Key_Return)
    seat.until_step(Step.ENTITY_FORM)
    assert "no coincide" in seat.page.entity_form.warning.text()
    assert not seat.page.entity_form.ruc_row.error
    seat.type("Empresa Publica de Ejemplo")
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.entity is not None
    assert seat.state.entity.ruc == "1793213150001"
    seat.press(Key.Key_F6)
    seat.until_step(Step.FIND_ENTITY)
    seat.press(Key.Key_F7)
    seat.until_step(Step.CHOOSE)
    assert seat.state.entity is None


def test_an_entity_on_file_is_used_instead(seat: Seat) -> None:
    known = reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.page.presenter.new_entity(RUC)
    seat.until(lambda: seat.state.existing == known)
    seat.press(Key.Key_F2)
    seat.until_step(Step.FIND)
    assert seat.state.entity == known
    seat.register("Rosa Chimborazo", CEDULA)
    seat.type("rosa")
    seat.until(lambda: seat.state.query == "rosa")
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.entity == known


def test_an_entity_found_first_leaves_the_field_free_for_the_person(seat: Seat) -> None:
    reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.register("Rosa Chimborazo", CEDULA)
    seat.type("ejemplo")
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.state.entity is not None)
    assert seat.page.search.text() == ""
    seat.type(CEDULA)
    seat.press(Key.Key_Return)
    seat.until_step(Step.CHOOSE)
    assert seat.state.entity is not None


def test_an_entity_is_renamed_while_somebody_comes_for_it(seat: Seat) -> None:
    entity = reception.register_entity(seat.desk, seat.actor, RUC, "Ministerio de Antes", "0042")
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.page.presenter.take_entity(entity)
    seat.press(Key.Key_6, Key.Key_F6)
    seat.until_step(Step.FIND_ENTITY)
    seat.press(Key.Key_F4)
    seat.until_step(Step.ENTITY_FORM)
    form = seat.page.entity_form
    assert seat.focused() is form.name_row.field
    seat.until_quiet()
    assert seat.state.existing is None  # its own RUC is not somebody else's
    assert isinstance(form.name_row.field, QLineEdit)
    form.name_row.field.selectAll()
    seat.type("Ministerio de Ahora")
    seat.press(Key.Key_F2)
    seat.until_step(Step.CHOOSE)
    kept = seat.state.entity
    assert kept is not None
    assert (kept.id, kept.name, kept.version) == (entity.id, "Ministerio de Ahora", 2)
    assert (kept.ruc, kept.esigef_code) == (RUC, "0042")
    assert "Ministerio de Ahora" in seat.page.person_card.entity_words
    assert seat.state.chosen == (6,)  # nothing chosen was lost


def test_an_entity_found_first_is_corrected_before_the_person(seat: Seat) -> None:
    entity = reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.page.take(entity)
    seat.until(seat.page.edit_entity_button.isVisible)
    seat.press(Key.Key_F4)
    seat.until_step(Step.ENTITY_FORM)
    seat.press(Key.Key_Escape)
    seat.until_step(Step.FIND)
    assert seat.state.entity == entity  # Esc keeps what there was
    assert not seat.state.editing


def test_an_entity_cannot_take_the_ruc_of_another(seat: Seat) -> None:
    other = reception.register_entity(seat.desk, seat.actor, "1790011674001", "La otra")
    seat.page.take(reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo"))
    seat.page.presenter.edit_entity()
    seat.until_step(Step.ENTITY_FORM)
    field = seat.page.entity_form.ruc_row.field
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    seat.type("1790011674001")
    seat.until(lambda: seat.state.existing == other)
    seat.press(Key.Key_F2)  # takes the one on file
    seat.until_step(Step.FIND)
    assert seat.state.entity == other


@pytest.mark.parametrize("text", ["\x00", "x" * 10_000, "\ud83d", "🙂" * 200])
def test_nothing_pasted_into_the_form_of_an_entity_is_more_than_refused(
    seat: Seat, text: str
) -> None:
    entity = reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.page.take(entity)
    seat.page.presenter.edit_entity()
    seat.until_step(Step.ENTITY_FORM)
    form = seat.page.entity_form
    for row in (form.ruc_row, form.name_row, form.code_row):
        assert isinstance(row.field, QLineEdit)
        row.field.setText(text)
    seat.press(Key.Key_F2)
    seat.until_quiet()
    assert form.ruc_row.error
    assert seat.state.step is Step.ENTITY_FORM
    assert seat.state.entity == entity


def test_a_service_that_asks_for_papers_reminds_of_the_entity(seat: Seat) -> None:
    entity = reception.register_entity(seat.desk, seat.actor, RUC, "GAD de Ejemplo")
    seat.page.presenter.take_person(seat.register("Rosa Chimborazo", CEDULA))
    seat.until_step(Step.CHOOSE)
    assert "el soporte no la necesita" in seat.page.person_card.entity_words
    seat.press(Key.Key_2)
    assert seat.page.person_card.entity_words == "Falta la entidad por la que viene."
    seat.page.presenter.take_entity(entity)
    assert "GAD de Ejemplo" in seat.page.person_card.entity_words


@pytest.mark.parametrize(
    ("ruc", "words"), [("179321315000", "13 dígitos"), ("2593213150001", "provincia")]
)
def test_what_cannot_be_a_ruc_is_refused(seat: Seat, ruc: str, words: str) -> None:
    seat.page.presenter.new_entity(ruc)
    seat.until_step(Step.ENTITY_FORM)
    seat.press(Key.Key_F2)
    assert words in seat.page.entity_form.ruc_row.error
    assert "Falta" in seat.page.entity_form.name_row.error


def test_escape_goes_back_without_losing_the_person(seat: Seat) -> None:
    seat.take(seat.register("Rosa Chimborazo", CEDULA))
    seat.press(Key.Key_F6)
    seat.until_step(Step.FIND_ENTITY)
    seat.press(Key.Key_Escape)
    seat.until_step(Step.CHOOSE)
    seat.press(Key.Key_Escape)
    seat.until_step(Step.FIND)
    assert seat.focused() is seat.page.search


# --------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    "text", ["\x00\x01", "🙂🙂", "a" * 10_000, "\u202eabc", "%_'\";--", "１２３", "A-99999999"]
)
def test_nothing_pasted_into_the_search_is_more_than_not_found(seat: Seat, text: str) -> None:
    seat.paste(text)
    seat.press(Key.Key_Return)
    seat.until_quiet()
    assert not [r for r in seat.state.results if isinstance(r.value, Person)]


def test_lone_surrogates_are_refused_in_words(seat: Seat) -> None:
    seat.page.presenter.search("a\ud800")
    seat.until(lambda: "no se pueden guardar" in seat.state.refusal)
    assert not seat.page._refusal.isHidden()


@pytest.mark.parametrize("text", ["\x00", "x" * 10_000, "\ud83d", "🙂" * 200])
def test_nothing_pasted_into_the_form_is_more_than_refused(seat: Seat, text: str) -> None:
    seat.press(Key.Key_F5)
    seat.until_step(Step.PERSON_FORM)
    form = seat.page.person_form
    for row in (form.document_row, form.name_row, form.phone_row, form.email_row):
        assert isinstance(row.field, QLineEdit)
        row.field.setText(text)
    seat.press(Key.Key_F2)
    seat.until_quiet()
    assert form.document_row.error
    assert seat.state.step is Step.PERSON_FORM
