"""The database of the centre: what all offices sent, and what the centre tells them."""
