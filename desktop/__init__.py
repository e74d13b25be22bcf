"""The application: use cases, ports, devices, documents, printing and start-up."""

__version__ = "0.7.0"
