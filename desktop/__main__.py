"""``python -m desktop``, and the entry of the packaged program."""

import sys

from desktop.scanning import ARGUMENT

if __name__ == "__main__":
    if sys.argv[1:] == [ARGUMENT]:
        # The packaged program is also the process that reads papers from outside.
        from desktop.scanning import child

        sys.exit(child.main())
    if hasattr(sys, "frozen"):
        # The packaged program is also what its processes for searching prints begin with.
        from multiprocessing import freeze_support

        freeze_support()
    from desktop.cli import main

    sys.exit(main())
