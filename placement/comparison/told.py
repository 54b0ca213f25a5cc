"""A comparison as its reader may know it: every table and page quotes these figures alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from placement.comparison.cells import Balance, Cells, access_on, balance
from placement.comparison.indicators import Indicator, epci_gap, indicators_side_by_side, publics_of
from placement.comparison.model import Compared
from placement.comparison.money import Bill, epci_bill, funder_bill
from placement.comparison.places import (
    MEASURES,
    CommuneTold,
    EpciTold,
    communes_told,
    epci_told,
    pairs_told,
)
from placement.comparison.sites import Move, SiteLine, moves_of, site_lines
from placement.french import half_up
from placement.privacy import MASKED

__all__ = ["IndicatorTold", "Told", "difference", "told_of"]

_DIGITS: Final = {"indice": 3, "eur_cents": 2, "demi-journées": 1, "lieux": 0}

Cell = float | str | None


@dataclass(frozen=True, slots=True)
class IndicatorTold:
    """An indicator as written: a value by plan, and its difference from the reference."""

    indicator: Indicator
    values: tuple[Cell, ...]
    differences: tuple[Cell, ...]


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
            (k, public): communes_told(compared, at=k, cells=cells, access=access, public=public)
            for k, public in itertools.product(range(len(access)), publics)
        },
        pairs=pairs_told(compared, cells=cells, access=access, publics=publics),
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
        epci=tuple(epci_told(compared, cells=cells, access=one) for one in access),
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


def _balance(told: Balance, *, compared: Compared) -> tuple[Cell, Cell, Cell, Cell]:
    nearer, farther, gaining, losing = (
        compared.shown.sum(n, digits=1)
        for n in (told.nearer, told.farther, told.gaining, told.losing)
    )
    return nearer, farther, gaining, losing
