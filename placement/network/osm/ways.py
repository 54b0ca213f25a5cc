"""What an OpenStreetMap way says to a car: may it pass, which way, how fast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from placement.network.limits import parse_maxspeed_kmh
from placement.network.speeds import SpeedTable

__all__ = ["CLOSED", "Passage", "Tags", "directions", "is_roundabout", "passage"]

# From the most specific key to the most general: the first that is present decides.
_ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
CLOSED = frozenset(
    {
        "no",
        "private",
        "agricultural",
        "forestry",
        "emergency",
        "psv",
        "bus",
        "military",
        "delivery",
        "customers",
    }
)
_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})
_ROUNDABOUTS = frozenset({"roundabout", "circular"})


class Tags(Protocol):
    """The tags of one way, as pyosmium or a plain dictionary gives them."""

    def get(self, key: str, default: str | None = None, /) -> str | None:
        """Return the value of ``key``, or ``default``."""


class Passage(NamedTuple):
    """Speeds in km/h along and against the way's direction, 0 where a car may not pass.

    ``limited`` tells that they come from a speed limit.
    """

    road_class: str
    forward_kmh: float
    backward_kmh: float
    limited: bool


def passage(tags: Tags | Mapping[str, str], *, speeds: SpeedTable) -> Passage | None:
    """Decide what a car may do on a way; None when it is no road or closed to cars."""
    road_class = tags.get("highway")
    if road_class is None or road_class not in speeds.class_kmh or tags.get("area") == "yes":
        return None
    if _closed(tags):
        return None
    forward, backward = directions(tags, road_class)
    if not (forward or backward):
        return None
    limit = tags.get("maxspeed") or tags.get("maxspeed:type") or tags.get("source:maxspeed")
    return Passage(
        road_class,
        _kmh(tags, "maxspeed:forward", limit, road_class, speeds) if forward else 0.0,
        _kmh(tags, "maxspeed:backward", limit, road_class, speeds) if backward else 0.0,
        parse_maxspeed_kmh(limit) is not None,
    )


def _kmh(
    tags: Tags | Mapping[str, str],
    key: str,
    limit: str | None,
    road_class: str,
    speeds: SpeedTable,
) -> float:
    return speeds.speed_kmh(road_class, maxspeed=tags.get(key) or limit)


def _closed(tags: Tags | Mapping[str, str]) -> bool:
    for key in _ACCESS_KEYS:
        value = tags.get(key)
        if value is not None:
            return value in CLOSED
    return False


def is_roundabout(tags: Tags | Mapping[str, str]) -> bool:
    """Whether a way is the circle of a roundabout."""
    return tags.get("junction") in _ROUNDABOUTS


def directions(tags: Tags | Mapping[str, str], road_class: str) -> tuple[bool, bool]:
    """Whether a way is driven along and against its direction, whoever drives."""
    oneway = tags.get("oneway:motor_vehicle") or tags.get("oneway")
    if oneway in _FORWARD:
        return True, False
    if oneway in _BACKWARD:
        return False, True
    if oneway == "reversible":
        return False, False
    implied = road_class == "motorway" or is_roundabout(tags)
    if oneway is None and implied:
        return True, False
    return True, True
