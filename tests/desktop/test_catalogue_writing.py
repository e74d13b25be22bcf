"""What the editor writes is read back the same, whatever was typed."""

from hypothesis import HealthCheck, given, settings

from desktop.catalogue_file import CATALOGUE_FILE, load_catalogue, read_text, write_catalogue
from domain.catalogue import Catalogue
from tests.desktop.catalogues import catalogues


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(catalogues())
def test_what_is_written_is_read_back(catalogue: Catalogue) -> None:
    text = write_catalogue(catalogue)

    assert read_text(text) == catalogue
    assert write_catalogue(read_text(text)) == text


def test_the_shipped_one_survives_being_written() -> None:
    shipped = load_catalogue()

    assert read_text(write_catalogue(shipped)) == shipped
    assert read_text(CATALOGUE_FILE.read_text(encoding="utf-8")) == shipped
