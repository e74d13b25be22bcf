"""The part Repetición: a day of the queue, minute by minute."""
