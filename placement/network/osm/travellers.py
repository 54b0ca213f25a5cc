"""What an OpenStreetMap way says to those who are not in a car: feet, bicycles, mopeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from placement.network.access import ANYONE, Access
from placement.network.osm.ways import CLOSED, Passage, Tags, directions, passage
from placement.network.speeds import SpeedTable

__all__ = ["PATH_CLASSES", "WayUse", "osm_classes", "way_use"]

PATH_CLASSES = (
    "service",
    "track",
    "path",
    "footway",
    "pedestrian",
    "cycleway",
    "bridleway",
    "steps",
)
"""Classes kept for feet and bicycles, beside those of the table of car speeds."""

_MOTORWAYS = frozenset({"motorway", "motorway_link"})
_FOR_FEET = frozenset({"path", "footway", "pedestrian", "bridleway", "steps"})
_OPEN = frozenset({"yes", "designated", "permissive", "official", "destination"})
_NOT_RIDDEN = frozenset({"dismount", "use_sidepath"})
_FOOT_KEYS = ("foot", "access")
_BICYCLE_KEYS = ("bicycle", "vehicle", "access")
_MOPED_KEYS = ("moped", "mofa", "motor_vehicle", "vehicle", "access")
_CONTRAFLOW_KEYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")

AnyTags = Tags | Mapping[str, str]


class WayUse(NamedTuple):
    """Who may use a way along and against its direction (bits of ``Access``, 0 for nobody).

    ``car`` tells the speeds; None where no car may pass.
    """

    road_class: str
    along: int
    against: int
    car: Passage | None


def osm_classes(speeds: SpeedTable) -> tuple[str, ...]:
    """Classes of a network with its paths: those of the table of speeds, then the paths'."""
    return (*speeds.classes, *(name for name in PATH_CLASSES if name not in speeds.class_kmh))


def way_use(tags: AnyTags, *, speeds: SpeedTable, paths: bool) -> WayUse | None:
    """Decide who may use a way; None when nobody may, or it is no road.

    Parameters
    ----------
    tags
        Of the way.
    speeds
        The classes open to cars.
    paths
        Whether feet, bicycles and mopeds are asked about; else a road is open to all who follow
        the car.

    Notes
    -----
    Feet go both ways on any arc, so that a way for feet alone is one arc, along.
    """
    car = passage(tags, speeds=speeds)
    if not paths:
        if car is None:
            return None
        along, against = (ANYONE if kmh else 0 for kmh in (car.forward_kmh, car.backward_kmh))
        return WayUse(car.road_class, along, against, car)
    road_class = tags.get("highway") or ""
    if road_class not in {*speeds.class_kmh, *PATH_CLASSES} or tags.get("area") == "yes":
        return None
    along, against = _bits(tags, road_class, car)
    return WayUse(road_class, along, against, car) if along or against else None


def _bits(tags: AnyTags, road_class: str, car: Passage | None) -> tuple[int, int]:
    ways = directions(tags, road_class)
    found = [0, 0]
    if car is not None:
        found[0] |= Access.CAR if car.forward_kmh else 0
        found[1] |= Access.CAR if car.backward_kmh else 0
    if _for_mopeds(tags, road_class):
        found = _either(found, ways, Access.MOPED)
    if _for_bicycles(tags, road_class):
        found = _either(found, _bicycle_directions(tags, ways), Access.BICYCLE)
    if _for_feet(tags, road_class):
        found = _either(found, (bool(found[0]) or not any(found), bool(found[1])), Access.FOOT)
    return int(found[0]), int(found[1])


def _either(found: list[int], ways: tuple[bool, bool], bit: Access) -> list[int]:
    return [bits | (bit if way else 0) for bits, way in zip(found, ways, strict=True)]


def _first(tags: AnyTags, keys: tuple[str, ...]) -> str | None:
    """Value of the most specific key that is present."""
    return next((value for key in keys if (value := tags.get(key)) is not None), None)


def _for_feet(tags: AnyTags, road_class: str) -> bool:
    said = _first(tags, _FOOT_KEYS)
    if said in CLOSED:
        return False
    if road_class in _MOTORWAYS or tags.get("motorroad") == "yes":
        return False
    return road_class != "cycleway" or tags.get("foot") in _OPEN


def _for_bicycles(tags: AnyTags, road_class: str) -> bool:
    said = _first(tags, _BICYCLE_KEYS)
    if said in CLOSED or said in _NOT_RIDDEN:
        return False
    if road_class in _MOTORWAYS or tags.get("motorroad") == "yes":
        return False
    return road_class not in _FOR_FEET or tags.get("bicycle") in _OPEN


def _for_mopeds(tags: AnyTags, road_class: str) -> bool:
    if road_class in PATH_CLASSES or road_class in _MOTORWAYS:
        return False
    return _first(tags, _MOPED_KEYS) not in CLOSED and tags.get("motorroad") != "yes"


def _bicycle_directions(tags: AnyTags, ways: tuple[bool, bool]) -> tuple[bool, bool]:
    """Both ways where a sign or a contraflow lane lets bicycles through."""
    free = tags.get("oneway:bicycle") == "no"
    contraflow = any((tags.get(key) or "").startswith("opposite") for key in _CONTRAFLOW_KEYS)
    return (True, True) if free or contraflow else ways
