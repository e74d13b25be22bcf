"""Exportar: everything the office owns, in one file."""
