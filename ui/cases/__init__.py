"""The page of cases (Trámites): trays, their filters, and the case that was opened from them."""
