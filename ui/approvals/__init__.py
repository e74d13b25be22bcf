"""A supervisor's leave: the sheet that asks for it and the card that answers."""
