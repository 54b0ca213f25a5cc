"""Who pays for a site: the cell « CA Moulins:0,6; Département:0,4 » of ``lieux.csv``."""

from __future__ import annotations

import math
import re

from placement.errors import DataError

__all__ = ["parse_funders"]

_SEPARATOR = re.compile(r"[;|]")
_ROUNDING = 0.005


def parse_funders(text: str) -> tuple[tuple[str, float], ...]:
    """Read the funders of a site and their shares; a single name pays everything.

    Raises
    ------
    DataError
        A share that is no number between 0 and 1, a name given twice, shares whose sum is not 1.
    """
    parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
    found = tuple(_funder(part, alone=len(parts) == 1) for part in parts)
    names = [name.casefold() for name, _ in found]
    if len(set(names)) < len(names):
        raise DataError(f"« {text} » : un financeur y est deux fois ; gardez-en une ligne.")
    total = sum(share for _, share in found)
    if found and not math.isclose(total, 1, abs_tol=_ROUNDING):
        shown = f"{total:.3g}".replace(".", ",")
        raise DataError(f"« {text} » : les parts des financeurs font {shown} ; il faut 1 en tout.")
    return found


def _funder(part: str, *, alone: bool) -> tuple[str, float]:
    name, colon, figure = part.rpartition(":")
    if not colon and alone:
        return part, 1.0
    try:
        share = float(figure.strip().replace(",", "."))
    except ValueError:
        share = math.nan
    if not name.strip() or not 0 <= share <= 1:
        raise DataError(
            f"« {part} » : écrivez le financeur, deux-points et sa part entre 0 et 1 "
            "(« CA Moulins:0,6; Département:0,4 »)."
        )
    return name.strip(), share
