"""Choosing who a case is about: found or registered as at reception, in sheets."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.usecases import case_view, reception
from desktop.usecases.desk import Desk
from desktop.usecases.reception import PersonDraft
from domain.case_parts import Parties
from domain.errors import KnownError
from domain.people import AlreadyRegistered, DocumentType, Entity, Person
from domain.staff import Actor
from ui.reception.forms import EntityForm, PersonForm
from ui.reception.lookups import exact, known_entity, known_person, search, search_entities
from ui.reception.state import NEW, NewEntity, NewPerson, document_words
from ui.theme import Role, Tone
from ui.widgets import ChoiceSheet, EmptyState, KeyButton, ReasonSheet, SearchField, Sheet, Text
from ui.widgets.results import Result, ResultList
from ui.work import Runner

SEARCH_WAIT_MS = 60


class PickSheet(Sheet):
    """Finds a person or an entity, or registers one.

    Args:
        title: the question.
        desk, actor: whose registry is searched.
        entities: entities are looked for; else people.
        none: words of the button that chooses nobody; empty where somebody is needed.
    """

    picked = Signal(object)
    """The ``Person`` or ``Entity``; None for nobody."""

    def __init__(
        self, title: str, desk: Desk, actor: Actor, *, entities: bool = False, none: str = ""
    ) -> None:
        super().__init__(title, width=620)
        self._desk, self._actor, self._entities = desk, actor, entities
        self._query = ""
        self._awaited = ""
        self._runner = Runner(self._refused, parent=self)
        words = "RUC, código o nombre" if entities else "Cédula, pasaporte o nombre"
        self.search = SearchField(words, wait_ms=SEARCH_WAIT_MS)
        self.results = ResultList("Resultados", self.search)
        self.results.setMinimumHeight(260)
        self._refusal = Text("", Role.BODY, Tone.ERROR, wrap=True)
        self._refusal.hide()
        self._hint = EmptyState(
            "building-2" if entities else "user-round", f"Escriba o escanee {words.lower()}"
        )
        self._hint.setMinimumHeight(260)
        self.results.hide()
        for widget in (self.search, self._refusal, self.results, self._hint):
            self.body.addWidget(widget)
        if none:
            self.add_action(KeyButton(none, key="F7"), lambda: self._pick(None))
        register = "Registrar entidad" if entities else "Registrar persona"
        self.add_action(KeyButton(register, key="F5", icon="user-plus"), self._register)
        self.search.searched.connect(self._search)
        self.search.entered.connect(self._entered)
        self.results.opened.connect(self._open)
        self.closed.connect(self._runner.close)

    def _search(self, text: str) -> None:
        self._awaited = ""
        if not text:
            self._runner.latest("find", lambda: (), lambda found: self._found("", found))
            return
        find = search_entities if self._entities else search
        self._runner.latest(
            "find", partial(find, self._desk, self._actor, text), partial(self._found, text)
        )

    def _found(self, text: str, results: tuple[Result, ...]) -> None:
        kind = (Entity, NewEntity) if self._entities else (Person, NewPerson)
        fitting = tuple(result for result in results if isinstance(result.value, kind))
        self._query = text
        self._refusal.hide()
        self._show(fitting)
        awaited, self._awaited = self._awaited, ""
        certain = exact(fitting, text) if awaited == text and text else None
        if certain is not None and certain.group != NEW:
            self._open(certain)

    def _entered(self, text: str) -> None:
        current = self.results.current()
        if text and text == self._query:
            if current is not None:
                self._open(current)
        else:
            self._awaited = text

    def _refused(self, error: KnownError) -> None:
        self._refusal.setText(error.words)
        self._refusal.show()
        self._show(())

    def _show(self, found: tuple[Result, ...]) -> None:
        self.results.set_results(found)
        self.results.setVisible(bool(found))
        self._hint.setVisible(not found)

    def _open(self, result: Result) -> None:
        if isinstance(result.value, Person | Entity):
            self._pick(result.value)
        else:
            self._register()

    def _register(self) -> None:
        sheet = RegisterSheet(self._desk, self._actor, entity=self._entities)
        sheet.kept.connect(self._pick)
        sheet.open(self)
        sheet.begin(self.search.text().strip())

    def _pick(self, found: Person | Entity | None) -> None:
        self.close_sheet()
        self.picked.emit(found)


class RegisterSheet(Sheet):
    """Registers a person or an entity with reception's own form, or corrects one.

    Args:
        desk, actor: as whom.
        entity: register an entity instead of a person.
        person: correct this one instead.
        corrected: correct this entity instead.
    """

    kept = Signal(object)
    """The ``Person`` or ``Entity``."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        *,
        entity: bool = False,
        person: Person | None = None,
        corrected: Entity | None = None,
    ) -> None:
        title = "Registrar una entidad" if entity else "Registrar una persona"
        corrects = person is not None or corrected is not None
        super().__init__("Corregir los datos" if corrects else title, width=620)
        self._desk, self._actor, self._person = desk, actor, person
        self._corrected = corrected
        self._existing: Person | Entity | None = None
        self._runner = Runner(self._not_kept, parent=self)
        self.form: PersonForm | EntityForm
        if entity or corrected is not None:
            made = EntityForm()
            made.saved.connect(self._keep_entity)
            made.ruc_typed.connect(self._look_up_entity)
            made.ruc_changed.connect(self._forget)
            self.form = made
        else:
            form = PersonForm()
            form.saved.connect(self._keep_person)
            form.document_typed.connect(self._look_up_person)
            form.document_changed.connect(self._forget)
            self.form = form
        self.form.back_button.hide()
        self.form.use_existing.connect(self._use_existing)
        self.body.addWidget(self.form)
        self.closed.connect(self._runner.close)

    def begin(self, typed: str) -> None:
        """Begin with what was searched for."""
        if isinstance(self.form, PersonForm):
            self.form.begin(typed, self._person)
        else:
            self.form.begin(typed, self._corrected)

    def _keep_person(self, draft: PersonDraft) -> None:
        if self._person is None:
            work = partial(reception.register_person, self._desk, self._actor, draft)
        else:
            key = self._person.id
            work = partial(reception.correct_person, self._desk, self._actor, key, draft)
        self._runner.write(work, self._done)

    def _keep_entity(self, ruc: str, name: str, code: str) -> None:
        desk, actor, told = self._desk, self._actor, (ruc, name, code)
        work = partial(reception.register_entity, desk, actor, *told)
        if self._corrected is not None:
            work = partial(reception.correct_entity, desk, actor, self._corrected.id, *told)
        self._runner.write(work, self._done)

    def _look_up_person(self, kind: DocumentType, document: str) -> None:
        own = None if self._person is None else self._person.id
        find = partial(known_person, self._desk, self._actor, kind, document, own)
        self._runner.latest("known", find, self._known)

    def _look_up_entity(self, ruc: str) -> None:
        own = None if self._corrected is None else self._corrected.id
        find = partial(known_entity, self._desk, self._actor, ruc, own)
        self._runner.latest("known", find, self._known)

    def _forget(self) -> None:
        self._runner.latest("known", lambda: None, self._known)

    def _known(self, existing: Person | Entity | None) -> None:
        self._existing = existing
        self.form.show_outcome(existing, "")

    def _not_kept(self, error: KnownError) -> None:
        if isinstance(error, AlreadyRegistered):
            self._known(error.existing)
        else:
            self.form.show_outcome(None, error.words)

    def _use_existing(self) -> None:
        if self._existing is not None:
            self._done(self._existing)

    def _done(self, found: Person | Entity) -> None:
        self.close_sheet()
        self.kept.emit(found)


