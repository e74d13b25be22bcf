"""``ventanilla kit test``: the reader and the camera of this computer, checked step by step."""

import argparse
from collections.abc import Callable
from typing import Any

from desktop.drivers.registry import READERS
from desktop.settings_keys import AUTOMATIC

Adder = Callable[[str, str, Callable[[argparse.Namespace], int]], Any]
DONE, FAILED = 0, 1


def enter(add: Adder) -> None:
    """Add the command.

    Args:
        add: adds a command by its name, its words and what runs it.
    """
    kit = add("kit", "Revisa el lector de huellas y la cámara, paso a paso.", run)
    kit.arguments.add_argument(
        "action", choices=["test"], metavar="test", help="prueba cada parte y dice qué hacer"
    )
    kit.options.add_argument(
        "--driver",
        choices=[entry.name for entry in READERS],
        default=AUTOMATIC,
        metavar="NOMBRE",
        help=f"solo este controlador: {', '.join(entry.name for entry in READERS)}",
    )
    kit.options.add_argument(
        "--no-capture", action="store_true", help="no pide huellas ni toma la fotografía"
    )


def run(options: argparse.Namespace) -> int:
    """Check the kit; 1 where a step failed."""
    from desktop import doctor, settings
    from desktop.app import kit_check
    from desktop.drivers import registry
    from desktop.paths import places

    here = places()
    chosen = settings.peek(here.settings).settings
    driver = chosen.reader if options.driver == AUTOMATIC else options.driver
    invented = options.driver == "simulator"  # asked for here, never by a setting
    readers = registry.readers(driver, here.data, invented=invented)
    by_entry = {
        entry: readers.drivers[entry.name] for entry in READERS if entry.name in readers.drivers
    }
    capture = not options.no_capture
    states = []

    def tell(check: doctor.Check) -> None:
        states.append(check.state)
        print(doctor.as_text([check]), flush=True)

    try:
        for check in kit_check.check_drivers(by_entry):
            tell(check)
        for check in kit_check.check_reader(readers, chosen.rules_of, _say, capture=capture):
            tell(check)
    finally:
        readers.close()
    with kit_check.qt_at_work() as wait:
        cameras = registry.cameras(invented=invented)
        for check in kit_check.check_camera(cameras, wait, chosen=chosen.camera, capture=capture):
            tell(check)
    if doctor.State.FAIL in states:
        print("El kit no está listo: haga lo que se indica y repita la prueba.")
        return FAILED
    print("El kit está listo.")
    return DONE


def _say(words: str) -> None:
    print(words, flush=True)
