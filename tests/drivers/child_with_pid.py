"""The libfprint driver's own child, which says by a file who it is, so that a test can end it."""

import os
import runpy
from pathlib import Path

Path(os.environ["CHILD_PID"]).write_text(str(os.getpid()))
runpy.run_path(os.environ["CHILD"], run_name="__main__")
