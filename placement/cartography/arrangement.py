"""Where symbols and names go on a map, before anything is drawn: nothing covers a name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from placement.cartography.boxes import Box
from placement.cartography.fonts import LINE_SPACING, Typeface
from placement.cartography.ground import Ground, Town
from placement.cartography.labels import Placed, Wanted, place_labels, spread_apart
from placement.cartography.sheet import Letters
from placement.cartography.theme import Shape, SiteSign, Theme
from placement.cartography.words import short_name

__all__ = ["Arrangement", "Name", "arranged", "circle_radii"]

_SITE_SIZE: Final = 7.0
_TOWN_SIZE: Final = 6.8
_AROUND_SIZE: Final = 6.6
_LARGEST: Final = 7.0
_REACH: Final = dict.fromkeys(Shape, 5.4) | {Shape.STAR: _LARGEST}
_NUMBERED_REACH: Final = 6.4
_SPREAD: Final = 6.2
_TOWNS_INSIDE: Final = 40
_TOWNS_AROUND: Final = 14
_LARGEST_CIRCLE: Final = 21.0
_LED_CIRCLE: Final = 7.0
_OBSTRUCTIVE: Final = 1.5
_DOT: Final = 1.0
_SIGN: Final = 4.0
_EDGE: Final = 3.0


@dataclass(frozen=True, slots=True)
class Name:
    """A text on the map: its lines (the first of a site in bold), its place, its letters."""

    lines: tuple[str, ...]
    placed: Placed
    letters: Letters
    anchor: tuple[float, float]
    dotted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Arrangement:
    """What goes where, points of the page.

    Parameters
    ----------
    symbols : square of each site, by key
    numbers : number of the sites whose name has no room, by key; the margin tells their names
    circles : centre and radius of each circle, by commune
    names : every text of the map
    signs : where the sign of the class of a commune goes, and the sign
    """

    symbols: Mapping[str, Box]
    numbers: Mapping[str, int]
    circles: Mapping[str, tuple[float, float, float]]
    names: tuple[Name, ...]
    signs: tuple[tuple[float, float, str], ...]

    def __post_init__(self) -> None:
        for name in ("symbols", "numbers", "circles"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


def circle_radii(values: Sequence[float], *, largest: float, scale: float) -> list[float]:
    """Radii, points, of circles whose areas are in proportion to their values."""
    if largest <= 0:
        return [0.0] * len(values)
    return [_LARGEST_CIRCLE * scale * math.sqrt(value / largest) for value in values]


def arranged(theme: Theme, *, ground: Ground, typeface: Typeface, scale: float) -> Arrangement:
    """Arrange a map; ``scale`` is that of the paper.

    Names of sites come first, by rank, then those of towns, by population. A site without room for
    its name receives a number, and the search starts again with its larger symbol.
    """
    work = _Work(theme, ground, typeface, scale)
    signs = tuple(sorted(theme.sites, key=lambda sign: sign.rank))
    numbered: set[str] = set()
    for _ in range(len(signs) + 1):
        symbols = work.symbols(signs, numbered=numbered)
        names, lost = work.site_names(signs, symbols=symbols, numbered=numbered)
        if not lost:
            break
        numbered |= lost
    shown = work.signs([*symbols.values(), *(name.placed.box for name in names)])
    towns = work.town_names(names, symbols=symbols, signs=shown)
    order = sorted(
        (sign for sign in signs if sign.key in numbered),
        key=lambda sign: (sign.lines[1:], sign.key),
    )
    return Arrangement(
        symbols=symbols,
        numbers={sign.key: rank for rank, sign in enumerate(order, start=1)},
        circles=work.circles,
        names=(*names, *towns),
        signs=shown,
    )


class _Work:
    """What the steps of one arrangement share."""

    def __init__(self, theme: Theme, ground: Ground, typeface: Typeface, scale: float) -> None:
        self.theme, self.ground = theme, ground
        self.typeface, self.scale = typeface, scale
        self.inner = ground.frame.box.grown(-_EDGE)
        radii = circle_radii(
            [circle.value for circle in theme.circles],
            largest=max((circle.value for circle in theme.circles), default=0.0),
            scale=scale,
        )
        middles = ground.frame.points(
            [circle.lon for circle in theme.circles], lat=[circle.lat for circle in theme.circles]
        )
        self.circles = {
            circle.key: (float(x), float(y), radius)
            for circle, (x, y), radius in zip(theme.circles, middles, radii, strict=True)
        }

    def symbols(self, signs: Sequence[SiteSign], *, numbered: set[str]) -> dict[str, Box]:
        """Place the symbols, apart from one another."""
        inside = [sign for sign in signs if self._inside(sign)]
        points = self.ground.frame.points([s.lon for s in inside], lat=[s.lat for s in inside])
        spread = spread_apart(points, reach=_SPREAD * self.scale, within=self.inner)
        return {
            sign.key: Box.around(float(x), float(y), reach=self._reach(sign, numbered=numbered))
            for sign, (x, y) in zip(inside, spread, strict=True)
        }

    def _inside(self, sign: SiteSign) -> bool:
        x, y = self.ground.frame.points([sign.lon], lat=[sign.lat])[0]
        return self.inner.holds(Box.around(float(x), float(y), reach=0.0))

    def _reach(self, sign: SiteSign, *, numbered: set[str]) -> float:
        own = _REACH[sign.shape]
        return (max(own, _NUMBERED_REACH) if sign.key in numbered else own) * self.scale

    def site_names(
        self, signs: Sequence[SiteSign], *, symbols: Mapping[str, Box], numbered: set[str]
    ) -> tuple[list[Name], set[str]]:
        """Place the names of sites; return those without room too."""
        letters = Letters(_SITE_SIZE * self.scale, halo=2.5 * self.scale, bold=True)
        named = [sign for sign in signs if sign.key in symbols and sign.key not in numbered]
        wanted = [
            self._wanted(sign.key, sign.lines, at=symbols[sign.key], letters=letters)
            for sign in named
        ]
        placed, lost = place_labels(wanted, obstacles=symbols.values(), within=self.inner)
        lines = {sign.key: sign.lines for sign in named}
        return [
            Name(lines[one.key], one, letters, symbols[one.key].centre, dotted=False)
            for one in placed
        ], set(lost)

    def _wanted(self, key: str, lines: Sequence[str], *, at: Box, letters: Letters) -> Wanted:
        widths = [
            self.typeface.width(line, size=letters.size, bold=letters.bold and not number)
            for number, line in enumerate(lines)
        ]
        x, y = at.centre
        height = letters.size * LINE_SPACING * len(lines)
        dot = at.width < 3 * _DOT * self.scale
        led = letters.bold or at.width > 2 * _LED_CIRCLE * self.scale
        return Wanted(key, x, y, at.width / 2, max(widths), height, led=led, claims=dot)

    def signs(self, taken: Sequence[Box]) -> tuple[tuple[float, float, str], ...]:
        """Place the signs of the classes where nothing stands: the hatching tells the same."""
        shown = []
        for code, rank in sorted(self.theme.shade_of.items()):
            sign = self.theme.shades[rank].sign
            x, y = self.ground.middle(code)
            box = Box.around(x, y, reach=_SIGN * self.scale)
            if sign and not any(box.overlaps(other) for other in taken):
                shown.append((x, y, sign))
        return tuple(shown)

    def town_names(
        self,
        names: Sequence[Name],
        *,
        symbols: Mapping[str, Box],
        signs: Sequence[tuple[float, float, str]],
    ) -> list[Name]:
        """Place the names of the main towns where there is room left."""
        obstacles = [
            *symbols.values(),
            *(name.placed.box for name in names),
            *(Box.around(x, y, reach=_SIGN * self.scale) for x, y, _ in signs),
            *(
                Box.around(x, y, reach=radius)
                for x, y, radius in self.circles.values()
                if radius > _OBSTRUCTIVE
            ),
        ]
        towns = self._towns_to_name()
        points = self.ground.frame.points([t.lon for t in towns], lat=[t.lat for t in towns])
        wanted, told = [], {}
        for town, (x, y) in zip(towns, points, strict=True):
            letters = self._town_letters(town)
            reach = self.circles.get(town.code, (0.0, 0.0, _DOT * self.scale))[2]
            at = Box.around(float(x), float(y), reach=max(reach, _DOT * self.scale))
            wanted.append(self._wanted(town.code, (town.name,), at=at, letters=letters))
            told[town.code] = (town, letters, (float(x), float(y)))
        placed, _ = place_labels(wanted, obstacles=obstacles, within=self.inner)
        return [
            Name(
                (told[one.key][0].name,),
                one,
                told[one.key][1],
                told[one.key][2],
                dotted=one.key not in self.circles,
            )
            for one in placed
        ]

    def _town_letters(self, town: Town) -> Letters:
        size, halo = (_TOWN_SIZE if town.inside else _AROUND_SIZE), 1.8 * self.scale
        colour = "#17202e" if town.inside else "#5b6470"
        return Letters(size * self.scale, colour=colour, italic=not town.inside, halo=halo)

    def _towns_to_name(self) -> list[Town]:
        """Towns without a site that bears their name, within the frame; a few of each kind."""
        named = {(sign.commune_code, short_name(sign.lines[0])) for sign in self.theme.sites}
        first = {code: rank for rank, code in enumerate(self.theme.town_rank)}
        free = [
            town
            for town in self.ground.towns
            if (town.code, town.name) not in named and self._holds(town)
        ]
        inside = [town for town in free if town.inside]
        inside.sort(key=lambda town: first.get(town.code, len(first)))
        around = [town for town in free if not town.inside]
        return [*inside[:_TOWNS_INSIDE], *around[:_TOWNS_AROUND]]

    def _holds(self, town: Town) -> bool:
        if not np.isfinite(town.lon):
            return False
        x, y = self.ground.frame.points([town.lon], lat=[town.lat])[0]
        return self.inner.holds(Box.around(float(x), float(y), reach=_DOT * self.scale))
