"""Electronic signatures of PDFs (PAdES), checked against the authorities that are trusted."""
