"""The layouts of the LOTAIP table: files of ``resources/lotaip``, read and checked."""

from pathlib import Path

from desktop.documents.lotaip.reading import load_layout, parse_layout
from domain.figures.lotaip_layout import USUAL, Layout

__all__ = ["LAYOUTS", "layouts", "load_layout", "parse_layout"]

LAYOUTS = Path(__file__).resolve().parents[3] / "resources" / "lotaip"


def layouts(folder: Path = LAYOUTS) -> tuple[Layout, ...]:
    """Return the layouts, the usual one first.

    Raises:
        LayoutUnreadable, FileFaulty: as ``load_layout``.
    """
    found = [load_layout(path) for path in sorted(folder.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda layout: layout.key != USUAL))
