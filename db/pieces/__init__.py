"""The second database: the bytes of received files, each once, by its SHA-256.

An office in a file has it in a file of its own beside the first (``embedded``), an office on a
server in a schema of its own of the same database (``server``); ``store`` is what both do.
"""
