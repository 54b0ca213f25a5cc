"""A comparison as its reader may know it: every table and page quotes these figures alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from placement.comparison.cells import LEAST_MIN, Access, Balance, Cells, access_on, balance, change
from placement.comparison.indicators import Indicator, epci_gap, indicators_side_by_side, publics_of
from placement.comparison.model import Compared
from placement.comparison.money import Bill, epci_bill, funder_bill
from placement.comparison.sites import Move, SiteLine, moves_of, site_lines
from placement.evaluate import EVERYBODY
from placement.french import half_up
from placement.privacy import MASKED

__all__ = [
    "MEASURES",
    "CommuneTold",
    "EpciTold",
    "IndicatorTold",
    "Told",
    "Verdict",
    "difference",
    "told_of",
]

MEASURES: Final = ("trajet", "acces")
"""Raw door-to-door time; the same with the wait between two openings."""

_SOMEBODY: Final = 0.5
_ROUNDING: Final = 1e-6
_DIGITS: Final = {"indice": 3, "eur_cents": 2, "demi-journées": 1, "lieux": 0}

Cell = float | str | None


class Verdict(StrEnum):
    """What a plan does to a commune; the values are French words."""

    GAINS = "gagne"
    LOSES = "perd"
    SAME = "ni l'un ni l'autre"


@dataclass(frozen=True, slots=True)
class IndicatorTold:
    """An indicator as written: a value by plan, and its difference from the reference."""

    indicator: Indicator
    values: tuple[Cell, ...]
    differences: tuple[Cell, ...]


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


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Everything that is said of a comparison.

    ``communes`` and ``pairs`` are by (plan, public) and by (plan, plan, public); a pair holds the
    change of each commune from the first to the second plan, min, by measure, in the order of
    ``codes``. ``balances`` are by (plan, public, measure). The other lists are one by plan.
    """

    compared: Compared
    publics: tuple[str, ...]
    codes: tuple[str, ...]
    indicators: tuple[IndicatorTold, ...]
    communes: Mapping[tuple[int, str], tuple[CommuneTold, ...]]
    pairs: Mapping[tuple[int, int, str], Mapping[str, tuple[float | None, ...]]]
    balances: Mapping[tuple[int, str, str], tuple[Cell, Cell, Cell, Cell]]
    sites: tuple[SiteLine, ...]
    moves: tuple[tuple[Move, ...], ...]
    epci_bills: tuple[tuple[Bill, ...], ...]
    funder_bills: tuple[tuple[Bill, ...], ...]
    epci: tuple[tuple[EpciTold, ...], ...]
    gaps: tuple[tuple[str, str] | None, ...]


def told_of(compared: Compared) -> Told:
    """Compute and write everything that is said of a comparison, for its reader."""
    cells = Cells.of(compared.territory)
    demand = compared.territory.demand
    access = [access_on(cells, plan=one.plan, demand=demand) for one in compared.variants]
    publics = publics_of(compared)
    gaps = [epci_gap(compared, cells=cells, access=one) for one in access]
    return Told(
        compared=compared,
        publics=publics,
        codes=cells.communes,
        indicators=tuple(
            _indicator(one, compared=compared)
            for one in indicators_side_by_side(compared, cells=cells, access=access)
        ),
        communes={
            (k, public): _communes(compared, at=k, cells=cells, access=access, public=public)
            for k, public in itertools.product(range(len(access)), publics)
        },
        pairs=_pairs(compared, cells=cells, access=access, publics=publics),
        balances={
            (k, public, measure): _balance(
                balance(
                    access[compared.reference],
                    after=access[k],
                    among=cells.within(public),
                    measure=measure,
                ),
                compared=compared,
            )
            for k, public, measure in itertools.product(range(len(access)), publics, MEASURES)
        },
        sites=site_lines(compared),
        moves=tuple(moves_of(compared, variant=one) for one in compared.variants),
        epci_bills=tuple(epci_bill(v, territory=compared.territory) for v in compared.variants),
        funder_bills=tuple(funder_bill(v, territory=compared.territory) for v in compared.variants),
        epci=tuple(_epci(compared, cells=cells, access=one) for one in access),
        gaps=tuple(None if gap is None else gap[1:] for gap in gaps),
    )


def difference(value: Cell, *, base: Cell, digits: int = 6) -> Cell:
    """Subtract two written values: a reader finds the same; masked where either is."""
    if MASKED in (value, base):
        return MASKED
    if not isinstance(value, int | float) or not isinstance(base, int | float):
        return None
    return round(float(value) - float(base), digits) + 0.0


def _indicator(one: Indicator, *, compared: Compared) -> IndicatorTold:
    values = tuple(
        _written(value, of=one, among=among, compared=compared)
        for value, among in zip(one.values, one.among, strict=True)
    )
    base = values[compared.reference]
    differs = tuple(difference(value, base=base) for value in values)
    return IndicatorTold(one, values, differs)


def _written(value: float | None, *, of: Indicator, among: float, compared: Compared) -> Cell:
    if value is None:
        return None
    shown = compared.shown
    if of.key == "jeunes":
        few = shown.sensitive and value < shown.profile.threshold
        return MASKED if few else round(value, 1)
    writers: Mapping[str, Callable[[float], Cell]] = {
        "min": shown.minutes,
        "part": lambda share: shown.share(share, among=among),
        "jeunes": lambda persons: shown.sum(persons, digits=1),
        "eur": lambda amount: float(half_up(amount)),
    }
    writer = writers.get(of.unit)
    return round(value, _DIGITS[of.unit]) if writer is None else writer(value)


def _communes(
    compared: Compared, *, at: int, cells: Cells, access: Sequence[Access], public: str
) -> tuple[CommuneTold, ...]:
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


def _pairs(
    compared: Compared, *, cells: Cells, access: Sequence[Access], publics: Sequence[str]
) -> dict[tuple[int, int, str], dict[str, tuple[float | None, ...]]]:
    found = {}
    for (i, j), public in itertools.product(itertools.combinations(range(len(access)), 2), publics):
        moved = change(access[i], after=access[j], cells=cells, among=cells.within(public))
        found[i, j, public] = {
            measure: tuple(compared.shown.minutes(v) for v in moved.times(measure).tolist())
            for measure in MEASURES
        }
    return found


def _balance(told: Balance, *, compared: Compared) -> tuple[Cell, Cell, Cell, Cell]:
    nearer, farther, gaining, losing = (
        compared.shown.sum(n, digits=1)
        for n in (told.nearer, told.farther, told.gaining, told.losing)
    )
    return nearer, farther, gaining, losing


def _epci(compared: Compared, *, cells: Cells, access: Access) -> tuple[EpciTold, ...]:
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
