"""The usual reasons for what a supervisor does to a day or to a counter."""

REASONS_TO_CLOSE_DAY = ("Fin de la jornada", "Corte de luz o de sistema", "Orden superior")
REASONS_TO_CLOSE_LATE = ("No se cerró en su día",)
REASONS_TO_REOPEN = ("Se cerró por error", "La atención continúa")
REASONS_TO_CLOSE_COUNTER = ("Se fue sin cerrarla", "Cambio de turno", "Falla del equipo")
