"""How far the nearest door of today is, with and without a car."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError
from placement.needs.measures import NeedPlaces

__all__ = ["NearestDoors", "doors_by_commune"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class NearestDoors:
    """Times from each place of residence to the nearest site that is open today.

    Parameters
    ----------
    place_id : (n,) str
    car_s, no_car_s : (n,) seconds door to door, the wait for an opening left out; NaN where no
        site can be reached, or where the place is on no road
    attached : (n,) whether the place is on a road
    door : (n,) name of the site that is nearest by car, empty where there is none
    no_car_modes : French names of the modes of those without a car
    estimated : whether the times are estimated without a road network
    source : what the times come from, French

    Raises
    ------
    DataError
        Arrays that do not match.
    """

    place_id: NDArray[np.str_]
    car_s: Floats
    no_car_s: Floats
    attached: NDArray[np.bool_]
    door: NDArray[np.str_]
    no_car_modes: tuple[str, ...]
    estimated: bool
    source: str

    def __post_init__(self) -> None:
        for name in ("place_id", "car_s", "no_car_s", "attached", "door"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
            if array.shape != (len(self.place_id),):
                raise DataError("temps vers les lieux ouverts : une valeur par lieu attendue.")


def doors_by_commune(
    doors: NearestDoors,
    *,
    places: NeedPlaces,
    rows: NDArray[np.intp],
    young: Floats,
) -> NearestDoors:
    """Gather times by commune: means weighted by young people, those without access left out.

    Parameters
    ----------
    places : the communes
    rows : (n,) position in ``places`` of the commune of each place of ``doors``
    young : (n,) persons of each place of ``doors``

    Notes
    -----
    A commune more than half of whose young people reach nothing has no time at all; the door named
    is the one that is nearest to most.
    """
    weight = np.where(doors.attached, young, 0.0)
    count = len(places.id)
    nobody = np.bincount(rows, weights=weight, minlength=count) == 0
    weight = np.where(nobody[rows] & doors.attached, 1.0, weight)  # an empty commune has a mairie
    by_rows = [np.flatnonzero(rows == k) for k in range(count)]
    return NearestDoors(
        place_id=places.id,
        car_s=_mean_by(rows, value=doors.car_s, weight=weight, count=count),
        no_car_s=_mean_by(rows, value=doors.no_car_s, weight=weight, count=count),
        attached=np.bincount(rows, weights=doors.attached, minlength=count) > 0,
        door=np.array([_commonest(doors.door[at], weight=weight[at]) for at in by_rows]),
        no_car_modes=doors.no_car_modes,
        estimated=doors.estimated,
        source=doors.source,
    )


def _mean_by(rows: NDArray[np.intp], *, value: Floats, weight: Floats, count: int) -> Floats:
    known = ~np.isnan(value)
    total = np.bincount(rows, weights=weight, minlength=count)
    reached = np.bincount(rows, weights=weight * known, minlength=count)
    summed = np.bincount(rows, weights=np.where(known, value, 0.0) * weight, minlength=count)
    mean = np.full(count, np.nan)
    np.divide(summed, reached, out=mean, where=(reached > 0) & (2 * reached >= total))
    return mean


def _commonest(names: NDArray[np.str_], *, weight: Floats) -> str:
    if not names.size:
        return ""
    found, position = np.unique(names, return_inverse=True)
    return str(found[np.bincount(position, weights=weight).argmax()])
