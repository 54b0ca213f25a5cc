"""Territories drawn for the placement benchmark, with numpy alone: both sides read the same file.

A map of 100 by 80 km. Towns follow Zipf's law; places gather around them, and their young people
follow a log-normal law that the town's size lifts. Sites are places, the most populated first by
luck of the draw. A trip is 3 minutes and 1.3 times the straight line, at 28 km/h in a village and
up to 58 km/h on a long drive, give or take 8 %, in whole tenths of a minute. Young people are whole
numbers too, so that the value of a plan is an integer that anybody recomputes exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

__all__ = ["Instance", "budgeted", "load", "orlib", "p_median", "plan_value", "save"]

OFFERS: Final = np.array(
    [  # interval between openings (days), half-days a year, EUR a year, wait (tenths of a minute)
        (7 / 5, 520, 61_500, 14),
        (7 / 2, 208, 31_000, 35),
        (7, 104, 18_200, 70),
        (30, 12, 2_100, 300),
    ]
)
EUR_A_PLACE: Final = 31_000.0
EUR_A_HALF_DAY: Final = 155.0
FAR_TENTHS: Final = 10_000  # beyond every trip: a p-median leaves nobody out
NO_ACCESS_TENTHS: Final = 1_200


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One thing to decide.

    Parameters
    ----------
    time_tenths
        Trip from place to site, tenths of a minute, shape (n, s).
    young
        Young people of each place, shape (n,).
    site, cost_eur, half_days, wait_tenths
        Site, annual cost, half-days a year and wait of each option, shape (o,).
    budget_eur, half_days_max
        Limits a year; None for no limit.
    no_access_tenths
        Price of a young person left without access.
    """

    time_tenths: np.ndarray
    young: np.ndarray
    site: np.ndarray
    cost_eur: np.ndarray
    half_days: np.ndarray
    wait_tenths: np.ndarray
    budget_eur: float
    half_days_max: float | None
    no_access_tenths: int

    @property
    def p(self) -> int:
        """Sites that a p-median may open: each costs 1."""
        return round(self.budget_eur)


