"""The words of a turno's paper, whichever printer draws it, and those of training on any paper."""

TRAINING = "PRÁCTICA · nada de esto es real"
YOURS = "Su turno"
PRIORITY = "Atención prioritaria"
WAIT = "Espere a que su número aparezca en la pantalla y acérquese a la ventanilla indicada."
VALID = "Válido solo hoy. Si no está cuando le llamen, avise en Recepción."
MOST_SERVICES = 6
"""More are counted, not named."""


def ahead(count: int) -> str:
    """Say how many people go before."""
    if count <= 0:
        return "Usted es el siguiente turno"
    people = "1 persona" if count == 1 else f"{count} personas"
    return f"Antes que usted: {people}"


def more(names: tuple[str, ...]) -> str:
    """Say how many services are asked beside those named; empty where all are."""
    left = len(names) - MOST_SERVICES
    return f"y {left} más" if left > 0 else ""
