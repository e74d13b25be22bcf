"""Two programs at one office's server, and a centre: what the README shows, run as it is run."""

import os
import subprocess
import sys

from tests.central.server import Databases


def test_a_call_crosses_counters_and_the_day_reaches_the_centre(postgres_server: str) -> None:
    with Databases(postgres_server).centre() as centre:
        told = subprocess.run(
            [
                *(sys.executable, "-m", "tools.counters"),
                *("--centre", centre.address, "--code", centre.code()),
            ],
            # Without a screen: two processes work instead of two windows.
            env={name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
            | {"DISPLAY": "", "WAYLAND_DISPLAY": ""},
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("Ventanilla 2 lo vio a los") == 5
    assert "Jornada cerrada: 23 personas atendidas." in told.stdout
    assert "El centro tiene la jornada entera" in told.stdout
