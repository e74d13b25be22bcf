"""Turnos given by hand while the office was without its data: declared, entered, ended."""
