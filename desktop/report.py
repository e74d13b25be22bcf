"""The check-up packed with the logs, to be sent to who helps."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from desktop.doctor import Check, as_text
from desktop.logs import crash_files
from domain.errors import KnownError
from domain.files import replace_file


def write_report(
    target: Path, checks: Sequence[Check], facts: Mapping[str, str], logs: Path, now: datetime
) -> Path:
    """Pack the check-up, some facts, the log and the crash files, none with personal data.

    Args:
        target: the ZIP file to write.
        facts: name and value, such as versions; nothing about people.
        logs: the folder of ``desktop.logs``.
        now: written in it.

    Raises:
        KnownError: it could not be written.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as packed:
        told = [f"{now.isoformat(timespec='seconds')}", "", as_text(checks), ""]
        told += [f"{name}: {value}" for name, value in facts.items()]
        packed.writestr("revision.txt", "\n".join(told) + "\n")
        for path in [*sorted(logs.glob("*.log*")), *crash_files(logs)]:
            try:
                packed.writestr(f"registros/{path.name}", path.read_bytes())
            except OSError:  # turned over or erased meanwhile
                continue
    try:
        replace_file(target, content.getvalue())
    except OSError as exc:
        raise KnownError("No se pudo guardar el informe.", todo="Elija otra carpeta.") from exc
    return target
