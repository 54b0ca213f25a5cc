"""How many young people each commune has, from the best table there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError, cite
from placement.sources.census import CENSUS, census_by_commune
from placement.sources.communes import CommuneRecord
from placement.sources.estimate import estimate_young
from placement.sources.grids import CellParts
from placement.sources.imilo import ImiloRecord
from placement.sources.territory_folder import TerritoryFiles
from placement.sources.young import YoungCounts
from placement.territory.model import Counted

__all__ = ["YoungPeople", "latest_year", "young_people"]

Floats = NDArray[np.float64]

_EXACT: Final = "TD_POP1B (Insee), déposé dans le dossier, en donne le compte exact"


@dataclass(frozen=True, slots=True, eq=False)
class YoungPeople:
    """Young people of each commune, in the order of the communes.

    Parameters
    ----------
    counts : young people and, of them, minors (NaN where not known)
    counted : who they are
    no_licence : (n,) those without a driving licence, minors included; NaN where nobody counted
    usual_minors : (n,) share of minors among the young people by the census, where not known
    doubts : French warnings
    estimates : what is estimated, French
    """

    counts: YoungCounts
    counted: Counted
    no_licence: Floats
    usual_minors: Floats
    doubts: tuple[str, ...] = ()
    estimates: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Identifiers of the embedded data sets that they come from."""
        from_census = self.counts.estimated and self.counted is not Counted.GRID
        return (CENSUS,) if from_census else ()


def young_people(
    files: TerritoryFiles, *, communes: Sequence[CommuneRecord], parts: CellParts | None = None
) -> YoungPeople:
    """Count the young people of each commune.

    By order of preference: what ``comptage`` asks for (the 18-24 of a grid), i-milo's young people
    followed (latest year), the user's or INSEE's table of the 16-25, the estimate from the census.
    What a better table lacks is filled by the next one and said.

    Parameters
    ----------
    parts : who lives where by the grid that was dropped, None without one

    Raises
    ------
    DataError
        The grid is to be counted, and there is none or it does not tell the 18-24.
    """
    codes = [record.code for record in communes]
    population = [np.nan if record.population is None else record.population for record in communes]
    estimate = estimate_young(census_by_commune(codes), population=population)
    unknown = np.full(len(codes), np.nan)
    ratio = np.divide(estimate.minors, estimate.young, out=unknown.copy(), where=estimate.young > 0)
    usual = np.nan_to_num(ratio, nan=0.0)
    if files.settings.counts_from_grid:
        return _from_grid(codes, parts=parts, no_licence=unknown, usual=usual)
    counts, doubts = _completed(files.young, estimate=estimate)
    if files.imilo:
        return _caseload(files.imilo, population=counts, usual=usual, doubts=doubts)
    return YoungPeople(
        counts=counts,
        counted=Counted.POPULATION,
        no_licence=unknown,
        usual_minors=usual,
        doubts=doubts,
        estimates=_estimates(counts),
    )


def _estimates(counts: YoungCounts) -> tuple[str, ...]:
    if counts.estimated:
        return (f"Effectifs : {counts.method} ; {_EXACT}.",)
    unknown = np.isnan(counts.minors)
    if unknown.any():
        lacking = counts.commune_code[unknown].tolist()
        return (f"Mineurs (16-17 ans) : part estimée pour {cite(lacking)} ; {_EXACT}.",)
    return ()


