"""Messages handed to the mail server of the office."""
