"""Entidades: who authorises an entity's payments, what it was lent, and what is missing."""
