"""Paper: the system's printers, a folder of PDFs where there is none, and the one behind both."""
