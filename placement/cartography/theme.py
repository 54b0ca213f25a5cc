"""What one map shows, told without any drawing: classes, circles, sites, figures, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from shapely.geometry.base import BaseGeometry

from placement.errors import PlacementError

__all__ = ["Circle", "Hatch", "Mark", "Route", "Shade", "Shape", "SiteSign", "Theme"]


class Hatch(Enum):
    """Lines over a colour, so that a class reads in black and white."""

    NONE = "aucune"
    RISING = "montante"
    FALLING = "descendante"
    CROSSED = "croisee"


class Shape(Enum):
    """Symbol of a site by its kind."""

    STAR = "siege"
    SQUARE = "antenne"
    DISC = "permanence"
    DIAMOND = "voisin"
    TRIANGLE = "camion"


class Mark(Enum):
    """What is written in the symbol of a site: what becomes of it."""

    PLAIN = "inchangé"
    PLUS = "ouvert"
    CROSS = "fermé"
    DOT = "modifié"


@dataclass(frozen=True, slots=True)
class Shade:
    """One class of the communes: colour, hatching, the sign at its communes, French label."""

    colour: str
    label: str
    hatch: Hatch = Hatch.NONE
    sign: str = ""


@dataclass(frozen=True, slots=True)
class SiteSign:
    """A site to draw; ``lines`` are its label, the first in bold.

    ``rank`` orders labels: the smallest is placed first; ``label`` is that of the legend, where it
    is not the kind of the site.
    """

    key: str
    lon: float
    lat: float
    shape: Shape
    mark: Mark
    lines: tuple[str, ...]
    rank: tuple[float, str]
    commune_code: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A count, drawn by its area; degrees, persons."""

    key: str
    lon: float
    lat: float
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A line to follow (degrees), and its name in the legend."""

    name: str
    line: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """One map.

    Parameters
    ----------
    number : such as « 6 »
    title, subtitle : French; the subtitle is dated
    legend_title : above the shades
    shades : classes, in the order of the legend
    shade_of : position in ``shades``, by commune code; communes left out stay white
    figures : label and value of the key figures
    notes : French sentences in the margin
    alt_text : what a reader who does not see the map must know, French
    circles, circle_title : proportional circles and what they count
    sites : symbols of sites
    areas, area_label : polygons to outline (degrees) and what they are
    routes : lines to follow
    town_rank : communes whose names come first, most important first; else by population

    Raises
    ------
    PlacementError
        A commune has a shade that is not listed.
    """

    number: str
    title: str
    subtitle: str
    legend_title: str
    shades: tuple[Shade, ...]
    shade_of: Mapping[str, int]
    figures: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    alt_text: str = ""
    circles: tuple[Circle, ...] = ()
    circle_title: str = ""
    sites: tuple[SiteSign, ...] = ()
    areas: tuple[BaseGeometry, ...] = ()
    area_label: str = ""
    routes: tuple[Route, ...] = ()
    town_rank: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "shade_of", MappingProxyType(dict(self.shade_of)))
        unknown = {rank for rank in self.shade_of.values() if not 0 <= rank < len(self.shades)}
        if unknown:
            raise PlacementError(f"carte {self.number} : classes inconnues {sorted(unknown)}.")
