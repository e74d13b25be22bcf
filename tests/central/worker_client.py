"""The worker in processes that are killed before one of its steps, as a power cut does.

``python -m tests.central.worker_client KEY STAGE…`` works once for each stage, one after another,
each in a process of its own, and prints how it ended.
"""

import os
import signal
import sys
from pathlib import Path

from central.biometrics.keyfile import read_key
from central.biometrics.worker import Worker
from db.central.database import CentralDatabase


def work(key: Path, stage: str) -> None:
    """Work on what waits until that stage is reached."""

    def reached(name: str) -> None:
        if name == stage:
            os.kill(os.getpid(), signal.SIGKILL)

    database = CentralDatabase(os.environ["VENTANILLA_CENTRO_BASE"], size=2)
    database.open()
    worker = Worker(database, read_key(key), stage=reached)
    worker.begin()
    while worker.step():
        pass


def main(key: str, *stages: str) -> None:
    """Work, and be killed, stage by stage; wait for a line on standard input between them."""
    for stage in stages:
        child = os.fork()  # what is imported is imported once
        if not child:
            work(Path(key), stage)
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
