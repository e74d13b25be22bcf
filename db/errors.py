"""What the databases raise that is a bug, never a fault of the disk or of the network."""


class WriteInReadUnit(RuntimeError):
    """A read unit of work tried to write."""


class FailureHidden(RuntimeError):
    """A statement failed and its unit of work went on: the server kept nothing of it."""
