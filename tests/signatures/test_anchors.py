"""The folder of the authorities whose signatures are accepted."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from desktop.ports.trust import Authority, RevocationList
from desktop.signatures.anchors import LARGEST_CERTIFICATE, CertificateFolder
from domain.errors import DatabaseReadOnly, InvalidInput, NotFound
from tests import signing
from tests.signing import LOOKED, Party

ROOT, UNDER = "Autoridad Raíz de prueba", "Autoridad de prueba"


@pytest.fixture(scope="module")
def root() -> Party:
    return signing.authority(ROOT)


@pytest.fixture(scope="module")
def under(root: Party) -> Party:
    return signing.authority(UNDER, root)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "certificados"


@pytest.fixture
def certificates(folder: Path) -> CertificateFolder:
    return CertificateFolder(folder)


def _read(certificates: CertificateFolder, path: Path, data: bytes) -> Authority | RevocationList:
    path.write_bytes(data)
    (found,) = certificates.read(path)
    return found


def test_without_a_folder_nobody_is_accepted(certificates: CertificateFolder) -> None:
    found = certificates.all()
    assert (found.authorities, found.lists, found.unread) == ((), (), ())
    assert not certificates.trust().authorities


@pytest.mark.parametrize("pem", [True, False])
def test_an_authority_is_read_put_there_and_taken_out(
    certificates: CertificateFolder, folder: Path, tmp_path: Path, under: Party, *, pem: bool
) -> None:
    data = under.pem if pem else under.der
    read = _read(certificates, tmp_path / "sub.crt", data)
    assert isinstance(read, Authority)
    assert (read.name, read.under) == (UNDER, ROOT)
    assert read.fingerprint == under.certificate.fingerprint(SHA256()).hex()
    certificates.add(read)
    (kept,) = certificates.all().authorities
    assert kept.file == f"autoridad-de-prueba-{read.fingerprint[:8]}.cer"
    assert certificates.trust().authorities == [under.der]
    certificates.remove(kept.file)
    assert not certificates.all().authorities
    with pytest.raises(NotFound):
        certificates.remove(kept.file)
    assert list(folder.iterdir()) == []


def test_a_file_may_hold_several(
    certificates: CertificateFolder, folder: Path, root: Party, under: Party
) -> None:
    folder.mkdir()
    (folder / "juntas.pem").write_bytes(root.pem + under.pem)
    (folder / "otra-vez.CER").write_bytes(root.der)
    found = certificates.all().authorities
    assert [one.name for one in found] == [UNDER, ROOT]
    assert found[1].under == ""


def test_lists_are_kept_and_only_a_newer_one_takes_the_place(
    certificates: CertificateFolder, tmp_path: Path, root: Party
) -> None:
    path = tmp_path / "raiz.crl"
    old = _read(certificates, path, signing.crl(root, made=LOOKED - timedelta(days=9)))
    new = _read(certificates, path, signing.crl(root))
    certificates.add(old)
    certificates.add(new)
    certificates.add(new)
    with pytest.raises(InvalidInput):
        certificates.add(old)
    (kept,) = certificates.all().lists
    assert kept.authority == ROOT
    assert kept.made == LOOKED - timedelta(days=1)
    assert kept.until == LOOKED + timedelta(days=30)
    pem = x509.load_der_x509_crl(kept.der).public_bytes(Encoding.PEM)
    again = _read(certificates, path, pem)
    assert isinstance(again, RevocationList)
    assert again.der == kept.der
    assert certificates.trust().revocations == [kept.der]


def test_what_is_damaged_or_nobody_s_is_told_by_its_name(
    certificates: CertificateFolder, folder: Path, root: Party
) -> None:
    folder.mkdir()
    person = signing.signer(root)
    for name, data in {
        "roto.cer": b"0\x82",
        "vacío.pem": b"",
        "rota.crl": b"nada",
        "persona.crt": person.der,
        "enorme.cer": b"0" * (LARGEST_CERTIFICATE + 1),
        "carta.txt": b"nada",
    }.items():
        (folder / name).write_bytes(data)
    (folder / "carpeta.cer").mkdir()
    (folder / "bien.cer").write_bytes(root.der)
    found = certificates.all()
    assert [one.name for one in found.authorities] == [ROOT]
    assert found.unread == ("enorme.cer", "persona.crt", "rota.crl", "roto.cer", "vacío.pem")


def test_who_is_no_authority_is_refused_in_words(
    certificates: CertificateFolder, tmp_path: Path, root: Party
) -> None:
    with pytest.raises(InvalidInput, match="no de una autoridad"):
        _read(certificates, tmp_path / "persona.cer", signing.signer(root).der)
    with pytest.raises(InvalidInput, match="no es un certificado"):
        certificates.read(tmp_path / "falta.cer")


@pytest.mark.parametrize("name", ["../fuera.cer", "bien.cer/..", "", "carta.txt"])
def test_only_what_lies_in_the_folder_is_taken_out(
    certificates: CertificateFolder, folder: Path, tmp_path: Path, root: Party, name: str
) -> None:
    folder.mkdir()
    (tmp_path / "fuera.cer").write_bytes(root.der)
    (folder / "carta.txt").write_bytes(b"nada")
    with pytest.raises(NotFound):
        certificates.remove(name)
    assert (tmp_path / "fuera.cer").exists()


def test_names_that_no_file_could_have(certificates: CertificateFolder, tmp_path: Path) -> None:
    for name in ("../../x", "漢字", " \u200f ", "A" * 64):
        certificates.add(_read(certificates, tmp_path / "a.cer", signing.authority(name).der))
    assert len(certificates.all().authorities) == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_says_so(
    certificates: CertificateFolder, folder: Path, tmp_path: Path, root: Party
) -> None:
    read = _read(certificates, tmp_path / "a.cer", root.der)
    folder.mkdir(mode=0o500)
    with pytest.raises(DatabaseReadOnly):
        certificates.add(read)


def test_a_folder_that_is_a_file_says_so(
    certificates: CertificateFolder, folder: Path, tmp_path: Path, root: Party
) -> None:
    read = _read(certificates, tmp_path / "a.cer", root.der)
    folder.write_bytes(b"")
    assert certificates.all().authorities == ()
    with pytest.raises(Exception, match=r"\S"):
        certificates.add(read)
