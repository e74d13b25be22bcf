"""``make figures``: a year of three offices, played by the program, and all it then tells of it."""
