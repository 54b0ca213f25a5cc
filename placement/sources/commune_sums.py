"""Add up the lines of a file by commune of the territory, and say what is missing or doubtful."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.sources.commune_lookup import ARRONDISSEMENTS, commune_lookup
from placement.sources.official import OfficialTable

__all__ = ["CommuneSums", "rows_by_commune", "sum_by_commune"]

_TOLERANCE = 1e-6
"""Relative: INSEE's counts are weighted sums, written with about fifteen digits."""


@dataclass(frozen=True, slots=True, eq=False)
class CommuneSums:
    """Sums by commune of the columns of a file.

    Parameters
    ----------
    path : the file
    communes : codes asked for, sorted, that the file holds
    counts : (n,) by column name; NaN where one line of the commune holds no number
    absent : codes asked for, sorted, that the file does not hold
    merged : former codes of the file that were added to a commune of today, sorted
    """

    path: Path
    communes: tuple[str, ...]
    counts: Mapping[str, NDArray[np.float64]]
    absent: tuple[str, ...]
    merged: tuple[str, ...]

    def value(self, name: str, *, at: int) -> float | None:
        """Return a count of one commune; None where it is not known."""
        if name not in self.counts or np.isnan(self.counts[name][at]):
            return None
        return float(self.counts[name][at])

    def without_excess(self, pairs: Sequence[tuple[str, str]]) -> tuple[CommuneSums, list[str]]:
        """Return the sums without the parts that exceed their whole, and what to say of them.

        Parameters
        ----------
        pairs : names of a part and of its whole
        """
        counts, remarks = dict(self.counts), []
        for part, whole in pairs:
            if part in counts and whole in counts:
                excess = counts[part] > counts[whole] * (1 + _TOLERANCE)
                if excess.any():
                    codes = [self.communes[place] for place in np.flatnonzero(excess)]
                    remarks.append(
                        f"{self.path.name} : {part.upper()} dépasse {whole.upper()}, ce qui ne se "
                        f"peut ; cet effectif est écarté pour {cite(codes)}."
                    )
                    counts[part] = np.where(excess, np.nan, counts[part])
        kept = CommuneSums(
            self.path, self.communes, MappingProxyType(counts), self.absent, self.merged
        )
        return kept, remarks

    def remarks(self) -> Iterator[str]:
        """Say which communes are absent or incomplete, and which were merged (French)."""
        name = self.path.name
        if self.absent:
            yield f"{name} : communes qui n'y figurent pas : {cite(self.absent)}."
        if self.merged:
            yield (
                f"{name} : communes d'avant leur fusion, ajoutées à la commune d'aujourd'hui : "
                f"{cite(self.merged)}."
            )
        for column, counts in self.counts.items():
            codes = [self.communes[place] for place in np.flatnonzero(np.isnan(counts))]
            if codes:
                yield (
                    f"{name} : {column.upper()} n'est pas connu partout (case vide ou secret "
                    f"statistique) dans {cite(codes)} ; cet effectif y manque."
                )


def rows_by_commune(
    codes: NDArray[np.str_], *, communes: Collection[str], former: Mapping[str, str] | None = None
) -> NDArray[np.str_]:
    """Return the commune that each line counts for; empty where for none.

    Arrondissements municipaux are added up to their city, unless the file has it as a whole too.
    """
    present = set(codes.tolist())
    lookup = {
        code: commune
        for code, commune in commune_lookup(communes, former=former).items()
        if code == commune or ARRONDISSEMENTS.get(code) not in present
    }
    return np.array([lookup.get(code, "") for code in codes.tolist()], dtype=np.str_)


def sum_by_commune(
    table: OfficialTable,
    *,
    names: Sequence[str],
    communes: Collection[str],
    former: Mapping[str, str] | None = None,
) -> CommuneSums:
    """Add up columns of numbers by commune.

    Parameters
    ----------
    table : with a field ``code``, the commune of each line
    names : fields to add up; those that the file does not have are left out
    """
    codes = table.text("code")
    residence = rows_by_commune(codes, communes=communes, former=former)
    known, place = np.unique(residence, return_inverse=True)
    named = known != ""
    counts = {
        name: np.bincount(place, weights=table.number(name), minlength=len(known))[named]
        for name in names
        if table.has(name)
    }
    found = tuple(known[named].tolist())
    moved = (residence != "") & (residence != codes)
    merged = {code for code in codes[moved].tolist() if code not in ARRONDISSEMENTS}
    return CommuneSums(
        path=table.path,
        communes=found,
        counts=MappingProxyType(counts),
        absent=tuple(sorted(set(communes) - set(found))),
        merged=tuple(sorted(merged)),
    )
