"""The supervisor's page of the bank of solutions."""
