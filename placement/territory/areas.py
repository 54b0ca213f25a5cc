"""Surfaces of communes, and how far from their mairie people live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from placement.sources.communes import CommuneRecord

__all__ = ["areas_m2", "spread_m"]

Floats = NDArray[np.float64]

_WGS84: Final = "EPSG:4326"
_CONCENTRATION: Final = 0.6
_USUAL_AREA_M2: Final = 15e6


def areas_m2(communes: Sequence[CommuneRecord], *, crs: str) -> Floats:
    """Return the surface of each commune, (n,) square metres; NaN where no contour is known."""
    to_metres = Transformer.from_crs(_WGS84, crs, always_xy=True)
    drawn = shapely.transform(
        np.array([commune.geometry for commune in communes], dtype=object),
        lambda xy: np.column_stack(to_metres.transform(*xy.T)),
    )
    return np.asarray(shapely.area(drawn), dtype=np.float64)


def spread_m(areas: Floats) -> Floats:
    """Return the root-mean-square distance of the residents of communes to their mairie, metres.

    Parameters
    ----------
    areas : (n,) square metres, NaN where unknown

    Notes
    -----
    Residents spread evenly over a disc of the commune's area would be at ``r / sqrt(2)`` of its
    centre, ``r = sqrt(area / pi)``; they gather in the bourg and the hamlets, hence the factor 0.6
    (a hypothesis, to be replaced by gridded population).
    """
    known = np.where(np.isnan(areas), _USUAL_AREA_M2, areas)
    return np.asarray(_CONCENTRATION * np.sqrt(known / np.pi / 2), dtype=np.float64)
