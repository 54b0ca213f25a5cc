"""What bounds a day of the van, the legs it may drive, and the tours that come of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError, Faults, cite

__all__ = ["NO_STOP", "DayLimits", "Floats", "Legs", "Tours", "Windows"]

Floats = NDArray[np.float64]

NO_STOP = -1
"""Fills the row of a tour that makes fewer stops than others."""


@dataclass(frozen=True, slots=True)
class DayLimits:
    """What a day of the van may hold; times in s.

    Parameters
    ----------
    stops_max
        Stops of one day.
    driving_max_s
        Driving from the depot back to it.
    working_max_s
        Driving, setting up, receiving, packing up, and waiting for an hour; the break is no work.
    on_site_s, set_up_s, pack_up_s
        At each stop: door open, before it, after it.
    leaves_s
        When the crew leaves the depot at the earliest, s after midnight.
    break_after_s, break_s
        A day that works at least the first is cut by the second, which lengthens its span.

    Raises
    ------
    DataError
        A limit that is not a positive number.

    Notes
    -----
    Twenty minutes of break for six hours of work: article L3121-16 of the French Code du travail.
    A van of at most 3.5 t has no tachograph, and its crew no rule of its own on driving time.
    """

    stops_max: int
    driving_max_s: float
    working_max_s: float
    on_site_s: float
    set_up_s: float
    pack_up_s: float
    break_after_s: float = 21_600.0
    break_s: float = 1_200.0
    leaves_s: float = 30_600.0

    def __post_init__(self) -> None:
        bad = [
            field.name
            for field in fields(self)
            if not (math.isfinite(getattr(self, field.name)) and getattr(self, field.name) >= 0)
        ]
        if bad or self.stops_max < 1:
            raise DataError(
                f"journée du camion : {cite(bad or ['stops_max'])} ; un nombre positif est attendu."
            )

    @property
    def at_stop_s(self) -> float:
        """Time spent at each stop, s."""
        return self.set_up_s + self.on_site_s + self.pack_up_s

    def span_s(self, working_s: NDArray[np.float64]) -> Floats:
        """Time from leaving the depot to being back, break included, s."""
        return np.asarray(working_s + np.where(working_s >= self.break_after_s, self.break_s, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """Driving between the depot, position 0, and the k stops, positions 1 to k.

    Parameters
    ----------
    id
        Identities of the depot, then of the stops, k + 1 of them.
    time_s, length_m
        Driving times, s, and lengths, m, shape (k + 1, k + 1); NaN where there is no way.

    Raises
    ------
    DataError
        Shapes that disagree, repeated identities, a figure that is negative or infinite.
    """

    id: tuple[str, ...]
    time_s: Floats
    length_m: Floats

    def __post_init__(self) -> None:
        faults = Faults("trajets du camion")
        size = len(self.id)
        for name in ("time_s", "length_m"):
            array = np.array(getattr(self, name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
            if array.shape != (size, size):
                faults.add(f"tableau {name} {array.shape} pour {size} points.")
            elif np.isinf(array).any() or (array < 0).any():
                faults.add(f"tableau {name} : valeur négative ou infinie.")
        if len(set(self.id)) != size:
            faults.add("des points portent le même identifiant.")
        if not size:
            faults.add("il n'y a pas de dépôt.")
        faults.raise_as(DataError)

    @property
    def stops(self) -> int:
        """How many stops there are, the depot aside."""
        return len(self.id) - 1

    def only(self, stops: NDArray[np.intp]) -> Legs:
        """Return the legs of some stops, positions from 1, in this order."""
        kept = np.concatenate(([0], stops)).astype(np.intp)
        return Legs(
            id=tuple(self.id[k] for k in kept.tolist()),
            time_s=self.time_s[np.ix_(kept, kept)],
            length_m=self.length_m[np.ix_(kept, kept)],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """When the door of each of k stops may be open, s after midnight, shape (k,).

    Raises
    ------
    DataError
        A window that ends before it begins, or shapes that disagree.
    """

    open_s: Floats
    close_s: Floats

    def __post_init__(self) -> None:
        for field in fields(self):
            array = np.array(getattr(self, field.name), dtype=np.float64)
            array.setflags(write=False)
            object.__setattr__(self, field.name, array)
        if self.open_s.shape != self.close_s.shape or not (self.open_s < self.close_s).all():
            raise DataError("horaires des arrêts du camion : une heure de fin avant le début.")

    @classmethod
    def always(cls, stops: int) -> Windows:
        """Leave every hour free."""
        return cls(np.full(stops, -np.inf), np.full(stops, np.inf))

    @property
    def free(self) -> bool:
        """Whether no stop has hours at all."""
        return bool(np.isinf(self.open_s).all() and np.isinf(self.close_s).all())

    def only(self, stops: NDArray[np.intp] | NDArray[np.bool_]) -> Windows:
        """Return the windows of some stops: a mask, or positions from 0."""
        return Windows(self.open_s[stops], self.close_s[stops])


@dataclass(frozen=True, slots=True, eq=False)
class Tours:
    """Day tours, each in the order of least driving; t of them.

    Parameters
    ----------
    stop
        Positions in `Legs` of the stops, in the order of the road, shape (t, m); `NO_STOP` beyond
        the last one.
    driving_s, length_m
        From the depot back to it, s and m, shape (t,).
    leaves_s
        When it leaves the depot, s after midnight, shape (t,): as late as its windows ask for, so
        as not to wait.
    waiting_s
        Waiting for doors to open, s, shape (t,).
    """

    stop: NDArray[np.intp]
    driving_s: Floats
    length_m: Floats
    leaves_s: Floats
    waiting_s: Floats

    def __post_init__(self) -> None:
        for field in fields(self):
            array = np.array(getattr(self, field.name))
            array.setflags(write=False)
            object.__setattr__(self, field.name, array)
        sizes = {len(getattr(self, field.name)) for field in fields(self)}
        if len(sizes) != 1:
            raise DataError("tournées : des tableaux de tailles différentes.")

    def __len__(self) -> int:
        return len(self.driving_s)

    @property
    def stops(self) -> NDArray[np.intp]:
        """How many stops each makes, shape (t,)."""
        return np.asarray((self.stop != NO_STOP).sum(axis=1), dtype=np.intp)

    def of(self, tour: int) -> tuple[int, ...]:
        """List the stops of one tour, positions in `Legs`, in the order of the road."""
        return tuple(stop for stop in self.stop[tour].tolist() if stop != NO_STOP)

    def serve(self, stops: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each tour makes one of some stops, mask of shape (k,); shape (t,)."""
        known = np.concatenate((stops, [False]))  # position p in Legs is p - 1 here, none the last
        return np.asarray(known[np.where(self.stop < 0, -1, self.stop - 1)].any(axis=1))

    def only(self, kept: NDArray[np.bool_] | NDArray[np.intp]) -> Tours:
        """Return some of the tours: a mask, or positions."""
        return Tours(**{field.name: getattr(self, field.name)[kept] for field in fields(self)})

    def working_s(self, limits: DayLimits) -> Floats:
        """Work of each day, s, shape (t,)."""
        return np.asarray(self.driving_s + self.waiting_s + self.stops * limits.at_stop_s)

    def nearest(self, column: Floats) -> Floats:
        """Least value over the stops of each tour; (n, k) columns by stop give (n, t).

        The column of position p in `Legs` is p - 1; NaN counts for none, and gives NaN alone.
        """
        nearest = np.full((len(column), len(self)), np.nan)
        for rank in range(self.stop.shape[1]):
            made = np.flatnonzero(self.stop[:, rank] != NO_STOP)
            nearest[:, made] = np.fmin(nearest[:, made], column[:, self.stop[made, rank] - 1])
        return nearest
