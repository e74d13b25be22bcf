"""Where the simulated year's files go."""

from pathlib import Path

from desktop.printing.files import DocumentFolders


def files(folder: Path) -> DocumentFolders:
    """Return what hands files out into a folder; nothing is sent anywhere."""
    return DocumentFolders(folder, lambda: folder, lambda _: "")