def ask_parties(
    over: QWidget,
    desk: Desk,
    actor: Actor,
    start: tuple[case_view.Parties, Parties, tuple[tuple[str, str], ...]],
    changed: Callable[[Parties], None],
) -> None:
    """Ask which of a case's people is another one, by its digit; then who.

    Args:
        over: the sheets are laid over its window.
        desk, actor: whose registry is searched.
        start: who they are now, as the case keeps them, and the places (code and city) where
            applicants may live.
        changed: takes the parties as they are to be; a corrected person changes none.
    """
    shown, parties, places = start
    cities = dict(places)

    def person(title: str, role: str, none: str) -> None:
        sheet = PickSheet(title, desk, actor, none=none)
        sheet.picked.connect(lambda found: keep(role, found))
        sheet.open(over)

    def entity() -> None:
        sheet = PickSheet("¿De qué entidad?", desk, actor, entities=True, none="Sin entidad")
        sheet.picked.connect(lambda found: keep("entity_id", found))
        sheet.open(over)

    def place() -> None:
        sheet = ChoiceSheet(
            "¿En qué ciudad está quien pide?",
            [(city, code) for code, city in places],
            parties.place,
            text="Sus feriados también cuentan para los plazos.",
        )
        sheet.picked.connect(lambda code: changed(replace(parties, place=code)))
        sheet.open(over)

    def keep(role: str, found: Person | Entity | None) -> None:
        key = None if found is None else found.id
        match role:
            case "bearer_id":
                changed(replace(parties, bearer_id=key))
            case "beneficiary_id":
                changed(replace(parties, beneficiary_id=key))
            case "signer_id":
                changed(replace(parties, signer_id=key))
            case _:
                changed(replace(parties, entity_id=key))

    def correct(whom: Person) -> None:
        sheet = RegisterSheet(desk, actor, person=whom)
        sheet.open(over)
        sheet.begin("")

    same = "la misma persona"
    beneficiary = same if shown.beneficiary is None else shown.beneficiary.name
    asked: dict[str, Callable[[], None]] = {
        f"Quién viene: {_name(shown.bearer)}": partial(person, "¿Quién viene?", "bearer_id", ""),
        f"Para quién es: {beneficiary}": partial(
            person, "¿Para quién es?", "beneficiary_id", "La misma persona"
        ),
        f"Quién firma: {_name(shown.signer)}": partial(
            person, "¿Qué autoridad firma?", "signer_id", "Nadie"
        ),
        f"Entidad: {_name(shown.entity)}": entity,
        f"Ciudad de quien pide: {cities.get(parties.place, parties.place)}": place,
    }
    if shown.served is not None:
        words = f"Corregir nombre, correo o teléfono de {shown.served.name}"
        asked[words] = partial(correct, shown.served)
    sheet = ReasonSheet("¿Qué dato cambia?", list(asked), free=False)
    sheet.chosen.connect(lambda words: asked[words]())
    sheet.open(over)


def person_words(person: Person | None) -> str:
    """Return a person in one line."""
    return "no consta" if person is None else f"{person.name}, {document_words(person)}"


def _name(of: Person | Entity | None) -> str:
    return "no consta" if of is None else of.name
