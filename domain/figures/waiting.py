"""What is not done while days that it would tell of are not counted yet."""

from domain.errors import KnownError


class StillCounting(KnownError):
    """Days of the period wait to be counted, and what is written down now stays as it is.

    Args:
        days: how many.
    """

    kept = "No se guardó con cifras incompletas."
    todo = "Se cuentan solos en unos momentos. Intente de nuevo."

    def __init__(self, days: int) -> None:
        count = "1 día" if days == 1 else f"{days} días"
        super().__init__(f"Falta contar {count} de ese período.")
