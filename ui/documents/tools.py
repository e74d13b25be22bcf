"""What the windows work with documents by."""

from dataclasses import dataclass

from desktop.usecases.paper import Paper
from desktop.usecases.shelf import Shelf


@dataclass(frozen=True, slots=True)
class PaperTools:
    """Where files are kept and read, and where papers are made and come out."""

    shelf: Shelf
    paper: Paper
