"""Documentos: files come in, and what nobody could tell is filed by hand in two keys."""
