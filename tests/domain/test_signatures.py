"""What electronic signatures come to, how that is kept, and what it means for a requirement."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.requirements import Requirement
from domain.requirements import Signature as Asked
from domain.signature_words import (
    Signed,
    is_of,
    report_sentence,
    sentence,
    signature_words,
)
from domain.signatures import (
    Signature,
    SignatureReport,
    SignatureState,
    may_be_signed,
    report_from,
)

ZONE = ZoneInfo("America/Guayaquil")
CEDULA = "1710034065"
LOOKED = datetime(2026, 5, 20, 15, 0, tzinfo=UTC)
VALID = Signature(
    SignatureState.VALID,
    "CIFUENTES VELA ADRIANA",
    CEDULA,
    issuer="Autoridad de prueba",
    serial="1F",
    signed_at=datetime(2026, 5, 19, 3, 0, tzinfo=UTC),  # the 18th at the counter
    valid_from=datetime(2025, 1, 2, tzinfo=UTC),
    valid_to=datetime(2027, 1, 2, tzinfo=UTC),
    valid_now=True,
)
BY_HAND = Requirement(1, "Solicitud", "Solicitud", signature=Asked.HANDWRITTEN)
NOTARISED = Requirement(2, "Poder", "Poder", signature=Asked.NOTARISED)
FREE = Requirement(3, "Copia", "Copia")
BAD = [state for state in SignatureState if state is not SignatureState.VALID]


def _report(*signatures: Signature) -> SignatureReport:
    return SignatureReport(signatures, LOOKED)


def _of(state: SignatureState) -> SignatureReport:
    if state is SignatureState.NOT_CHECKED:
        return SignatureReport()
    if state is SignatureState.UNSIGNED:
        return _report()
    return _report(replace(VALID, state=state, revoked_at=LOOKED))


class TestReport:
    def test_a_file_is_worth_its_worst_signature(self) -> None:
        other = replace(VALID, state=SignatureState.REVOKED)
        assert _report(VALID, other).state is SignatureState.REVOKED
        assert _report(VALID).state is SignatureState.VALID

    @pytest.mark.parametrize("state", BAD)
    def test_only_a_valid_one_counts(self, state: SignatureState) -> None:
        assert not _of(state).counts_as_signed
        assert _of(state).state is state

    def test_a_valid_one_counts(self) -> None:
        assert _report(VALID).counts_as_signed

    @pytest.mark.parametrize("state", list(SignatureState))
    def test_it_is_read_as_it_was_kept(self, state: SignatureState) -> None:
        report = _of(state)
        assert report_from(report.to_text()) == report

    def test_what_nobody_checked_is_kept_as_nothing(self) -> None:
        assert report_from("") == SignatureReport()

    @pytest.mark.parametrize("text", ["{", "[]", "{}", '{"signatures": [{}], "checked_at": null}'])
    def test_what_is_damaged_says_so(self, text: str) -> None:
        with pytest.raises((ValueError, TypeError, KeyError)):
            report_from(text)

    def test_where_none_can_be_nobody_need_look(self) -> None:
        assert may_be_signed(b"%PDF /ByteRange [0 1 2 3]")
        assert not may_be_signed(b"%PDF /Contents <00>")


class TestSentence:
    def test_a_valid_one_names_signer_and_issuer(self) -> None:
        assert sentence(VALID, ZONE) == (
            "Firmado electrónicamente por CIFUENTES VELA ADRIANA (cédula 1710034065), certificado"
            " de Autoridad de prueba, válido."
        )

    def test_one_that_expired_since_says_so(self) -> None:
        told = sentence(replace(VALID, valid_now=False), ZONE)
        assert told.endswith("válido al firmar y vencido el 01/01/2027.")

    def test_one_revoked_since_says_so(self) -> None:
        told = sentence(replace(VALID, valid_now=False, revoked_at=LOOKED), ZONE)
        assert told.endswith("válido al firmar y revocado el 20/05/2026.")

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (SignatureState.REVOCATION_UNKNOWN, "Autoridad de prueba: no consta si fue revocado."),
            (SignatureState.EXPIRED, "la autoridad que emitió su certificado ya estaba vencida."),
            (SignatureState.NOT_YET_VALID, "no estaba vigente hasta el 01/01/2025."),
            (SignatureState.REVOKED, "su certificado fue revocado el 20/05/2026."),
            (SignatureState.UNSUITABLE, "su certificado no es para firmar documentos."),
            (SignatureState.UNKNOWN_ISSUER, "no está entre las autoridades aceptadas."),
            (SignatureState.WEAK, "el 18/05/2026 con un método que ya no es seguro."),
            (SignatureState.ALTERED, "El archivo fue cambiado después de que lo firmó CIFUENTES"),
            (SignatureState.UNREADABLE, "La firma electrónica está dañada"),
        ],
    )
    def test_each_wrong_one_has_its_own_words(self, state: SignatureState, words: str) -> None:
        told = report_sentence(_of(state), ZONE)
        assert words in told
        assert told.count(".") == 1

    def test_an_expired_certificate_says_since_when(self) -> None:
        ended = datetime(2026, 3, 2, 12, tzinfo=UTC)
        told = sentence(replace(VALID, state=SignatureState.EXPIRED, valid_to=ended), ZONE)
        assert told.endswith("su certificado había vencido el 02/03/2026.")

    def test_what_the_certificate_does_not_say_is_not_made_up(self) -> None:
        bare = Signature(SignatureState.VALID, valid_now=True)
        assert sentence(bare, ZONE) == (
            "Firmado electrónicamente por alguien sin nombre en su certificado, certificado de una"
            " autoridad sin nombre, válido."
        )

    def test_a_ruc_and_a_passport_are_called_what_they_are(self) -> None:
        assert "(RUC 1760001550001)" in sentence(
            replace(VALID, document="", ruc="1760001550001"), ZONE
        )
        assert "(documento A1234567)" in sentence(replace(VALID, document="A1234567"), ZONE)

    def test_of_many_valid_ones_the_first_are_named(self) -> None:
        told = report_sentence(_report(*[VALID] * 5), ZONE)
        assert told.count("Firmado electrónicamente por") == 3
        assert told.endswith("Y 2 más.")

    def test_without_any_it_says_so(self) -> None:
        assert report_sentence(_report(), ZONE) == "Sin firma electrónica."


class TestRequirement:
    def test_a_valid_one_meets_it(self) -> None:
        told = signature_words(BY_HAND, _report(VALID), ZONE, CEDULA)
        assert told.kind is Signed.SIGNED
        assert told.words == sentence(VALID, ZONE)

    @pytest.mark.parametrize("requirement", [BY_HAND, NOTARISED, FREE, None])
    @pytest.mark.parametrize("state", BAD)
    def test_no_other_ever_passes(
        self, requirement: Requirement | None, state: SignatureState
    ) -> None:
        told = signature_words(requirement, _of(state), ZONE)
        assert told.kind is not Signed.SIGNED
        if state is SignatureState.REVOCATION_UNKNOWN:
            assert told.kind is Signed.ASK

    def test_before_a_notary_it_is_not_enough(self) -> None:
        told = signature_words(NOTARISED, _report(VALID), ZONE)
        assert told.kind is Signed.ASK
        assert "notario" in told.words

    def test_another_person_s_is_asked_about(self) -> None:
        told = signature_words(BY_HAND, _report(VALID), ZONE, "0962467429")
        assert told.kind is Signed.ASK
        assert told.words.endswith("Quien debe firmar es otra persona: cédula 0962467429.")

    def test_a_certificate_without_cedula_is_asked_about(self) -> None:
        told = signature_words(BY_HAND, _report(replace(VALID, document="")), ZONE, CEDULA)
        assert told.kind is Signed.ASK
        assert "no dice la cédula" in told.words

    def test_one_of_several_signers_is_enough(self) -> None:
        other = replace(VALID, document="0962467429")
        assert signature_words(BY_HAND, _report(other, VALID), ZONE, CEDULA).kind is Signed.SIGNED

    @pytest.mark.parametrize(
        ("requirement", "words"),
        [(BY_HAND, "de puño y letra"), (NOTARISED, "ante notario"), (FREE, ""), (None, "")],
    )
    def test_a_scan_is_looked_at(self, requirement: Requirement | None, words: str) -> None:
        told = signature_words(requirement, _report(), ZONE)
        assert told.kind is Signed.NOTHING
        assert words in told.words
        assert bool(told.words) == bool(words)

    def test_what_nobody_checked_is_told(self) -> None:
        assert "sin comprobar" in signature_words(BY_HAND, SignatureReport(), ZONE).words

    def test_a_person_s_ruc_begins_with_her_cedula(self) -> None:
        by_ruc = replace(VALID, document="", ruc="1710034065001")
        assert is_of(by_ruc, CEDULA)
        assert not is_of(replace(by_ruc, ruc="1760001550001"), CEDULA)
        assert not is_of(replace(VALID, ruc="0962467429001"), "0962467429")
        assert not is_of(by_ruc, "A1234567")
