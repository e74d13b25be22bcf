"""The supervisor's page: how the day goes, what asks for attention, and closing it."""
