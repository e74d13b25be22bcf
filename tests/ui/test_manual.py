"""The manual itself: its links, its pictures, its keys, and a place in it for every screen."""

import ast
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import ui
from tools import (
    demo_access,
    demo_admin,
    demo_casework,
    demo_catalogue,
    demo_queue,
    demo_reception,
    demo_solutions,
    demo_supervision,
    demo_support,
    demo_tray,
)
from tools.manual_pictures import PICTURES
from ui.admin.page import TOPICS
from ui.casework.panels import TOPICS as CASE_TOPICS
from ui.help.manual import FOLDER, INDEX, Manual, anchor
from ui.help.way import topic_of
from ui.shell import MainWindow, Page
from ui.shell.following_page import FollowingPage
from ui.supervision.words import ALERT_KEYS, COUNTER_KEYS
from ui.widgets import Sheet, key_name
from ui.widgets.cover import Cover

ROOT = FOLDER.parents[1]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
KEY = re.compile(r"`([^`]+)`")
WRITTEN = re.compile(
    r"((?:Ctrl|Alt|Shift)\+)*(?:F\d{1,2}|Return|Escape|Del|Space)"
    r"|((?:Ctrl|Alt|Shift)\+)+(?:[A-Z0-9]|PgUp|PgDown|Up|Down|Left|Right|Home|End|Backspace)"
)
"""A key as Qt writes it, alone in a string of the program."""
IN_WORDS = re.compile(r"\(([^() ]+)\)")
"""A key told to those who hear the screen: ``"Mostrar contraseña (Ctrl+M)"``."""
SIMULATED = "desktop/app/simulated_day"
"""It presses keys; it gives none to anything."""
PRESSED = {
    f"Key_{name}": key
    for name, key in (
        *(
            (name, name)
            for name in ("Return", "Escape", "Up", "Down", "Left", "Right", "Home", "End")
        ),
        *((f"F{number}", f"F{number}") for number in range(1, 13)),
        ("PageUp", "PgUp"),
        ("PageDown", "PgDown"),
    )
}
"""Keys that a page looks for itself, as ``Qt.Key`` has them."""
CONTROLS = "ui/widgets"
SECTIONS = {
    "En todas las pantallas": ("ui/shell", "ui/finder", "ui/help/way.py", "desktop/app"),
    "Ingresar y bloquear": ("ui/signin",),
    "Ayuda": ("ui/help/window.py",),
    "Turnos": ("ui/queue",),
    "Recepción": ("ui/reception",),
    "Lista de trámites": ("ui/cases",),
    "Un trámite": ("ui/casework",),
    "Formularios y documentos del trámite": ("ui/documents",),
    "Biometría": ("ui/biometrics",),
    "Entidades": ("ui/entities",),
    "Documentos": ("ui/filing",),
    "Soporte": ("ui/support",),
    "Autorizaciones": ("ui/approvals",),
    "Supervisión": ("ui/supervision",),
    "Turnos de papel": ("ui/by_hand",),
    "Cifras": ("ui/figures",),
    "Otras oficinas": ("ui/offices",),
    "Soluciones": ("ui/solutions",),
    "Correo": ("ui/mail",),
    "Pendientes": ("ui/pending",),
    "Enlace con el centro": ("ui/link",),
    "Administración": ("ui/admin",),
    "Catálogo": ("ui/admin/catalogue",),
    "Práctica": ("desktop/app/practice.py", "desktop/app/training_paper.py"),
    "Pantalla pública": ("ui/display",),
    "Pantalla de opinión": ("ui/survey",),
    "Al abrir el programa": ("ui/opening", "ui/firststart"),
}
"""The tables of keys, and the code that each tells of."""
OF_ANY_LIST = {
    key_name(key)
    for key in ("Return", "Escape", "Up", "Down", "PgUp", "PgDown", "Left", "Right", "Home", "End")
}
"""Told once for all lists, charts and questions; a page may tell what they do on it."""


@pytest.fixture(scope="module")
def manual() -> Manual:
    return Manual()


def pages() -> Iterator[tuple[str, str]]:
    for file in sorted(FOLDER.glob("*.md")):
        yield file.stem, file.read_text(encoding="utf-8")