def _territory(places: int, sites: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw times, tenths of a minute, shape (places, sites), and young people, shape (places,)."""
    rng = np.random.default_rng(seed)
    towns = max(8, places // 60)
    size = 1.0 / np.arange(1, towns + 1) ** 0.9
    size /= size.max()
    town = rng.choice(towns, places, p=0.5 * size / size.sum() + 0.5 / towns)
    spread_km = 1.0 + 6.0 * np.sqrt(size[town])
    centre_km = rng.uniform((0.0, 0.0), (100.0, 80.0), (towns, 2))
    xy_km = centre_km[town] + rng.normal(size=(places, 2)) * spread_km[:, None]
    xy_km = np.clip(xy_km, (0.0, 0.0), (100.0, 80.0))
    young = np.ceil(rng.lognormal(1.8, 1.0, places) * (1.0 + 8.0 * size[town])).astype(np.int64)
    home = rng.choice(places, sites, replace=False, p=young / young.sum())
    time_tenths = np.empty((places, sites), dtype=np.int32)
    for column, place in enumerate(home):  # by column: the largest instance is not held three times
        road_km = 1.3 * np.hypot(*(xy_km - xy_km[place]).T)
        speed_kmh = 28.0 + 30.0 * np.minimum(1.0, road_km / 52.0)
        minutes = 3.0 + 60.0 * road_km / speed_kmh * rng.uniform(0.92, 1.08, places)
        minutes[place] = 3.0
        time_tenths[:, column] = np.rint(10.0 * minutes)
    return time_tenths, young


def _one_euro_a_site(time_tenths: np.ndarray, young: np.ndarray, *, p: int) -> Instance:
    sites = time_tenths.shape[1]
    return Instance(
        time_tenths=time_tenths,
        young=young,
        site=np.arange(sites),
        cost_eur=np.ones(sites),
        half_days=np.zeros(sites),
        wait_tenths=np.zeros(sites, dtype=np.int64),
        budget_eur=float(p),
        half_days_max=None,
        no_access_tenths=FAR_TENTHS,
    )


def p_median(places: int, sites: int, *, p: int, seed: int) -> Instance:
    """Draw a p-median: any site costs 1, and p may be spent."""
    return _one_euro_a_site(*_territory(places, sites, seed=seed), p=p)


def budgeted(places: int, sites: int, *, p: int, seed: int) -> Instance:
    """Draw a choice among 4 offers a site, with the budget of about p small antennes.

    The half-days are as tight as the budget: cheap half-days run out of the first, and dear ones of
    the second.
    """
    time_tenths, young = _territory(places, sites, seed=seed)
    rng = np.random.default_rng(seed + 1)
    _, half_days, cost_eur, wait_tenths = np.tile(OFFERS, (sites, 1)).T
    budget_eur = EUR_A_PLACE * p
    return Instance(
        time_tenths=time_tenths,
        young=young,
        site=np.repeat(np.arange(sites), len(OFFERS)),
        cost_eur=np.round(cost_eur * rng.uniform(0.97, 1.03, cost_eur.size), 2),
        half_days=half_days,
        wait_tenths=wait_tenths.astype(np.int64),
        budget_eur=budget_eur,
        half_days_max=float(budget_eur // EUR_A_HALF_DAY),
        no_access_tenths=NO_ACCESS_TENTHS,
    )


def orlib(path: Path) -> Instance:
    """Read a p-median of OR-Library, one unit of length a tenth of a minute.

    A file gives ``n m p``, then m edges; where an edge is given twice the last one holds.
    """
    numbers = np.array(path.read_text(encoding="ascii").split(), dtype=np.int64)
    vertices, edges, p = numbers[:3].tolist()
    length = np.full((vertices, vertices), FAR_TENTHS, dtype=np.int64)
    np.fill_diagonal(length, 0)
    for tail, head, step in numbers[3 : 3 + 3 * edges].reshape(-1, 3):
        length[tail - 1, head - 1] = length[head - 1, tail - 1] = step
    for middle in range(vertices):  # Floyd and Warshall
        np.minimum(length, length[:, [middle]] + length[[middle]], out=length)
    return _one_euro_a_site(length.astype(np.int32), np.ones(vertices, dtype=np.int64), p=p)


def plan_value(instance: Instance, *, open_options: np.ndarray) -> int:
    """Recompute what a plan is worth, in persons x tenths of a minute: exact.

    Parameters
    ----------
    open_options
        Positions of the open options.

    Raises
    ------
    ValueError
        The plan breaks a limit, or opens a site twice.
    """
    chosen = np.asarray(open_options, dtype=np.int64)
    spent = instance.cost_eur[chosen].sum()
    if spent > instance.budget_eur + 0.005:
        raise ValueError(f"the plan costs {spent}, the budget is {instance.budget_eur}")
    if instance.half_days_max is not None:
        half_days = instance.half_days[chosen].sum()
        if half_days > instance.half_days_max + 0.001:
            raise ValueError(f"the plan takes {half_days} half-days of {instance.half_days_max}")
    if np.unique(instance.site[chosen]).size < chosen.size:
        raise ValueError("the plan gives a site two offers")
    nearest = np.full(instance.young.size, instance.no_access_tenths, dtype=np.int64)
    for option in chosen:
        access = instance.time_tenths[:, instance.site[option]] + instance.wait_tenths[option]
        np.minimum(nearest, access, out=nearest)
    return int(instance.young @ nearest)


def save(instance: Instance, path: Path) -> None:
    """Write an instance for the processes that solve it."""
    fields = {name: getattr(instance, name) for name in Instance.__slots__}
    if instance.half_days_max is None:
        fields["half_days_max"] = np.nan
    np.savez(path, **fields)


def load(path: Path) -> Instance:
    """Read an instance that `save` wrote."""
    with np.load(path) as stored:
        fields: dict[str, Any] = {
            name: stored[name] if stored[name].ndim else stored[name].item()
            for name in Instance.__slots__
        }
    if np.isnan(fields["half_days_max"]):
        fields["half_days_max"] = None
    return Instance(**fields)
