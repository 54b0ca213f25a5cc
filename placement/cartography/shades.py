"""Classes of printed maps: round bounds, five at most, each told in black and white.

Sequential scales go from light to dark (cividis, YlGnBu); gains and losses are PuOr, and every
class of loss is hatched: two colours of one lightness are never two classes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Final

from placement.cartography.theme import Hatch, Shade
from placement.french import half_up
from placement.needs import CLASS_WORDS
from placement.viz.needs_views import NEED_COLOURS

__all__ = [
    "CHANGE_SHADES",
    "NOT_COMPARED",
    "NO_ACCESS",
    "NO_YOUNG",
    "UNATTACHED",
    "UNKNOWN_NEED",
    "WITHHELD",
    "YOUNG_SHADES",
    "access_class",
    "access_shades",
    "change_class",
    "need_shades",
    "time_bounds",
]

_WIDE: Final = (10, 20, 30, 45)
_NARROW: Final = (5, 10, 20, 30)
_MOSTLY: Final = 0.7
_CHANGE_MIN: Final = 2
_STRONG_CHANGE_MIN: Final = 10
_LOST: Final = "#ffffff"

NO_ACCESS, UNATTACHED, NO_YOUNG = 5, 6, 7
"""Positions, in `access_shades`, of what is not a time."""

CHANGE_SHADES: Final = (
    Shade("#5e3c99", "bien mieux : 10 min de moins, ou accès gagné", sign="+"),
    Shade("#b2abd2", "mieux : 2 à 9 min de moins"),
    Shade("#f7f7f5", "sans changement notable (1 min au plus)"),
    Shade("#fdb863", "moins bien : 2 à 9 min de plus", Hatch.RISING),
    Shade("#e08214", "bien moins bien : 10 min de plus, ou accès perdu", Hatch.CROSSED, sign="−"),
    Shade(_LOST, "pas de jeunes, ou sans accès avant et après", Hatch.FALLING),
)
NOT_COMPARED: Final = 5
"""Position, in `CHANGE_SHADES`, of communes without a time before or after."""

YOUNG_SHADES: Final = (
    Shade("#f4f1e4", "commune du territoire"),
    Shade(_LOST, "effectif masqué (trop petit)", Hatch.FALLING),
)
WITHHELD: Final = 1
"""Position, in `YOUNG_SHADES`, of communes whose young people are too few to be told."""

UNKNOWN_NEED: Final = 5
"""Position, in `need_shades`, of communes without an index."""


def need_shades(bounds: Sequence[int]) -> tuple[Shade, ...]:
    """Return the classes of the needs index, then that of communes without one.

    Parameters
    ----------
    bounds : lower bounds of the classes but for the first
    """
    ranges = (
        f"moins de {bounds[0]}",
        *(f"{low} à moins de {high}" for low, high in itertools.pairwise(bounds)),
        f"{bounds[-1]} ou plus",
    )
    told = zip(NEED_COLOURS, CLASS_WORDS, ranges, strict=True)
    return (
        *(Shade(colour, f"{word} ({span})") for colour, word, span in told),
        Shade(_LOST, "inconnu", Hatch.FALLING),
    )


def time_bounds(minutes: Sequence[float]) -> tuple[int, ...]:
    """Choose upper bounds of the classes of times, minutes, for all the maps of an atlas.

    Parameters
    ----------
    minutes : by commune; those without access are NaN

    Notes
    -----
    Narrow classes where most communes would otherwise be in the first one.
    """
    known = [value for value in minutes if math.isfinite(value)]
    near = sum(half_up(value) <= _WIDE[0] for value in known)
    return _NARROW if known and near >= _MOSTLY * len(known) else _WIDE


def access_shades(bounds: Sequence[int]) -> tuple[Shade, ...]:
    """Return the classes of times up to some bounds (minutes), then what is not a time."""
    spans = (
        f"{bounds[0]} min ou moins",
        *(f"{low + 1} à {high} min" for low, high in itertools.pairwise(bounds)),
        f"plus de {bounds[-1]} min",
    )
    return (
        *(Shade(colour, span) for colour, span in zip(NEED_COLOURS, spans, strict=True)),
        Shade(_LOST, "sans accès (la moitié des jeunes, ou plus)", Hatch.CROSSED),
        Shade(_LOST, "jeunes non rattachés au réseau", Hatch.FALLING),
        Shade(_LOST, "pas de jeunes"),
    )


def access_class(minutes: float, *, bounds: Sequence[int]) -> int:
    """Class of a time, minutes, rounded as it is written; `NO_ACCESS` where there is none."""
    if not math.isfinite(minutes):
        return NO_ACCESS
    return sum(half_up(minutes) > bound for bound in bounds)


def change_class(minutes: float, *, trend: int) -> int:
    """Class of a change, minutes after less before; ``trend`` is 1 where an access is gained.

    An access that is lost (-1) or gained comes before any time: those who have none have no time.
    """
    if trend:
        return 0 if trend > 0 else 4
    if not math.isfinite(minutes):
        return NOT_COMPARED
    rounded = half_up(minutes)
    if abs(rounded) < _CHANGE_MIN:
        return 2
    strong = abs(rounded) >= _STRONG_CHANGE_MIN
    return (0 if strong else 1) if rounded < 0 else (4 if strong else 3)
