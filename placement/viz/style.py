"""Classes and colours of the map: round bounds, viridis and PuOr, never colour alone.

Values are rounded to the unit before they are classed, so that a commune shown at « 20 min » is
never in the class « 21 à 30 min ».
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from placement.errors import PlacementError

__all__ = [
    "DIFFERENCE_SCALE",
    "INK",
    "NO_ACCESS",
    "SHARE_DIFFERENCE_SCALE",
    "SHARE_SCALE",
    "SPECIALS",
    "TIME_SCALE",
    "ColourScale",
    "SpecialClass",
    "circle_legend",
]

INK: Final = "#17202e"
_VIRIDIS_5 = ("#fde725", "#5ec962", "#21918c", "#3b528b", "#440154")
_PUOR_7 = ("#542788", "#8073ac", "#c5bfdf", "#f4f4f2", "#fdd0a0", "#e08214", "#994f07")
_PLAIN_AND_DOTS = ("plain",) * 4 + ("dots",) * 3


@dataclass(frozen=True, slots=True)
class ColourScale:
    """Classes of one measure.

    Parameters
    ----------
    bounds : rising upper bounds, inclusive, of every class but the last (rounded units)
    colours : one per class, ``#rrggbb``
    labels : one per class, French
    patterns : ``plain`` or ``dots``, one per class, so that the map reads without colour
    unit : written after the values, French

    Raises
    ------
    PlacementError
        The lists do not match or the bounds do not rise.
    """

    bounds: tuple[int, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...]
    patterns: tuple[str, ...]
    unit: str

    def __post_init__(self) -> None:
        classes = len(self.bounds) + 1
        if {len(self.colours), len(self.labels), len(self.patterns)} != {classes}:
            raise PlacementError("échelle de couleurs : une couleur et un libellé par classe.")
        if list(self.bounds) != sorted(set(self.bounds)):
            raise PlacementError("échelle de couleurs : les bornes doivent croître.")


@dataclass(frozen=True, slots=True)
class SpecialClass:
    """A state that is not a quantity: its colour, its pattern, its French label, and a shorter one.

    ``short`` is for the legend of a telephone.
    """

    key: str
    colour: str
    pattern: str
    label: str
    short: str


def _time_scale() -> ColourScale:
    return ColourScale(
        bounds=(10, 20, 30, 45),
        colours=_VIRIDIS_5,
        labels=("10 min ou moins", "11 à 20 min", "21 à 30 min", "31 à 45 min", "plus de 45 min"),
        patterns=("plain",) * 5,
        unit="min",
    )


def _difference_scale(unit: str, *, same: str) -> ColourScale:
    return ColourScale(
        bounds=(-15, -5, -1, 0, 4, 14),
        colours=_PUOR_7,
        labels=(
            f"15 {unit} de moins, ou mieux",
            f"5 à 14 {unit} de moins",
            f"1 à 4 {unit} de moins",
            same,
            f"1 à 4 {unit} de plus",
            f"5 à 14 {unit} de plus",
            f"15 {unit} de plus, ou pire",
        ),
        patterns=_PLAIN_AND_DOTS,
        unit=unit,
    )


def _share_scale() -> ColourScale:
    return ColourScale(
        bounds=(0, 10, 25, 50),
        colours=_VIRIDIS_5,
        labels=("aucun", "1 à 10 %", "11 à 25 %", "26 à 50 %", "plus de 50 %"),
        patterns=("plain",) * 5,
        unit="%",
    )


TIME_SCALE: Final = _time_scale()
SHARE_SCALE: Final = _share_scale()
DIFFERENCE_SCALE: Final = _difference_scale("min", same="même temps, à la minute près")
SHARE_DIFFERENCE_SCALE: Final = _difference_scale("points", same="sans changement")

NO_ACCESS: Final = SpecialClass("sans_acces", "#cfd3d8", "hatch", "sans accès", "sans accès")
SPECIALS: Final = (
    NO_ACCESS,
    SpecialClass("sans_jeunes", "#ffffff", "plain", "pas de jeunes", "vide"),
    SpecialClass(
        "non_rattaches", "#ffffff", "dots", "jeunes non rattachés au réseau", "non rattachés"
    ),
    SpecialClass("masque", "#f4f1ea", "dots", "masqué : effectif trop petit", "masqué"),
    SpecialClass("acces_gagne", "#542788", "plus", "accès gagné", "gagné"),
    SpecialClass("acces_perdu", "#994f07", "cross", "accès perdu", "perdu"),
)


def circle_legend(largest: float) -> tuple[int, ...]:
    """Three round counts, at most ``largest``, to explain proportional circles."""
    top = _round_down(largest)
    values = (top, _round_down(top / 4), _round_down(top / 20))
    return tuple(sorted({value for value in values if value >= 1}, reverse=True))


def _round_down(value: float) -> int:
    """Largest of 1, 2, 5, 10, 20, 50… that does not exceed ``value``; 0 below one."""
    if value < 1:
        return 0
    power = 10 ** math.floor(math.log10(value))
    return int(max(step * power for step in (1, 2, 5) if step * power <= value))
