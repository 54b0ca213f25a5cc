"""Who has a car, by commune: counted, given, or by default from density."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.french import percent
from placement.sources.communes import CommuneRecord
from placement.sources.mobility import read_density_shares
from placement.sources.statistics import CommuneStatistics
from placement.sources.territory_folder import TerritoryFiles
from placement.territory.density import CommuneDensity, density_of

__all__ = ["UsualShares", "usual_shares"]

Floats = NDArray[np.float64]

_REPLACED: Final = "parts_mobilite.csv, ou la colonne dont_sans_permis d'i-milo, en tiendrait lieu"


@dataclass(frozen=True, slots=True, eq=False)
class UsualShares:
    """Shares that serve where nobody counted.

    Parameters
    ----------
    car : (n,) share of the adults who have a car
    minors : (n,) share of the young people who are minors; NaN where the census is to tell
    estimates : what is a default, French
    """

    car: Floats
    minors: Floats
    estimates: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("car", "minors"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)


def usual_shares(
    files: TerritoryFiles,
    *,
    communes: Sequence[CommuneRecord],
    statistics: Mapping[str, CommuneStatistics],
    areas: Floats,
) -> UsualShares:
    """Return the shares of each commune: its own, else the territory's, else by density.

    Parameters
    ----------
    files : ``parts_mobilite.csv`` and the key ``parts_mobilite`` of the folder
    statistics : counts by commune, whose motorisation corrects the default
    areas : (n,) square metres of each commune, NaN where unknown
    """
    given = [files.commune_shares.get(one.code, files.settings.shares) for one in communes]
    absent = np.array([shares is None for shares in given], dtype=bool)
    car = np.array([np.nan if shares is None else shares.car for shares in given])
    adults = np.array([np.nan if s is None else s.car + s.no_car for s in given])
    minors = np.array([np.nan if shares is None else shares.minors for shares in given])
    of_adults = np.divide(car, adults, out=np.zeros_like(car), where=adults > 0)
    if not absent.any():
        return UsualShares(of_adults, minors, _given(files, communes=communes))
    density = density_of(communes, statistics=statistics, areas=areas)
    by_default, told = _by_density(
        files, communes=communes, statistics=statistics, density=density, asked=absent
    )
    return UsualShares(np.where(absent, by_default, of_adults), minors, told)


def _given(files: TerritoryFiles, *, communes: Sequence[CommuneRecord]) -> tuple[str, ...]:
    """Say where one hypothesis serves everywhere."""
    shares = files.settings.shares
    if shares is None or all(commune.code in files.commune_shares for commune in communes):
        return ()
    return (
        f"Jeunes avec une voiture : {percent(shares.car)} dans toutes les communes, hypothèse de "
        f"territoire.yaml (parts_mobilite) ; {_REPLACED}.",
    )


def _by_density(
    files: TerritoryFiles,
    *,
    communes: Sequence[CommuneRecord],
    statistics: Mapping[str, CommuneStatistics],
    density: CommuneDensity,
    asked: NDArray[np.bool_],
) -> tuple[Floats, tuple[str, ...]]:
    """Return the default share of adults with a car, and what must be said of it."""
    table = read_density_shares(files.folder)
    usual = np.array([table[level] for level in density.level.tolist()])
    ratio = _motorisation(communes, statistics=statistics, density=density)
    told = [
        "Majeurs avec une voiture : part par défaut selon la densité de la commune, de "
        f"{percent(min(table.values()))} en ville à {percent(max(table.values()))} en campagne ; "
        f"{_REPLACED}."
    ]
    guessed = [
        one.code for one, mine in zip(communes, density.estimated & asked, strict=True) if mine
    ]
    if guessed:
        told.append(
            "Densité estimée d'après les habitants au km² pour "
            f"{cite(guessed)} ; la grille de densité de l'Insee en tiendrait lieu."
        )
    if not np.isnan(ratio).all():
        told.append(
            "Cette part suit la motorisation des ménages (recensement, base logement), rapportée à "
            "celle des communes de même densité : un ménage a une voiture, le jeune pas toujours."
        )
    shares = np.clip(usual * np.where(np.isnan(ratio), 1.0, ratio), 0.0, 1.0)
    return shares, tuple(told)


def _motorisation(
    communes: Sequence[CommuneRecord],
    *,
    statistics: Mapping[str, CommuneStatistics],
    density: CommuneDensity,
) -> Floats:
    """Households with a car in each commune, relative to those of its density level.

    Notes
    -----
    ``r_c = m_c / m_class(c)``, ``m`` the share of households with a car, the mean of a class being
    that of all the households of the communes of the territory of that level. NaN where unknown.
    """
    known = [statistics.get(commune.code, CommuneStatistics()) for commune in communes]
    households = _numbers([one.households for one in known])
    with_car = households - _numbers([one.households_without_car for one in known])
    told = ~np.isnan(with_car) & (households > 0)
    levels = density.level
    mean = np.full(len(known), np.nan)
    for level in np.unique(levels[told]):
        mine = told & (levels == level)
        mean[levels == level] = with_car[mine].sum() / households[mine].sum()
    usable = told & (mean > 0)
    ratio = np.full(len(known), np.nan)
    np.divide(with_car, households * mean, out=ratio, where=usable)
    return ratio


def _numbers(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