def _from_grid(
    codes: Sequence[str], *, parts: CellParts | None, no_licence: Floats, usual: Floats
) -> YoungPeople:
    """Take the 18-24 of the grid as the young people themselves."""
    if parts is None or parts.grid.aged_18_24 is None:
        raise DataError(
            "territoire.yaml, « comptage » : le carroyage Filosofi de l'Insee (colonne ind_18_24) "
            "n'est pas dans les données du territoire ; déposez-le, ou retirez cette ligne."
        )
    grid = parts.grid
    by_commune = parts.by_commune(parts.grid.aged_18_24)
    counts = YoungCounts(
        commune_code=np.array(codes, dtype=np.str_),
        young=np.array([by_commune.get(code, 0.0) for code in codes]),
        minors=np.zeros(len(codes)),
        estimated=bool(grid.imputed.any()),
        method=f"18-24 ans de {grid.title}, rattachés au foyer fiscal de leurs parents",
        vintage=grid.vintage,
    )
    told = (
        "Les jeunes comptés sont les 18-24 ans du carroyage, et non les 16-25 ans ; retirez "
        "« comptage » de territoire.yaml pour compter les 16-25 ans."
    )
    return YoungPeople(
        counts=counts,
        counted=Counted.GRID,
        no_licence=no_licence,
        usual_minors=usual,
        estimates=(told,),
    )


def _completed(
    table: YoungCounts | None, *, estimate: YoungCounts
) -> tuple[YoungCounts, tuple[str, ...]]:
    """Fill what a table lacks with the estimate, and say so."""
    if table is None:
        return estimate, ()
    table = _in_order_of(estimate, table=table)
    absent = np.isnan(table.young)
    if not absent.any():
        return table, ()
    completed = YoungCounts(
        commune_code=table.commune_code,
        young=np.where(absent, estimate.young, table.young),
        minors=np.where(absent, estimate.minors, table.minors),
        estimated=True,
        method=f"{table.method} ; communes absentes du fichier : {estimate.method}",
        vintage=table.vintage,
    )
    return completed, (
        f"{table.method} : rien sur {cite(table.missing)} ; leurs 16-25 ans sont estimés.",
    )


def _in_order_of(estimate: YoungCounts, *, table: YoungCounts) -> YoungCounts:
    """Put a table, which is in the order of the user's file, in the order of the places."""
    position = {code: row for row, code in enumerate(table.commune_code.tolist())}
    rows = [position[code] for code in estimate.commune_code.tolist()]
    return replace(
        table,
        commune_code=table.commune_code[rows],
        young=table.young[rows],
        minors=table.minors[rows],
    )


def latest_year(records: Sequence[ImiloRecord]) -> dict[str, ImiloRecord]:
    """Return the records of the latest year, by commune."""
    year = max(record.year for record in records)
    return {record.commune_code: record for record in records if record.year == year}


def _caseload(
    records: Sequence[ImiloRecord],
    *,
    population: YoungCounts,
    usual: Floats,
    doubts: tuple[str, ...],
) -> YoungPeople:
    """Replace the population by the caseload of the latest year.

    Where the file says nothing of a commune, its young people are followed at the mean rate.
    """
    by_code = latest_year(records)
    codes = population.commune_code.tolist()
    rows = [by_code.get(code) for code in codes]
    followed = np.array([np.nan if row is None else row.followed for row in rows])
    minors = np.array([np.nan if row is None else row.minors for row in rows])
    no_licence = np.array([np.nan if row is None else row.without_licence for row in rows])
    year = max(record.year for record in records)
    known = ~np.isnan(followed)
    rate = followed[known].sum() / max(population.young[known].sum(), 1.0)
    counts = YoungCounts(
        commune_code=population.commune_code,
        young=np.where(known, followed, rate * population.young),
        minors=np.where(known, minors, rate * population.minors),
        estimated=bool((~known).any()),
        method=f"jeunes suivis par la Mission Locale en {year} (i-milo)",
        vintage=str(year),
    )
    absent = [code for code, is_known in zip(codes, known, strict=True) if not is_known]
    lacking = (
        f"i-milo {year} : rien sur {cite(absent)} ; leurs jeunes suivis sont estimés au taux "
        "moyen du territoire."
    )
    return YoungPeople(
        counts=counts,
        counted=Counted.CASELOAD,
        no_licence=no_licence,
        usual_minors=usual,
        doubts=(*doubts, lacking) if absent else doubts,
        estimates=(lacking,) if absent else (),
    )
