"""A move of an office that is killed, with no chance to tidy up, right after one of its steps."""

import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from desktop.app import moving
from desktop.app.connection_file import ConnectionFile
from desktop.keys import slots
from desktop.keys.stores import SystemKeyring
from desktop.paths import Places


def main() -> None:
    """Move, and be killed: the step, the folder of the data and its key come as arguments."""
    step, folder, key = sys.argv[1:]
    module, name = step.split(":")
    found = importlib.import_module(module)
    act = getattr(found, name)

    def last(*args: Any, **kwargs: Any) -> None:
        act(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(found, name, last)
    here = Places(Path(folder), Path(folder) / "registros")
    store = SystemKeyring()
    store.save(slots.read(here.database).database_id, bytes.fromhex(key))
    moving.move(here, store, ConnectionFile(**json.load(sys.stdin)))


if __name__ == "__main__":
    main()
