"""The layouts of the LOTAIP table: those that ship, and faults told by their lines."""

from pathlib import Path

import pytest

from desktop.documents.lotaip import LAYOUTS, layouts, load_layout, parse_layout
from desktop.documents.lotaip.reading import LayoutUnreadable
from domain.faults import FileFaulty

GOOD = (LAYOUTS / "portal.yaml").read_text()


def test_the_table_has_nineteen_columns_and_six_last_lines() -> None:
    usual, portal = layouts()
    assert (usual.key, len(usual.columns), len(usual.foot)) == ("lotaip", 19, 6)
    assert [c.value for c in usual.columns[-3:]] == ["served", "cumulative", "satisfaction"]
    assert portal.bare


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("schema: 1", "schema: 9", "otro formato"),
        ("value: served", "value: nada", "no existe"),
        ("value: served", "value: served, text: x", "uno de los dos"),
        (", value: served", "", "uno de los dos"),
        ("value: served", "value: name", "served"),
        ("key: portal", "key: Otro Portal", "minúsculas"),
        ("width: 12", "width: 1200", "width"),
        ("bare: true", "bare: quizá", "bare"),
        ("bare: true", "sobra: 1", "sobra"),
    ],
)
def test_a_faulty_layout_says_where(old: str, new: str, words: str) -> None:
    with pytest.raises(FileFaulty) as refused:
        parse_layout(GOOD.replace(old, new, 1).encode(), "portal.yaml")
    assert any(words in str(fault) for fault in refused.value.faults)


def test_a_layout_without_columns_or_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFaulty):
        parse_layout(b"schema: 1\nkey: x\nname: y\n", "x.yaml")
    for missing in (tmp_path / "no.yaml", Path("a\0b")):
        with pytest.raises(LayoutUnreadable):
            load_layout(missing)
