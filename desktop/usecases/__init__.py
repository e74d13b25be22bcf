"""What people do with the program: one function an action, one unit of work each."""
