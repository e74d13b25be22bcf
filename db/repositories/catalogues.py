"""The versions of the catalogue."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from db.repositories.base import Repository
from db.tables import catalogue_version
from domain.errors import NotFound
from domain.ports import CatalogueVersion

_LATEST = select(func.max(catalogue_version.c.number))
_BY_NUMBER = select(catalogue_version).where(catalogue_version.c.number == bindparam("key"))
_ALL = select(catalogue_version).order_by(catalogue_version.c.number.desc())
_ADD = insert(catalogue_version)


class SqlCatalogues(Repository):
    """The versions of the catalogue, each kept for ever."""

    def latest(self) -> int:
        """Return the number in force; 0 when none was kept yet."""
        return self._scalar(_LATEST) or 0

    def get(self, number: int) -> CatalogueVersion:
        """Return a version. Raises NotFound."""
        row = self._one(_BY_NUMBER, key=number)
        if row is None:
            raise NotFound()
        return _to_version(row)

    def all(self) -> Sequence[CatalogueVersion]:
        """Return all versions, the newest first."""
        return [_to_version(row) for row in self._rows(_ALL)]

    def add(self, version: CatalogueVersion) -> None:
        """Store a new version."""
        self._change(
            _ADD,
            {
                "number": version.number,
                "text": version.text,
                "published_at": version.published_at,
                "published_by": version.published_by,
                "reason": version.reason,
            },
        )


def _to_version(row: Any) -> CatalogueVersion:
    return CatalogueVersion(row.number, row.text, row.published_at, row.published_by, row.reason)
