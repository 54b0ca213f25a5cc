"""Communes and EPCI of a comparison, as its reader may know them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from placement.comparison.cells import LEAST_MIN, Access, Cells, change
from placement.comparison.model import Compared
from placement.evaluate import EVERYBODY

__all__ = [
    "MEASURES",
    "CommuneTold",
    "EpciTold",
    "Verdict",
    "communes_told",
    "epci_told",
    "pairs_told",
]

MEASURES: Final = ("trajet", "acces")
"""Raw door-to-door time; the same with the wait between two openings."""

_SOMEBODY: Final = 0.5
_ROUNDING: Final = 1e-6

Cell = float | str | None


class Verdict(StrEnum):
    """What a plan does to a commune; the values are French words."""

    GAINS = "gagne"
    LOSES = "perd"
    SAME = "ni l'un ni l'autre"


@dataclass(frozen=True, slots=True)
class CommuneTold:
    """A commune in one plan, for one public.

    ``times`` are those of the plan and ``changes`` what differs from the reference, min, by
    measure; ``young``, ``without``, ``gaining`` and ``losing`` an access are persons, or masked.
    """

    code: str
    young: Cell
    without: Cell
    times: Mapping[str, float | None]
    changes: Mapping[str, float | None]
    gaining: Cell
    losing: Cell
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class EpciTold:
    """Access in an EPCI in one plan: persons, and min over those who have access."""

    name: str
    young: Cell
    without: Cell
    trip_min: float | None
    access_min: float | None


def communes_told(
    compared: Compared, *, at: int, cells: Cells, access: Sequence[Access], public: str
) -> tuple[CommuneTold, ...]:
    """Write every commune in one plan, for one public."""
    among, plan = cells.within(public), access[at]
    moved = change(access[compared.reference], after=plan, cells=cells, among=among)
    young = cells.by_commune(np.where(among, plan.young, 0.0))
    served = cells.by_commune(np.where(among, plan.served, 0.0))
    weight = cells.by_commune(np.where(among, plan.weight, 0.0))
    weight[weight == 0] = np.nan
    times = {
        measure: cells.by_commune(
            np.where(among & (plan.weight > 0), plan.times(measure), 0.0) * plan.weight
        )
        / weight
        for measure in MEASURES
    }
    return tuple(
        _commune(
            compared,
            code=code,
            public=public,
            young=(float(young[k]), float(served[k])),
            times={m: float(values[k]) for m, values in times.items()},
            changes={m: float(moved.times(m)[k]) for m in MEASURES},
            turned=(float(moved.gaining[k]), float(moved.losing[k])),
        )
        for k, code in enumerate(cells.communes)
    )


def _commune(
    compared: Compared,
    *,
    code: str,
    public: str,
    young: tuple[float, float],
    times: Mapping[str, float],
    changes: Mapping[str, float],
    turned: tuple[float, float],
) -> CommuneTold:
    """Write a commune: its young people, and those of them who have access; what changes."""
    shown, (whole, served) = compared.shown, young
    unsplit = compared.masks_profiles(code)
    masked = compared.masks(code) or (public != EVERYBODY and unsplit)

    def part(persons: float) -> Cell:
        """Write a part of a commune, which tells of its profiles unless it is none or all."""
        split = unsplit and _ROUNDING < persons < whole - _ROUNDING
        return shown.part(persons, masked=masked or split)

    told = {measure: shown.minutes(value) for measure, value in changes.items()}
    gaining, losing = turned
    return CommuneTold(
        code=code,
        young=shown.part(whole, masked=masked),
        without=part(whole - served),
        times={measure: shown.minutes(value) for measure, value in times.items()},
        changes=told,
        gaining=part(gaining),
        losing=part(losing),
        verdicts={m: _verdict(told[m], gaining=gaining, losing=losing) for m in MEASURES},
    )


def _verdict(change_min: float | None, *, gaining: float, losing: float) -> Verdict:
    """Say whether a commune loses, on either side, before saying that it gains."""
    moved = change_min or 0.0
    if moved >= LEAST_MIN or losing >= _SOMEBODY:
        return Verdict.LOSES
    return Verdict.GAINS if moved <= -LEAST_MIN or gaining >= _SOMEBODY else Verdict.SAME


def pairs_told(
    compared: Compared, *, cells: Cells, access: Sequence[Access], publics: Sequence[str]
) -> dict[tuple[int, int, str], dict[str, tuple[float | None, ...]]]:
    """Write the change of each commune from every plan to each later one, min."""
    found = {}
    for (i, j), public in itertools.product(itertools.combinations(range(len(access)), 2), publics):
        moved = change(access[i], after=access[j], cells=cells, among=cells.within(public))
        found[i, j, public] = {
            measure: tuple(compared.shown.minutes(v) for v in moved.times(measure).tolist())
            for measure in MEASURES
        }
    return found


def epci_told(compared: Compared, *, cells: Cells, access: Access) -> tuple[EpciTold, ...]:
    """Write every EPCI in one plan."""
    names = {commune.code: commune.epci_name for commune in compared.territory.communes}
    of = np.array([names[code] for code in cells.communes])[cells.commune]
    told = []
    for name in sorted(set(names.values()) - {""}):
        inside = of == name
        served = np.where(inside, access.served, 0.0)
        total, shown = float(served.sum()), compared.shown
        young = float(access.young[inside].sum())
        means = [
            float(np.nansum(times * served)) / total if total > 0 else None
            for times in (access.trip_min, access.access_min)
        ]
        told.append(
            EpciTold(
                name=name,
                young=shown.sum(young, digits=1),
                without=shown.sum(young - total, digits=1),
                trip_min=shown.minutes(means[0]),
                access_min=shown.minutes(means[1]),
            )
        )
    return tuple(told)
