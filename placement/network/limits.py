"""Speed limits as OpenStreetMap writes them (``maxspeed``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["parse_maxspeed_kmh"]

_KMH_PER_MPH = 1.609344
_LIMIT = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(km/h|kmh|kph|mph|knots)?$", re.IGNORECASE)
_UNIT_KMH = {"mph": _KMH_PER_MPH, "knots": 1.852}
# Legal limits of the implicit values of `maxspeed`; France first, then the common pattern.
_ZONES_KMH: Mapping[str, float] = MappingProxyType(
    {
        "urban": 50.0,
        "rural": 80.0,
        "trunk": 110.0,
        "motorway": 130.0,
        "living_street": 20.0,
        "zone30": 30.0,
        "zone:30": 30.0,
        "zone20": 20.0,
        "zone:20": 20.0,
        "nsl_single": 60 * _KMH_PER_MPH,
        "nsl_dual": 70 * _KMH_PER_MPH,
        "de:rural": 100.0,
    }
)
_SLOWEST_KMH = 5.0


def parse_maxspeed_kmh(text: str | None) -> float | None:
    """Speed limit in km/h of an OpenStreetMap ``maxspeed`` value, None when it gives none.

    ``30``, ``30 mph``, ``FR:rural``, ``50;30`` (the lowest) are understood; ``none``,
    ``signals``, ``walk`` and the like leave the road to its class.
    """
    if not text:
        return None
    limits = [_one_limit_kmh(part.strip()) for part in re.split(r"[;|]", text)]
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def _one_limit_kmh(text: str) -> float | None:
    number = _LIMIT.match(text)
    if number:
        limit = float(number[1].replace(",", ".")) * _UNIT_KMH.get((number[2] or "").lower(), 1.0)
        return limit if limit >= _SLOWEST_KMH else None
    zone = text.lower()
    return _ZONES_KMH.get(zone, _ZONES_KMH.get(zone.partition(":")[2]))