def test_every_page_is_in_the_contents(manual: Manual) -> None:
    listed = [entry.name for entry in manual.entries]
    assert sorted([*listed, INDEX]) == [name for name, _ in pages()]
    assert len(set(listed)) == len(listed)
    assert all(entry.group and entry.title for entry in manual.entries)
    for entry in manual.entries:
        assert manual.text(entry.name).startswith(f"# {entry.title}\n"), entry


def test_every_link_leads_to_a_page_and_a_heading(manual: Manual) -> None:
    lost = []
    for name, text in pages():
        for link in LINK.findall(text):
            page, _, heading = link.partition("#")
            if (page and not page.endswith(".md")) or not manual.has(
                f"{page.removesuffix('.md') or name}#{heading}".rstrip("#")
            ):
                lost.append((name, link))
    assert not lost


def test_headings_of_a_page_are_told_apart() -> None:
    for name, text in pages():
        headings = [anchor(line.lstrip("# ")) for line in text.splitlines() if line[:2] == "##"]
        assert len(set(headings)) == len(headings), name


def test_every_picture_is_there_is_told_in_words_and_small() -> None:
    shown = set()
    for name, text in pages():
        for words, file in PICTURE.findall(text):
            assert words.strip(), (name, file)
            folder, _, picture = file.partition("/")
            assert folder == "imagenes", (name, file)
            shown.add(picture)
    there = {file.name: file for file in (FOLDER / "imagenes").iterdir()}
    assert shown == set(there) == {f"{name}.png" for name in PICTURES}
    for file in there.values():
        assert QImageReader(str(file)).size().isValid(), file
        assert file.stat().st_size < 120_000, file
    assert sum(file.stat().st_size for file in there.values()) < 3_000_000


def test_the_words_are_those_of_the_office() -> None:
    unwanted = re.compile(
        r"\b(tú|tu|haz|pulsa|click|clic|rellamar|mesa de partes|base de datos|backup|log)\b",
        re.IGNORECASE,
    )
    for name, text in pages():
        assert not unwanted.search(text), (name, unwanted.search(text))


# ------------------------------------------------------------------------- the keys


