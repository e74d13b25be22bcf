"""What the databases raise that is a bug, never a fault of the disk or of the network."""


class WriteInReadUnit(RuntimeError):
    """A read unit of work tried to write."""
