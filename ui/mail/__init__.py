"""Correo: messages to applicants, before they are sent and after."""
