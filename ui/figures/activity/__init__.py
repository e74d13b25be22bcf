"""The part Actividades: the monthly reports of the specialists."""
