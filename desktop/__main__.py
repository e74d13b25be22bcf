"""``python -m desktop``, and the entry of the packaged program."""

import sys

from desktop.cli import main

if __name__ == "__main__":
    if hasattr(sys, "frozen"):
        # The packaged program is also what its processes for searching prints begin with.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