def told_keys(*, ranges: bool = True) -> dict[str, set[str]]:
    """The keys of each table of the page of keys; ``ranges``: also from one to another."""
    told: dict[str, set[str]] = {}
    section = ""
    for line in (FOLDER / "teclas.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
            told[section] = set()
        elif line.startswith("| `") and (ranges or "…" not in line.split("|")[1]):
            told[section] |= set(KEY.findall(line.split("|")[1]))
    return told


def shown_keys(place: str) -> set[str]:
    """The keys that the code in ``place`` (a file or folder) gives to buttons and looks for."""
    root = ROOT / place
    inner = [other for group in SECTIONS.values() for other in group if other != place]
    inner.append(SIMULATED)
    found = set()
    for file in [root] if root.is_file() else sorted(root.rglob("*.py")):
        name = f"{file.relative_to(ROOT).as_posix()}/"
        if not any(name.startswith(f"{other}/") and place in other for other in inner):
            found |= set(_keys_in(ast.parse(file.read_text(encoding="utf-8"))))
    return {key_name(key) for key in found}


def _keys_in(tree: ast.Module) -> Iterator[str]:
    names = {key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as value) if node not in names:
                # (what is looked up by a key's name gives it to nothing)
                yield from filter(WRITTEN.fullmatch, (value, *IN_WORDS.findall(value)))
            case ast.keyword(arg="key", value=ast.Constant(value=str() as value)) if value:
                if len(value) == 1 or WRITTEN.fullmatch(value):
                    yield value
            case ast.Attribute(attr=attr) if attr in PRESSED:
                yield PRESSED[attr]
            case _:
                pass


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_of_a_screen_is_told_and_every_key_told_is_there(section: str) -> None:
    told, exact = told_keys()[section], told_keys(ranges=False)[section]
    shown = set().union(*map(shown_keys, SECTIONS[section]))
    if section == "En todas las pantallas":
        shown |= shown_keys(CONTROLS) | {key_name(key) for key in ("Alt+1", "Alt+9")}
    missing = shown - told - OF_ANY_LIST
    invented = exact - shown - OF_ANY_LIST
    assert not missing, f"add to docs/manual/teclas.md, «{section}»: {sorted(missing)}"
    assert not invented, f"no such key any more in «{section}»: {sorted(invented)}"


def test_no_window_is_left_out_of_the_tables_of_keys() -> None:
    assert set(told_keys()) == set(SECTIONS)
    covered = [place for group in SECTIONS.values() for place in group] + [CONTROLS]
    for folder in sorted((ROOT / "ui").iterdir()):
        place = folder.relative_to(ROOT).as_posix()
        if folder.is_dir() and not any(known.startswith(place) for known in covered):
            assert not shown_keys(place), f"{place} has keys and no table in teclas.md"


def test_a_key_named_on_a_page_is_one_of_the_tables() -> None:
    known = set().union(*told_keys().values()) | {"Tab", "Espacio", "Ctrl"}
    known |= {*map(str, range(10)), *ALERT_KEYS, *COUNTER_KEYS} | {
        f"Alt+{digit}" for digit in range(1, 10)
    }
    unknown = {
        (name, key)
        for name, text in pages()
        for key in KEY.findall(text)
        if key not in known and not key.startswith("ventanilla ")  # an order, typed whole
    }
    assert not unknown


# ------------------------------------------------------------------- a place for each


def every(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    """All classes of the program below ``kind``."""
    for found in kind.__subclasses__():
        if found.__module__.startswith("ui."):
            yield found
        yield from every(found)


def test_every_page_and_cover_has_its_place_in_the_manual(manual: Manual) -> None:
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        import_module(module.name)
    lost = [
        found
        for kind in (Page, Cover)
        for found in every(kind)
        if found is not FollowingPage  # what pages are made of, no page itself
        and not getattr(found, "help_topic", "")
    ]
    assert not lost, "give them a help_topic"
    topics = set(TOPICS.values()) | set(CASE_TOPICS.values())
    topics |= {
        getattr(found, "help_topic", "") for kind in (Page, Cover, Sheet) for found in every(kind)
    }
    assert not [topic for topic in topics if topic and not manual.has(topic)]


SCREENS: tuple[tuple[Callable[[], QWidget], str], ...] = (
    (demo_queue.attending, "turnos"),
    (demo_queue.sending, "turnos"),
    (demo_reception.choosing, "recepcion"),
    (demo_reception.registering, "recepcion"),
    (demo_tray.SCREENS["cases-mine"], "tramites#la-lista-de-trámites"),
    (demo_casework.SCREENS["case"], "tramites#revisar-los-documentos"),
    (demo_casework.SCREENS["case-steps"], "tramites#los-pasos-en-otros-sistemas"),
    (demo_casework.SCREENS["case-new"], "tramites#abrir-un-trámite"),
    (demo_casework.SCREENS["case-more"], "tramites#revisar-los-documentos"),
    (demo_support.SCREENS["support-finding"], "soporte"),
    (demo_supervision.working_day, "supervision"),
    (demo_solutions.SCREENS["solutions-approving"], "soluciones"),
    (demo_admin.SCREENS["admin-person"], "administracion#personal"),
    (demo_admin.SCREENS["admin-safety"], "copias"),
    (demo_catalogue.SCREENS["catalogue-review"], "catalogo"),
    (demo_admin.SCREENS["approval-ask"], "autorizaciones#pedir-una-autorización"),
    (demo_access.SCREENS["locked"], "primeros-pasos#dejar-el-puesto-un-momento"),
)


@pytest.mark.parametrize(("build", "topic"), SCREENS)
def test_f1_leads_from_each_screen_to_its_page(
    qtbot: QtBot, manual: Manual, build: Callable[[], QWidget], topic: str
) -> None:
    screen = build()
    qtbot.addWidget(screen)
    screen.resize(1366, 768)
    screen.show()
    QApplication.processEvents()
    if isinstance(screen, MainWindow):
        assert screen.help.topic() == topic
    else:
        assert topic_of(screen) == topic
    assert manual.has(topic)
    for sheet in screen.findChildren(Sheet):
        sheet.cancel()  # it finishes what it works on
    screen.close()


def test_the_packaged_program_carries_it() -> None:
    bundle = (ROOT / "packaging" / "bundle.py").read_text(encoding="utf-8")
    assert '(str(ROOT / "docs" / "manual"), "docs/manual")' in bundle
    assert FOLDER.parts[-2:] == ("docs", "manual")
