"""What a service asks for: documents and conditions, how each is brought, why one is rejected."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.labels import Labelled


class Form(Labelled):
    """In which form a document is brought."""

    ORIGINAL = "original", "original"
    COPY = "copy", "copia"
    SIMPLE_COPY = "simple_copy", "copia simple"
    PAPER_OR_DIGITAL = "paper_or_digital", "en papel o digital"


class Signature(Labelled):
    """How a document is signed."""

    HANDWRITTEN = "handwritten", "firma manuscrita"
    NOTARISED = "notarised", "firma reconocida ante notario"


class Seal(Labelled):
    """Which stamp a document carries."""

    INSTITUTIONAL = "institutional", "sello institucional"
    ENTITY = "entity", "sello de la entidad"
    TRUE_COPY = "true_copy", "sello «Fiel copia del original»"


class RequirementKind(Labelled):
    """When a requirement is met."""

    DOCUMENT = "document", "documento"
    PRIOR = "prior", "requisito previo"
    COMMITMENT = "commitment", "compromiso de la entidad"


@dataclass(frozen=True, slots=True)
class RejectionReason:
    """Why a document is handed back; figures are kept by ``code``, people read ``text``."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One document or condition of a service.

    Attributes:
        number: its place in the list; unique within the service.
        document: its name as the ministry writes it.
        short_name: a name that fits one line of a list.
        form_code: code of the official form, if it is one.
        condition: in which case it is asked for; empty when always.
        depends_on: numbers of conditional requirements of the service: when one of them does not
            apply, this one does not either.
        note: what people get wrong about it.
        legal_base: the norm that asks for it.
        warning: what the office must consider before asking for it (LOETA art. 23).
        in_public_registry: it may be met by looking it up in a public registry.
        reasons: why it may be rejected; the place in the list is its digit on the keyboard.
    """

    number: int
    document: str
    short_name: str
    kind: RequirementKind = RequirementKind.DOCUMENT
    form_code: str = ""
    form: Form | None = None
    signature: Signature | None = None
    seal: Seal | None = None
    condition: str = ""
    note: str = ""
    legal_base: str = ""
    warning: str = ""
    in_public_registry: bool = False
    depends_on: tuple[int, ...] = ()
    reasons: tuple[RejectionReason, ...] = ()

    @property
    def conditional(self) -> bool:
        """Whether it may turn out not to apply."""
        return bool(self.condition or self.depends_on)

    def reason(self, code: str) -> RejectionReason | None:
        """Return the rejection reason of that code, if it is one of its own."""
        return next((reason for reason in self.reasons if reason.code == code), None)

    @property
    def details(self) -> str:
        """Form, signature and seal in one line: ``original, firma manuscrita, sello …``."""
        parts = (self.form, self.signature, self.seal)
        return ", ".join(part.label for part in parts if part is not None)


def cycle_of_conditions(requirements: Iterable[Requirement]) -> tuple[int, ...]:
    """Return numbers of requirements that hang on each other in a circle, the first again last.

    Such a circle can never be answered. Empty when there is none; numbers that do not exist
    are passed over.
    """
    hangs_on = {item.number: item.depends_on for item in requirements}
    settled: set[int] = set()

    def follow(number: int, path: tuple[int, ...]) -> tuple[int, ...]:
        if number in path:
            return (*path[path.index(number) :], number)
        if number in settled:
            return ()
        settled.add(number)
        for other in hangs_on.get(number, ()):
            if found := follow(other, (*path, number)):
                return found
        return ()

    for number in hangs_on:
        if found := follow(number, ()):
            return found
    return ()
