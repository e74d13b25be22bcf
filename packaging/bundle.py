"""What goes into the packaged program, the same on Linux and Windows.

The two specs beside this file import it; PyInstaller runs them.
"""

import re
from pathlib import Path

from PyInstaller.utils.hooks import collect_submodules

ROOT = Path(__file__).resolve().parents[1]
ENTRY = str(ROOT / "desktop" / "__main__.py")

DATA = [
    (str(ROOT / "resources"), "resources"),
    (str(ROOT / "db" / "migrations"), "db/migrations"),  # Alembic reads them as files
]

EXCLUDED = [
    "tkinter",
    "setuptools",
    "pip",
    "sqlalchemy.testing",
    "sqlalchemy.dialects.mssql",
    "sqlalchemy.dialects.mysql",
    "sqlalchemy.dialects.oracle",
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
    | /Qt/lib/libQt6(Qml|Quick|VirtualKeyboard|Eglfs|EglFS|WebEngine|Designer|3D|Bodymovin)
    | /(Qt6Qml|Qt6Quick|Qt6VirtualKeyboard|opengl32sw)[^/]*$
    | /Qt/translations/(?!qtbase_es\.qm$)
    | /PySide6/(?!Qt/)plugins/(qmltooling|virtualkeyboard|position|sensors|sqldrivers)/
    | /PySide6/translations/(?!qtbase_es\.qm$)
    # The desktop's own file dialogs and colours (we draw ours), and what only they need.
    | /Qt/plugins/platformthemes/libqgtk3
    | /lib(gtk-3|gdk-3|gdk_pixbuf-2\.0|atk-1\.0|atk-bridge-2\.0|atspi|cairo|cairo-gobject
          |pango-1\.0|pangocairo-1\.0|pangoft2-1\.0|epoxy|thai|datrie|fribidi|harfbuzz)\.so\.\d+$
    # Video: the chime and the spoken call need none of it.
    | /Qt/plugins/multimedia/ | /Qt/lib/lib(av|sw)[a-z]+\.so
    | /pillow\.libs/libavif | /PIL/_avif
    | \.pyi$
    """,
    re.VERBOSE,
)


def hidden_imports() -> list[str]:
    """Return the modules that are only imported by name or inside functions."""
    ours = [name for top in ("db", "desktop", "domain", "ui") for name in collect_submodules(top)]
    codes = collect_submodules("reportlab.graphics.barcode")  # found by name, at import
    return [*ours, *codes, *collect_submodules("keyring.backends"), "logging.config"]


def pruned(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return PyInstaller's entries without what the program never loads (100 MB, most of it Qt's)."""
    return [entry for entry in entries if not _UNUSED.search("/" + entry[0].replace("\\", "/"))]
