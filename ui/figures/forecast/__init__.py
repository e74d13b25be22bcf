"""Forecast: who is expected on the next working days, and how many counters that takes."""
