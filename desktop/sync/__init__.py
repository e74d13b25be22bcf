"""The link with the centre: what is sent, what comes down, and what stood in the way.

One plain thread, one elected workstation an office (docs/protocol.md). Nothing of an answer is
believed before it was checked, and no transaction is open while the network is in use.
"""
