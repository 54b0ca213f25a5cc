"""A criterion measured on every place: raw values, what is unknown, what is withheld."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError
from placement.needs.criteria import Criterion

__all__ = ["Measure", "NeedPlaces", "withheld_below"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class NeedPlaces:
    """The places that are compared: communes, or cells of a grid.

    Parameters
    ----------
    id, name, commune_code : (n,) str
    lon, lat : (n,) degrees, WGS84
    young : (n,) persons aged 16 to 25
    cells : whether they are cells of a grid rather than communes

    Raises
    ------
    DataError
        Arrays that do not match, or counts that are negative or unknown.
    """

    id: NDArray[np.str_]
    name: NDArray[np.str_]
    commune_code: NDArray[np.str_]
    lon: Floats
    lat: Floats
    young: Floats
    cells: bool

    def __post_init__(self) -> None:
        for name in ("id", "name", "commune_code", "lon", "lat", "young"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
            if array.shape != (len(self.id),):
                raise DataError(f"indice de besoins : « {name} » n'a pas une valeur par lieu.")
        if not np.all(np.isfinite(self.young) & (self.young >= 0)):
            raise DataError("indice de besoins : nombre de jeunes négatif ou inconnu.")


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One criterion on every place.

    Parameters
    ----------
    criterion : what is measured
    value : (n,) in the unit of the criterion; NaN where it is not known
    utmost : (n,) nothing can be reached from there: the greatest need there is, without a value
    base : (n,) persons or households that a share is computed on; NaN where it is not a share
    masked : (n,) withheld from the readers of this output: as unknown
    estimated : whether the values are estimated, or an approximation
    source, vintage : where they come from, French
    remarks : what the reader must know, French sentences

    Raises
    ------
    DataError
        Arrays that do not match; values that are infinite.
    """

    criterion: Criterion
    value: Floats
    utmost: Flags
    base: Floats
    masked: Flags
    estimated: bool
    source: str
    vintage: str
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("value", "utmost", "base", "masked"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
            if array.shape != self.value.shape or array.ndim != 1:
                raise DataError(f"critère « {self.criterion.id} » : une valeur par lieu attendue.")
        if np.isinf(self.value).any():
            raise DataError(f"critère « {self.criterion.id} » : valeur infinie.")

    @property
    def known(self) -> Flags:
        """Where the criterion counts, shape (n,)."""
        return (~np.isnan(self.value) | self.utmost) & ~self.masked

    @property
    def need(self) -> Floats:
        """The greater, the more in need, shape (n,): NaN where unknown, ``inf`` for the utmost."""
        sign = 1.0 if self.criterion.rises else -1.0
        need = np.where(self.utmost, np.inf, sign * self.value)
        return np.where(self.known, need, np.nan)


def withheld_below(measure: Measure, *, least: int) -> Measure:
    """Withhold the shares that are computed on fewer than ``least`` persons or households."""
    few = ~np.isnan(measure.base) & (measure.base < least) & ~np.isnan(measure.value)
    if not few.any():
        return measure
    return replace(measure, masked=measure.masked | few)
