"""Criteria that come from counts by commune: young people, poverty, cars, neighbourhoods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.french import percent
from placement.needs.citations import cited
from placement.needs.criteria import criteria_by_id
from placement.needs.measures import Measure, NeedPlaces
from placement.needs.places import area_km2
from placement.sources.statistics import CommuneStatistics
from placement.territory import Commune, Territory

__all__ = ["measure", "social_measures"]

Floats = NDArray[np.float64]

_MINORS = "mineurs"
_TOLD_PART = 0.01


def social_measures(
    territory: Territory, *, places: NeedPlaces, rows: NDArray[np.intp]
) -> tuple[Measure, ...]:
    """Measure every criterion but the journeys.

    Parameters
    ----------
    places : communes, or cells
    rows : (n,) position of the commune of each place among the communes sorted by code
    """
    communes = sorted(territory.communes, key=lambda commune: commune.code)
    return (
        _young(territory, places=places),
        _density(territory, communes=communes, rows=rows, places=places),
        _minors(territory, places=places),
        _neet(territory, communes=communes, rows=rows, places=places),
        _poverty(territory, communes=communes, rows=rows),
        _without_car(territory, communes=communes, rows=rows),
        _in_areas(territory, communes=communes, rows=rows, places=places),
    )


def measure(
    criterion_id: str,
    value: Floats,
    *,
    base: Floats | None = None,
    estimated: bool = False,
    source: tuple[str, str] = ("", ""),
    remarks: tuple[str, ...] = (),
) -> Measure:
    """Build the measure of a criterion that nothing keeps from being known."""
    nowhere = np.zeros(value.shape, dtype=np.bool_)
    return Measure(
        criterion=criteria_by_id()[criterion_id],
        value=value,
        utmost=nowhere,
        base=np.full(value.shape, np.nan) if base is None else base,
        masked=nowhere,
        estimated=estimated,
        source=source[0],
        vintage=source[1],
        remarks=remarks,
    )


def _young(territory: Territory, *, places: NeedPlaces) -> Measure:
    found = measure(
        "jeunes",
        places.young,
        estimated=territory.demand.estimated,
        source=_population(territory),
    )
    who = territory.demand.counted.value
    told = replace(
        found.criterion,
        label=f"{who[:1].upper()}{who[1:]}",
        meaning=f"nombre de {who} qui y vivent",
    )
    return replace(found, criterion=told)


def _density(
    territory: Territory,
    *,
    communes: Sequence[Commune],
    rows: NDArray[np.intp],
    places: NeedPlaces,
) -> Measure:
    area = np.array([area_km2(commune, crs=territory.crs) for commune in communes])
    young = _by_commune(places.young, rows=rows, count=len(communes))
    title, vintage = _population(territory)
    return measure(
        "densite_jeunes",
        (young / area)[rows],
        estimated=True,
        source=(f"{title} ; surfaces mesurées sur les contours simplifiés", vintage),
    )


def _minors(territory: Territory, *, places: NeedPlaces) -> Measure:
    demand = territory.demand
    minors = np.zeros(len(places.id))
    if _MINORS in demand.profiles:
        minors = _by_place(demand.young[:, demand.profiles.index(_MINORS)], territory, places)
    return measure(
        "mineurs",
        _ratio(minors, of=places.young),
        base=places.young,
        estimated=demand.estimated,
        source=_population(territory),
    )


def _by_place(values: Floats, territory: Territory, places: NeedPlaces) -> Floats:
    """Add up what is counted by place of residence over the places compared."""
    if places.cells:
        return values
    row = {code: k for k, code in enumerate(places.commune_code.tolist())}
    at = np.array([row[code] for code in territory.demand.commune_code.tolist()], dtype=np.intp)
    return _by_commune(values, rows=at, count=len(row))


def _by_commune(values: Floats, *, rows: NDArray[np.intp], count: int) -> Floats:
    summed: Floats = np.bincount(rows, weights=values, minlength=count).astype(np.float64)
    return summed


def _neet(
    territory: Territory,
    *,
    communes: Sequence[Commune],
    rows: NDArray[np.intp],
    places: NeedPlaces,
) -> Measure:
    share = np.array([_number(commune.neet_share) for commune in communes])
    source = cited(
        territory.provenance,
        words=("neet", "formation", "activite"),
        otherwise="part_neet de communes.csv",
    )
    young = _by_commune(places.young, rows=rows, count=len(communes))
    return measure(
        "neet",
        share[rows],
        base=young[rows],
        estimated=True,
        source=(source.source, source.vintage),
    )


def _poverty(
    territory: Territory, *, communes: Sequence[Commune], rows: NDArray[np.intp]
) -> Measure:
    known = _statistics(territory, communes=communes)
    households = _counts(known, name="grid_households")
    share = _ratio(_counts(known, name="poor_households"), of=households)
    imputed = _counts(known, name="poor_imputed_households")
    part = np.nansum(imputed) / max(float(np.nansum(households)), 1.0)
    remarks = (
        (
            f"Ménages pauvres : {percent(part)} des ménages sont dans des carreaux dont l'Insee a "
            "estimé les valeurs (moins de 11 ménages).",
        )
        if part >= _TOLD_PART
        else ()
    )
    source = cited(territory.provenance, words=("filosofi",), otherwise="Insee, Filosofi")
    return measure(
        "pauvrete",
        share[rows],
        base=households[rows],
        estimated=bool(part > 0.5),
        source=(source.source, source.vintage),
        remarks=remarks,
    )


def _without_car(
    territory: Territory, *, communes: Sequence[Commune], rows: NDArray[np.intp]
) -> Measure:
    known = _statistics(territory, communes=communes)
    households = _counts(known, name="households")
    source = cited(
        territory.provenance, words=("logement",), otherwise="Insee, recensement, base logement"
    )
    return measure(
        "menages_sans_voiture",
        _ratio(_counts(known, name="households_without_car"), of=households)[rows],
        base=households[rows],
        source=(source.source, source.vintage),
    )


def _in_areas(
    territory: Territory,
    *,
    communes: Sequence[Commune],
    rows: NDArray[np.intp],
    places: NeedPlaces,
) -> Measure:
    """Part of the young in a QPV: nowhere known without a list of them, and 0 outside the list."""
    names = {commune.code: commune.name for commune in communes}
    unknown = [area for area in territory.priority_areas if area.young_share is None]
    parts: dict[str, float] = {}
    for area in territory.priority_areas:
        part = 1.0 if area.young_share is None else area.young_share
        parts[area.commune_code] = min(1.0, parts.get(area.commune_code, 0.0) + part)
    none = 0.0 if territory.priority_areas else np.nan
    share = np.array([parts.get(commune.code, none) for commune in communes])
    where = cite(sorted({names[area.commune_code] for area in unknown}))
    remarks = (
        (
            f"Quartiers prioritaires : part des jeunes qui y vivent inconnue à {where} ; elle y "
            "est comptée à 100 %, comme dans les scénarios. Complétez part_jeunes dans qpv.csv.",
        )
        if unknown
        else ()
    )
    source = cited(territory.provenance, words=("qpv", "qp2024"), otherwise="qpv.csv")
    young = _by_commune(places.young, rows=rows, count=len(communes))
    return measure(
        "qpv",
        share[rows],
        base=young[rows],
        estimated=bool(unknown),
        source=(source.source, source.vintage),
        remarks=remarks,
    )


def _population(territory: Territory) -> tuple[str, str]:
    """Where the young people of the demand come from."""
    source = cited(
        territory.provenance,
        words=("recensement", "pop1b", "population"),
        otherwise=territory.demand.method,
    )
    return source.source, source.vintage


def _statistics(
    territory: Territory, *, communes: Sequence[Commune]
) -> tuple[CommuneStatistics, ...]:
    nothing = CommuneStatistics()
    return tuple(territory.statistics.get(commune.code, nothing) for commune in communes)


def _counts(statistics: Sequence[CommuneStatistics], *, name: str) -> Floats:
    return np.array([_number(getattr(one, name)) for one in statistics], dtype=np.float64)


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _ratio(part: Floats, *, of: Floats) -> Floats:
    """Shares between 0 and 1; NaN where a count is unknown or the whole is empty."""
    share = np.full(part.shape, np.nan)
    np.divide(part, of, out=share, where=of > 0)
    clipped: Floats = np.clip(share, 0.0, 1.0)
    return clipped
