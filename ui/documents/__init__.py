"""Documents on the screen: their pages, the papers of a case, what is printed."""
