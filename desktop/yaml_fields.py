"""The fields of a file that people edit, taken one by one, each fault noted by its line."""

import re
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from typing import TypeVar

from desktop.yaml_tree import Node, shown
from domain.errors import InvalidInput
from domain.faults import Fault
from domain.text import clean_text

LONGEST_TEXT = 600
LONGEST_CODE = 40
_WHOLE = re.compile(r"[0-9]{1,6}")

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """The fields of one mapping, taken one by one; what is left at the end is unknown.

    Faults are added to the list given, and reading goes on with an empty value, so that one
    reading finds them all.
    """

    def __init__(self, node: Node, faults: list[Fault]) -> None:
        self._node = node
        self._faults = faults
        self._taken: set[str] = set()
        self._entries = node.entries or {}
        if node.entries is None:
            faults.append(Fault(node.line, "aquí van nombres con su valor («nombre: valor»)"))

    def schema(self, reads: int) -> None:
        """Take the format of the file, which must be the one that the program ``reads``."""
        schema = self.number("schema", highest=9999)
        if schema and schema != reads:
            self.fault("schema", f"el archivo es de otro formato; este programa lee el {reads}")

    def fault(self, key: str, words: str) -> None:
        """Note what is wrong with the value of ``key``."""
        node = self._entries.get(key, self._node)
        self._faults.append(Fault(node.line, f"«{key}»: {words}"))

    def fault_in(self, key: str, place: int, words: str) -> None:
        """Note what is wrong with an item of the list under ``key``; ``place`` from 0."""
        items = self._entries[key].items
        assert items is not None, "only what was read from a list is told in it"
        self._faults.append(Fault(items[place].line, words))

    def text(self, key: str, *, limit: int = LONGEST_TEXT, required: bool = False) -> str:
        """Return a text, empty when it is not there."""
        node = self._take(key, required=required)
        return "" if node is None else self._clean(key, node, limit, required=required)

    def texts(self, key: str, *, limit: int = LONGEST_TEXT) -> tuple[str, ...]:
        """Return a list of texts, none of them empty."""
        nodes = self._list(key, required=False)
        return tuple(self._clean(key, node, limit, required=True) for node in nodes)

    def known(self, key: str, codes: Collection[str], *, required: bool = True) -> tuple[str, ...]:
        """Return a list of codes, each once, all of them among ``codes``; at least one if due."""
        nodes = self._list(key, required=required)
        for node in nodes:
            if node.text not in codes:
                self._faults.append(
                    Fault(node.line, f"«{key}»: no existe «{shown(node.text or '')}»")
                )
        found = [node.text or "" for node in nodes]
        self.unique(key, found, "el valor")
        return tuple(found)

    def matching(self, key: str, pattern: re.Pattern[str], words: str) -> str:
        """Return a text that must have the form of ``pattern``, told as ``words``."""
        text = self.text(key, limit=LONGEST_CODE, required=True)
        if text and not pattern.fullmatch(text):
            self.fault(key, f"solo admite {words}")
        return text

    def number(self, key: str, *, highest: int, lowest: int = 1, default: int | None = None) -> int:
        """Return a whole number between ``lowest`` and ``highest``."""
        node = self._take(key, required=default is None)
        if node is None:
            return default or 0
        return self._whole(key, node, lowest, highest)

    def numbers(self, key: str, *, highest: int) -> tuple[int, ...]:
        """Return a list of whole numbers from 1 to ``highest``, each once."""
        found = tuple(
            self._whole(key, node, 1, highest) for node in self._list(key, required=False)
        )
        self.unique(key, found, "el valor")
        return found

    def flag(self, key: str) -> bool:
        """Return true or false; false when it is not there."""
        node = self._take(key, required=False)
        if node is not None and node.text not in ("true", "false"):
            self.fault(key, "debe ser «true» o «false»")
        return node is not None and node.text == "true"

    def choice(self, key: str, kind: type[Choice], *, required: bool = True) -> Choice | None:
        """Return one of the codes of ``kind``."""
        node = self._take(key, required=required)
        if node is None:
            return None
        return self._member(key, node, kind, frozenset(kind))

    def choices(
        self, key: str, kind: type[Choice], allowed: frozenset[Choice]
    ) -> tuple[Choice, ...]:
        """Return a list of ``allowed`` codes, at least one, each once."""
        nodes = self._list(key, required=True)
        found = [self._member(key, node, kind, allowed) for node in nodes]
        self.unique(key, found, "el valor")
        return tuple(member for member in found if member is not None)

    def each(
        self, key: str, read: Callable[["Fields"], T], *, required: bool = False
    ) -> tuple[T, ...]:
        """Return a list of mappings, each read by ``read``."""
        found = []
        for node in self._list(key, required=required):
            fields = Fields(node, self._faults)
            found.append(read(fields))
            fields.finish()
        return tuple(found)

    def only(self, keys: Collection[str]) -> str | None:
        """Return which of ``keys`` is there; None, and noted, unless exactly one is."""
        found = [key for key in keys if key in self._entries]
        if len(found) == 1:
            return found[0]
        self._taken.update(found)
        if self._node.entries is not None:
            words = f"aquí va solo uno de {', '.join(keys)}"
            self._faults.append(Fault(self._node.line, words))
        return None

    def inner(self, key: str) -> "Fields | None":
        """Return the fields of the mapping under ``key``; None when it is not there."""
        node = self._take(key, required=True)
        return None if node is None else Fields(node, self._faults)

    def unique(self, key: str, values: Sequence[object], words: str) -> None:
        """Note what is there twice: ``values`` are those of the list under ``key``, in order.

        Empty values are skipped: what made them empty was noted already.
        """
        node = self._entries.get(key)
        nodes = () if node is None or node.items is None else node.items
        seen: set[object] = set()
        for item, value in zip(nodes, values, strict=True):
            if value and value in seen:
                self._faults.append(Fault(item.line, f"{words} «{value}» se repite"))
            seen.add(value)

    def finish(self) -> None:
        """Note the fields that nobody asked for."""
        for key in self._entries.keys() - self._taken:
            self._faults.append(
                Fault(self._entries[key].line, f"no se conoce el campo «{shown(key)}»")
            )

    def _take(self, key: str, *, required: bool) -> Node | None:
        self._taken.add(key)
        node = self._entries.get(key)
        if node is None and required and self._node.entries is not None:
            self._faults.append(Fault(self._node.line, f"falta «{key}»"))
        return node

    def _list(self, key: str, *, required: bool) -> tuple[Node, ...]:
        node = self._take(key, required=required)
        if node is None:
            return ()
        if node.items is None:
            self.fault(key, "aquí va una lista")
            return ()
        if required and not node.items:
            self.fault(key, "la lista está vacía")
        return node.items

    def _whole(self, key: str, node: Node, lowest: int, highest: int) -> int:
        if node.text is None or not _WHOLE.fullmatch(node.text):
            self._faults.append(Fault(node.line, f"«{key}»: debe ser un número entero"))
            return 0
        value = int(node.text)
        if not lowest <= value <= highest:
            words = f"«{key}»: debe estar entre {lowest} y {highest}"
            self._faults.append(Fault(node.line, words))
            return 0
        return value

    def _clean(self, key: str, node: Node, limit: int, *, required: bool) -> str:
        if node.text is None:
            self._faults.append(Fault(node.line, f"«{key}»: aquí va un texto"))
            return ""
        try:
            return clean_text(node.text, label=key, limit=limit, required=required)
        except InvalidInput as error:
            self._faults.append(Fault(node.line, error.what.rstrip(".")))
            return ""

    def _member(
        self, key: str, node: Node, kind: type[Choice], allowed: frozenset[Choice]
    ) -> Choice | None:
        for member in allowed:
            if member.value == node.text:
                return member
        listed = ", ".join(sorted(member.value for member in kind if member in allowed))
        self._faults.append(Fault(node.line, f"«{key}»: debe ser uno de {listed}"))
        return None
