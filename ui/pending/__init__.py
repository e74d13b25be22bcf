"""Pendientes: what waits for a person's decision."""
