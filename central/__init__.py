"""The centre of all offices: what they send is kept here, and what it decides comes back.

``python -m central`` is its command line; docs/protocol.md tells how offices speak with it.
"""

__version__ = "0.5.0"
