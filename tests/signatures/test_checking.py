"""Signed PDFs are checked: each good one passes, each bad one fails for its own reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.fields import MDPPerm

from desktop.signatures.checking import check
from domain.signatures import Signature, SignatureReport, SignatureState
from tests import signing
from tests.signatures import altering, written
from tests.signing import CEDULA, LOOKED, RUC, SIGNED, Party, Proof, paper, sign

State = SignatureState
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class World:
    """A root, an authority under it, who has its certificate, and what both revoked: nothing."""

    root: Party
    under: Party
    person: Party
    lists: Sequence[bytes]

    def check(
        self,
        data: bytes,
        *,
        lists: Sequence[bytes] | None = None,
        anchors: Sequence[bytes] | None = None,
    ) -> SignatureReport:
        trusted = [self.root.der] if anchors is None else anchors
        return check(data, trusted, self.lists if lists is None else lists, LOOKED)

    def one(self, data: bytes, *, lists: Sequence[bytes] | None = None) -> Signature:
        (found,) = self.check(data, lists=lists).signatures
        return found


@pytest.fixture(scope="module")
def world() -> World:
    root = signing.authority("Autoridad Raíz de prueba")
    under = signing.authority("Autoridad de prueba", root)
    person = signing.signer(under)
    return World(root, under, person, [signing.crl(root), signing.crl(under)])


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return paper()


@pytest.fixture(scope="module")
def signed(world: World, pdf: bytes) -> bytes:
    return sign(pdf, world.person)


class TestWhatPasses:
    def test_the_signature_of_who_has_a_certificate(self, world: World, signed: bytes) -> None:
        found = world.one(signed)
        assert found.state is State.VALID
        assert (found.signer, found.document) == ("CIFUENTES VELA ADRIANA", CEDULA)
        assert found.issuer == "Autoridad de prueba"
        assert int(found.serial, 16) == world.person.certificate.serial_number
        assert (found.valid_from, found.valid_to) == (signing.FROM, signing.UNTIL)
        assert found.signed_at == SIGNED
        assert not found.time_proven
        assert "no la prueba un sello de tiempo" in found.detail
        assert found.valid_now
        assert found.covers_all

    def test_the_older_kind_that_adobe_made(self, world: World, pdf: bytes) -> None:
        assert world.one(sign(pdf, world.person, pades=False)).state is State.VALID

    def test_a_timestamp_proves_when(self, world: World, pdf: bytes) -> None:
        stamp = signing.timestamper(world.root, SIGNED + timedelta(minutes=1))
        found = world.one(sign(pdf, world.person, stamp=stamp))
        assert found.state is State.VALID
        assert found.time_proven
        assert found.signed_at == SIGNED + timedelta(minutes=1)
        assert found.detail == ""

    def test_a_timestamp_of_nobody_who_is_trusted_proves_nothing(
        self, world: World, pdf: bytes
    ) -> None:
        stamp = signing.timestamper(signing.authority("Otra"), SIGNED + DAY)
        found = world.one(sign(pdf, world.person, stamp=stamp))
        assert found.state is State.VALID
        assert not found.time_proven
        assert found.signed_at == SIGNED

    def test_the_proof_that_it_was_not_revoked_may_lie_in_the_file(
        self, world: World, pdf: bytes
    ) -> None:
        lists = (signing.crl(world.root, made=SIGNED), signing.crl(world.under, made=SIGNED))
        whole = sign(pdf, world.person, proof=Proof((world.root,), lists))
        found = world.one(whole, lists=())
        assert found.state is State.VALID
        assert not found.covers_all
        answered = (signing.answer(world.under, world.person),)
        whole = sign(pdf, world.person, proof=Proof((world.root,), lists[:1], answered))
        assert world.one(whole, lists=()).state is State.VALID

    def test_two_persons_sign_one_after_the_other(self, world: World, signed: bytes) -> None:
        other = signing.signer(world.under, "PALMA ROJAS HUGO")
        for box in (None, (50, 50, 200, 100)):
            report = world.check(sign(signed, other, field="Firma2", box=box))
            assert report.counts_as_signed
            assert [one.signer for one in report.signatures] == [
                "CIFUENTES VELA ADRIANA",
                "PALMA ROJAS HUGO",
            ]
            assert [one.covers_all for one in report.signatures] == [False, True]

    def test_one_that_lets_others_sign(self, world: World, pdf: bytes) -> None:
        certified = sign(pdf, world.person, certify=MDPPerm.FILL_FORMS)
        other = signing.signer(world.under, "PALMA ROJAS HUGO")
        assert world.check(sign(certified, other, field="Firma2")).counts_as_signed

    def test_one_seen_on_the_page(self, world: World, pdf: bytes) -> None:
        assert world.one(sign(pdf, world.person, box=(50, 50, 200, 100))).state is State.VALID

    def test_one_whose_certificate_ended_since(self, world: World, signed: bytes) -> None:
        report = check(signed, [world.root.der], world.lists, signing.UNTIL + DAY)
        (found,) = report.signatures
        assert found.state is State.VALID
        assert not found.valid_now

    def test_one_revoked_after_a_proven_time(self, world: World, pdf: bytes) -> None:
        stamp = signing.timestamper(world.root, SIGNED)
        lists = _revoked(world, SIGNED + DAY)
        found = world.one(sign(pdf, world.person, stamp=stamp), lists=lists)
        assert found.state is State.VALID
        assert found.revoked_at == SIGNED + DAY
        assert not found.valid_now

    def test_a_line_at_the_end_that_mail_adds(self, world: World, signed: bytes) -> None:
        assert world.one(signed + b"\r\n").state is State.VALID

    def test_a_form_filled_in_before(self, world: World, pdf: bytes) -> None:
        assert world.one(sign(altering.with_form(pdf), world.person)).state is State.VALID


class TestAsOthersWriteThem:
    def test_word_s(self, world: World) -> None:
        first = sign(written.like_word(), world.person)
        assert world.one(first).state is State.VALID
        other = signing.signer(world.under, "PALMA ROJAS HUGO")
        assert world.check(sign(first, other, field="Firma2")).counts_as_signed
        for changed in (altering.page_changed(first), written.references_appended(first)):
            assert world.one(changed).state is State.ALTERED

    def test_a_date_without_a_zone_is_of_here(self, world: World, pdf: bytes) -> None:
        local = datetime(2026, 5, 18, 9, 30)
        found = world.one(sign(pdf, world.person, at=local))
        assert found.state is State.VALID
        assert found.signed_at == SIGNED

    def test_one_that_opens_without_asking(self, world: World, pdf: bytes) -> None:
        found = world.one(sign(written.with_owner_password(pdf), world.person, password=""))
        assert found.state is State.VALID


class TestWhoseItIs:
    @pytest.mark.parametrize("inside", ["extensions", "names"])
    def test_cedula_ruc_and_organisation(self, world: World, pdf: bytes, inside: str) -> None:
        arc = signing.SECURITY_DATA
        data = {f"{arc}.1": CEDULA, f"{arc}.11": RUC, f"{arc}.10": "MINISTERIO DE PRUEBA"}
        person = signing.signer(world.under, data=data, inside=inside)
        found = world.one(sign(pdf, person))
        assert found.state is State.VALID
        assert (found.document, found.ruc) == (CEDULA, RUC)
        assert found.organisation == "MINISTERIO DE PRUEBA"

    def test_in_the_name_itself(self, world: World, pdf: bytes) -> None:
        subject = (
            (NameOID.SERIAL_NUMBER, f"IDCEC-{CEDULA}"),
            (ObjectIdentifier("2.5.4.97"), f"VATEC-{RUC}"),
            (NameOID.ORGANIZATION_NAME, "MINISTERIO DE PRUEBA"),
        )
        found = world.one(sign(pdf, signing.signer(world.under, data={}, subject=subject)))
        assert (found.document, found.ruc) == (CEDULA, RUC)
        assert found.organisation == "MINISTERIO DE PRUEBA"

    def test_hostile_words_in_a_certificate(self, world: World, pdf: bytes) -> None:
        arc = signing.SECURITY_DATA
        data = {f"{arc}.1": "1" * 5000, f"{arc}.10": "\x00\u202e<b>%s\n" + "x" * 5000}
        name = "ANA\u202e\x07 " + "Ñ" * 20
        found = world.one(sign(pdf, signing.signer(world.under, name, data=data)))
        assert found.state is State.VALID
        assert len(found.document) == 200
        assert found.organisation.isprintable()
        assert found.signer.startswith("ANA Ñ")


class TestCertificates:
    def test_of_nobody_who_is_trusted(self, world: World, pdf: bytes) -> None:
        found = world.one(sign(pdf, signing.signer(signing.authority("Nadie"))))
        assert found.state is State.UNKNOWN_ISSUER

    def test_nobody_is_trusted_by_default(self, world: World, signed: bytes) -> None:
        assert world.check(signed, anchors=()).state is State.UNKNOWN_ISSUER

    def test_made_by_who_signs(self, world: World, pdf: bytes) -> None:
        own = signing.authority("PALMA ROJAS HUGO")
        assert world.one(sign(pdf, own)).state is State.UNKNOWN_ISSUER

    def test_an_authority_of_the_same_name_is_another(self, world: World, pdf: bytes) -> None:
        root = signing.authority("Autoridad Raíz de prueba")
        false = signing.signer(signing.authority("Autoridad de prueba", root))
        assert world.one(sign(pdf, false)).state is State.UNKNOWN_ISSUER

    def test_an_authority_below_a_root_only_fills_the_gap(self, world: World, pdf: bytes) -> None:
        bare = Party(world.person.key, world.person.certificate)
        whole = sign(pdf, bare)
        assert world.one(whole).state is State.UNKNOWN_ISSUER
        both = [world.root.der, world.under.der]
        assert world.check(whole, anchors=both).state is State.VALID
        assert world.check(whole, anchors=both[1:]).state is State.UNKNOWN_ISSUER

    @pytest.mark.parametrize(
        ("begin", "end", "state"),
        [
            (signing.FROM, SIGNED - DAY, State.EXPIRED),
            (SIGNED + DAY, signing.UNTIL, State.NOT_YET_VALID),
        ],
    )
    def test_not_in_its_time(
        self, world: World, pdf: bytes, begin: datetime, end: datetime, state: State
    ) -> None:
        person = signing.signer(world.under, begin=begin, end=end)
        found = world.one(sign(pdf, person))
        assert found.state is state

    def test_a_proven_time_counts_before_a_declared_one(self, world: World, pdf: bytes) -> None:
        person = signing.signer(world.under, end=SIGNED + DAY)
        stamp = signing.timestamper(world.root, SIGNED + 2 * DAY)
        found = world.one(sign(pdf, person, stamp=stamp))
        assert found.state is State.EXPIRED
        assert found.signed_at == SIGNED + 2 * DAY

    def test_an_authority_that_had_ended(self, world: World, pdf: bytes) -> None:
        old = signing.authority("Antigua", world.root, end=SIGNED - DAY)
        found = world.one(sign(pdf, signing.signer(old)))
        assert found.state is State.EXPIRED
        assert "autoridad" in found.detail

    def test_a_date_that_has_not_come_is_not_believed(self, world: World, pdf: bytes) -> None:
        person = signing.signer(world.under, end=LOOKED + DAY)
        found = world.one(sign(pdf, person, at=LOOKED + 30 * DAY))
        assert found.state is State.VALID
        assert "aún no llega" in found.detail

    @pytest.mark.parametrize("revoked", [SIGNED - DAY, SIGNED + DAY])
    def test_revoked(self, world: World, signed: bytes, revoked: datetime) -> None:
        found = world.one(signed, lists=_revoked(world, revoked))
        assert found.state is State.REVOKED
        assert found.revoked_at == revoked

    def test_revoked_before_a_proven_time(self, world: World, pdf: bytes) -> None:
        stamp = signing.timestamper(world.root, SIGNED)
        whole = sign(pdf, world.person, stamp=stamp)
        assert world.one(whole, lists=_revoked(world, SIGNED - DAY)).state is State.REVOKED

    def test_an_authority_that_was_revoked(self, world: World, signed: bytes) -> None:
        serial = world.under.certificate.serial_number
        lists = [signing.crl(world.root, {serial: SIGNED - DAY}), signing.crl(world.under)]
        assert world.one(signed, lists=lists).state is State.REVOKED

    def test_revoked_by_an_old_list(self, world: World, signed: bytes) -> None:
        serial, before = world.person.certificate.serial_number, SIGNED - 90 * DAY
        old = signing.crl(world.under, {serial: before}, made=before, until=before + DAY)
        assert world.one(signed, lists=[old]).state is State.REVOKED

    def test_revoked_by_an_answer_in_the_file(self, world: World, signed: bytes) -> None:
        for revoked, state in ((None, State.VALID), (SIGNED - DAY, State.REVOKED)):
            told = signing.answer(world.under, world.person, revoked_at=revoked)
            whole = signing.with_answers(signed, [told, b"nothing"])
            assert world.one(whole, lists=world.lists[:1]).state is state

    def test_not_known_whether(self, world: World, signed: bytes) -> None:
        found = world.one(signed, lists=())
        assert found.state is State.REVOCATION_UNKNOWN
        assert "Autoridad Raíz de prueba, Autoridad de prueba" in found.detail
        found = world.one(signed, lists=world.lists[:1])
        assert found.detail.startswith("Falta la lista de revocación de Autoridad de prueba.")

    def test_a_list_that_ended_before_says_nothing(self, world: World, signed: bytes) -> None:
        old = signing.crl(world.under, made=SIGNED - 9 * DAY, until=SIGNED - DAY)
        found = world.one(signed, lists=[world.lists[0], old])
        assert found.state is State.REVOCATION_UNKNOWN
        assert found.detail.startswith("La lista de revocación que hay no alcanza")

    def test_a_list_made_when_the_certificate_had_ended_says_nothing(
        self, world: World, pdf: bytes
    ) -> None:
        person = signing.signer(world.under, end=SIGNED + DAY)
        late = [world.lists[0], signing.crl(world.under, made=SIGNED + 2 * DAY)]
        found = check(sign(pdf, person), [world.root.der], late, LOOKED + 9 * DAY)
        assert found.state is State.REVOCATION_UNKNOWN

    def test_a_list_of_somebody_else_says_nothing(self, world: World, signed: bytes) -> None:
        false = signing.crl(signing.authority("Autoridad de prueba"))
        found = world.one(signed, lists=[world.lists[0], false])
        assert found.state is State.REVOCATION_UNKNOWN

    def test_damaged_authorities_and_lists_are_passed_over(
        self, world: World, signed: bytes
    ) -> None:
        anchors, lists = [b"\x30", world.root.der], [b"", *world.lists, b"\x30\x80"]
        assert world.check(signed, anchors=anchors, lists=lists).state is State.VALID

    def test_a_method_that_is_weak(self, world: World, pdf: bytes) -> None:
        long = signing.signer(world.under, key=signing.rsa_key())
        assert world.one(sign(pdf, long)).state is State.VALID
        for digest in ("sha1", "md5"):
            assert world.one(sign(pdf, long, digest=digest)).state is State.WEAK
        short = signing.signer(world.under, key=signing.rsa_key(1024))
        assert world.one(sign(pdf, short)).state is State.WEAK
        old = sign(pdf, world.person).replace(b"/ETSI.CAdES.detached", b"/adbe.pkcs7.sha1    ")
        assert world.one(old).state is State.WEAK

    def test_a_certificate_for_something_else(self, world: World, pdf: bytes) -> None:
        for person in (
            signing.signer(world.under, may_sign=False),
            signing.signer(world.under, authority=True),
            signing.signer(world.under, purpose=ExtendedKeyUsageOID.SERVER_AUTH),
        ):
            assert world.one(sign(pdf, person)).state is State.UNSUITABLE
        mail = signing.signer(world.under, purpose=ExtendedKeyUsageOID.EMAIL_PROTECTION)
        assert world.one(sign(pdf, mail)).state is State.VALID


class TestAltered:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (altering.byte_changed, "contenido no es el que se firmó"),
            (altering.range_moved, "contenido no es el que se firmó"),
            (altering.page_changed, "que nadie firmó"),
            (altering.page_added, "que nadie firmó"),
            (altering.note_added, "que nadie firmó"),
            (altering.empty_place_added, "que nadie firmó"),
            (lambda pdf: pdf + b"% otra cosa", "que nadie firmó"),
        ],
    )
    def test_each_change_is_seen(
        self, world: World, signed: bytes, change: Callable[[bytes], bytes], words: str
    ) -> None:
        report = world.check(change(signed))
        assert report.state is State.ALTERED
        assert words in report.signatures[0].detail
        assert report.signatures[0].signer == "CIFUENTES VELA ADRIANA"

    @pytest.mark.parametrize(
        "change", [altering.page_changed, altering.page_added, altering.note_added]
    )
    def test_another_s_signature_does_not_cover_it_up(
        self, world: World, signed: bytes, change: Callable[[bytes], bytes]
    ) -> None:
        other = signing.signer(world.under, "PALMA ROJAS HUGO")
        first, second = world.check(sign(change(signed), other, field="Firma2")).signatures
        assert first.state is State.ALTERED
        assert second.state is State.VALID

    def test_a_change_after_the_proof_is_seen(self, world: World, pdf: bytes) -> None:
        lists = (signing.crl(world.root, made=SIGNED), signing.crl(world.under, made=SIGNED))
        stamp = signing.timestamper(world.root, SIGNED)
        whole = sign(pdf, world.person, stamp=stamp, proof=Proof((world.root,), lists))
        assert world.check(whole).state is State.VALID
        assert world.check(altering.page_changed(whole)).state is State.ALTERED

    def test_a_field_filled_in_afterwards(self, world: World, pdf: bytes) -> None:
        whole = sign(altering.with_form(pdf), world.person)
        assert world.check(altering.field_filled(whole)).state is State.ALTERED

    def test_what_the_signature_forbids(self, world: World, pdf: bytes) -> None:
        closed = sign(pdf, world.person, certify=MDPPerm.NO_CHANGES)
        assert world.check(closed).state is State.VALID
        other = signing.signer(world.under, "PALMA ROJAS HUGO")
        first, _second = world.check(sign(closed, other, field="Firma2")).signatures
        assert first.state is State.ALTERED
        assert "no permitía" in first.detail

    def test_the_signature_of_another_file(self, world: World, signed: bytes) -> None:
        other = sign(paper("Otro documento."), world.person)
        report = world.check(altering.signature_swapped(signed, other))
        assert report.state is State.ALTERED

    def test_a_signature_taken_out(self, world: World, signed: bytes) -> None:
        assert world.check(altering.signature_removed(signed)).state is State.UNSIGNED


class TestUnreadable:
    @pytest.mark.parametrize(
        "change", [altering.signature_damaged, altering.signature_garbled, lambda pdf: pdf[:-300]]
    )
    def test_what_is_damaged(
        self, world: World, signed: bytes, change: Callable[[bytes], bytes]
    ) -> None:
        assert world.check(change(signed)).state is State.UNREADABLE

    def test_a_damaged_one_does_not_hide_the_others(self, world: World, signed: bytes) -> None:
        other = signing.signer(world.under, "PALMA ROJAS HUGO")
        both = sign(altering.signature_garbled(signed), other, field="Firma2")
        assert {one.state for one in world.check(both).signatures} == {
            State.VALID,
            State.UNREADABLE,
        }

    @pytest.mark.parametrize(
        "data",
        [
            b"/ByteRange",
            b"%PDF-1.7\n/ByteRange [0 0 0 0]\nstartxref\n0\n%%EOF",
            b"%PDF-1.7\n" + b"[" * 20_000 + b"/ByteRange startxref\n9\n%%EOF",
            b"\x00" * 1000 + b"/ByteRange",
        ],
    )
    def test_what_is_no_pdf(self, world: World, data: bytes) -> None:
        assert world.check(data).state is State.UNREADABLE

    def test_pages_in_a_circle(self, world: World, signed: bytes) -> None:
        state = world.check(altering.pages_in_a_circle(signed)).state
        assert state in {State.ALTERED, State.UNREADABLE}

    def test_more_signatures_than_anybody_gives(self, world: World, signed: bytes) -> None:
        (found,) = world.check(altering.many_signatures(signed, 1000)).signatures
        assert found.state is State.UNREADABLE
        assert "demasiadas" in found.detail
        assert world.check(altering.many_signatures(signed, 2)).state is State.ALTERED

    def test_kinds_that_nobody_knows(self, world: World, signed: bytes) -> None:
        other = signed.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.inventad")
        assert world.check(other).state is State.UNREADABLE


class TestUnsigned:
    def test_a_plain_file(self, world: World, pdf: bytes) -> None:
        report = world.check(pdf)
        assert report.state is State.UNSIGNED
        assert report.checked_at == LOOKED

    def test_empty_places_for_a_signature(self, world: World, pdf: bytes) -> None:
        whole = altering.with_empty_places(pdf, 3)
        assert world.check(whole + b"% /ByteRange").state is State.UNSIGNED

    def test_a_timestamp_alone_is_nobody_s_signature(self, world: World, pdf: bytes) -> None:
        assert world.check(_stamped(world, pdf)).state is State.UNSIGNED


class TestStampedFiles:
    def test_a_timestamp_of_the_whole_file_proves_when(self, world: World, signed: bytes) -> None:
        found = world.one(_stamped(world, signed))
        assert found.state is State.VALID
        assert found.time_proven
        assert found.signed_at == SIGNED + DAY

    def test_one_of_nobody_who_is_trusted_does_not(self, world: World, signed: bytes) -> None:
        other = signing.authority("Otra")
        found = world.one(_stamped(world, signed, other))
        assert found.state is State.VALID
        assert not found.time_proven


def test_nobody_s_name_goes_to_the_log(
    world: World, pdf: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        world.check(sign(pdf, signing.signer(signing.authority("Nadie"))))
        world.check(altering.page_changed(sign(pdf, world.person)))
    assert "CIFUENTES" not in caplog.text


def _revoked(world: World, at: datetime) -> list[bytes]:
    serial = world.person.certificate.serial_number
    return [world.lists[0], signing.crl(world.under, {serial: at})]


def _stamped(world: World, pdf: bytes, by: Party | None = None) -> bytes:
    return signing.stamp(pdf, signing.timestamper(by or world.root, SIGNED + DAY))
