"""YAML read without its magic: text, lists and mappings, each with its line.

Plain YAML turns ``08:00`` into a number and ``no`` into false, follows references that can
swell a small file beyond memory, and builds objects named in the file. None of that is of use
for a catalogue that people edit, so scalars stay text, and references and tags are refused.
"""

from dataclasses import dataclass, field

import yaml

from domain.faults import Fault, FileFaulty

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file: text, a list or a mapping."""

    line: int
    text: str | None = None
    items: tuple["Node", ...] | None = None
    entries: dict[str, "Node"] | None = None


@dataclass(slots=True)
class _Open:
    """A list or mapping not yet ended; ``key`` is the mapping's key that awaits its value."""

    line: int
    entries: dict[str, Node] | None = None
    items: list[Node] = field(default_factory=list)
    key: str | None = None


def shown(text: str) -> str:
    """Return a piece of the file fit for a message: short and without control characters."""
    return "".join(char if char.isprintable() else "·" for char in text[:40])


def read_tree(data: bytes, name: str) -> Node:
    """Return the document in ``data``.

    Args:
        data: the bytes of the file, UTF-8.
        name: its name, for messages.

    Raises:
        FileFaulty: too large, not UTF-8, not YAML, empty, more than one document, nested too
            deep, a key twice, or it uses references or tags.
    """
    if len(data) > MAX_BYTES:
        raise _faulty(name, 1, f"es demasiado grande (máximo {MAX_BYTES // 1024} KB)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _faulty(name, line, "tiene caracteres que no son UTF-8") from error
    try:
        tree = _tree(text, name)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _faulty(name, line, "tiene caracteres no permitidos") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _faulty(
            name, line, "no está bien escrito; revise sangría, dos puntos y comillas"
        ) from error
    if tree is None:
        raise _faulty(name, 1, "está vacío")
    return tree


def _tree(text: str, name: str) -> Node | None:
    root: Node | None = None
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _faulty(name, line, "usa referencias (& o *), que no se admiten")
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) not in (None, "!"):
            raise _faulty(name, line, "usa etiquetas (!), que no se admiten")
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _faulty(name, line, "tiene más de un documento")
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise _faulty(name, line, "tiene demasiados niveles")
            if stack and stack[-1].entries is not None and stack[-1].key is None:
                raise _faulty(name, line, "tiene una lista donde va un nombre")
            mapping = isinstance(event, yaml.MappingStartEvent)
            stack.append(_Open(line, entries={} if mapping else None))
            continue
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            ended = stack.pop()
            node = (
                Node(ended.line, items=tuple(ended.items))
                if ended.entries is None
                else Node(ended.line, entries=ended.entries)
            )
        elif isinstance(event, yaml.ScalarEvent):
            node = Node(line, text=event.value)
        else:
            continue
        if stack:
            _put(stack[-1], node, name)
        else:
            root = node
    return root


def _put(parent: _Open, node: Node, name: str) -> None:
    if parent.entries is None:
        parent.items.append(node)
    elif parent.key is None:
        key = node.text or ""
        if key in parent.entries:
            raise _faulty(name, node.line, f"repite «{shown(key)}»")
        parent.key = key
    else:
        parent.entries[parent.key] = node
        parent.key = None


def _faulty(name: str, line: int, words: str) -> FileFaulty:
    return FileFaulty(name, (Fault(line, words),))
