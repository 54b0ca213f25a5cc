"""Who gains and who loses: the communes where something changes, and each EPCI as a whole."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.evaluate import EVERYBODY, Evaluation, access_by_group, change_by_group
from placement.french import half_up
from placement.outcome import SiteOutcome
from placement.privacy import MARKER, MASKED
from placement.report.content import ScenarioOutcome
from placement.report.tables import Cell, Row, Table, commune_of, commune_table, finished
from placement.units import SECONDS_PER_MINUTE

__all__ = ["epci_table", "mover_table"]

_NEAR_MIN: Final = 30
_GAINS, _LOSES, _BOTH = "gagne", "perd", "gagne et perd"

Floats = NDArray[np.float64]


def mover_table(outcome: ScenarioOutcome) -> Table:
    """List the communes where the plan changes something, those that lose first.

    A commune loses (or gains) when its trips last a minute more (or less), as they are rounded, or
    when some of its young people lose (or gain) an access.
    """
    told = commune_table(outcome)
    lines = [dict(zip(told.columns, row, strict=True)) for row in told.rows]
    moved = sorted(
        ((way, line) for line in lines if (way := _way(line))),
        key=lambda one: (one[0] == _GAINS, -_number(one[1]["ecart_min"]), one[1]["code_commune"]),
    )
    ending = tuple(name for name in told.columns if name in (MARKER, "diffusion"))
    columns = ("sens", *_MOVERS, *ending)
    return Table(columns, tuple(_mover(line, way=way, columns=columns) for way, line in moved))


_MOVERS: Final = (
    *("code_commune", "commune", "epci", "jeunes"),
    *(f"temps_existant_{EVERYBODY}_min", f"temps_scenario_{EVERYBODY}_min", "ecart_min"),
    *("gagnent_un_acces", "perdent_un_acces"),
)


def _mover(line: Mapping[str, Cell], *, way: str, columns: tuple[str, ...]) -> Row:
    masked = [name for name in str(line.get(MARKER, "")).split(", ") if name in columns]
    told = {**line, "sens": way, MARKER: ", ".join(masked)}
    return tuple(told[name] for name in columns)


def _way(line: Mapping[str, Cell]) -> str:
    change = half_up(_number(line["ecart_min"]))
    gains = change < 0 or _number(line["gagnent_un_acces"]) > 0
    loses = change > 0 or _number(line["perdent_un_acces"]) > 0
    return _BOTH if gains and loses else _GAINS if gains else _LOSES if loses else ""


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) and math.isfinite(cell) else 0.0


def epci_table(outcome: ScenarioOutcome) -> Table:
    """One row an EPCI: its young people, their access today and in the plan, what stands there.

    Counts are sums over its communes, rounded where people are followed, and masked where all of
    its communes are.
    """
    columns = (
        *("code_epci", "epci", "communes", "jeunes"),
        *(f"temps_existant_{EVERYBODY}_min", f"temps_scenario_{EVERYBODY}_min", "ecart_min"),
        *(f"part_{_NEAR_MIN}_min_existant", f"part_{_NEAR_MIN}_min_scenario"),
        *("gagnent_un_acces", "perdent_un_acces", "sans_acces_existant", "sans_acces_scenario"),
        *("demi_journees_existant_an", "demi_journees_an"),
        *("cout_annuel_existant_eur", "cout_annuel_eur"),
    )
    return finished(columns, rows=_epci_rows(outcome), outcome=outcome)


def _epci_rows(outcome: ScenarioOutcome) -> Iterator[Row]:
    communes: dict[str, list[str]] = {}
    names = {one.epci_code: one.epci_name for one in outcome.territory.communes}
    for one in outcome.territory.communes:
        communes.setdefault(one.epci_code, []).append(one.code)
    order = {code: k for k, code in enumerate(sorted(communes, key=lambda c: (names[c], c)))}
    figures = _figures(outcome, order=order)
    for code, k in order.items():
        hidden = all(outcome.masks(commune) for commune in communes[code])
        identity = code, names[code], len(communes[code])
        yield (*identity, *_access(outcome, figures, at=k, hidden=hidden),
               *_means(outcome, communes=communes[code]))  # fmt: skip


def _figures(outcome: ScenarioOutcome, *, order: Mapping[str, int]) -> dict[str, Floats]:
    before, after, size = outcome.baseline, outcome.plan, len(order)
    home = commune_of(outcome)
    epci = {one.code: order[one.epci_code] for one in outcome.territory.communes}
    group = np.array([epci[home[place]] for place in after.place_id.tolist()], dtype=np.intp)
    today, plan = (access_by_group(told, group=group, size=size) for told in (before, after))
    change = change_by_group(before, after=after, group=group, size=size)
    demand = outcome.territory.demand
    where = np.array([epci[code] for code in demand.commune_code.tolist()], dtype=np.intp)
    return {
        "jeunes": _sums(demand.young.sum(axis=1), group=where, size=size),
        "suivis": plan.young,
        "temps_existant": today.raw_time_s / SECONDS_PER_MINUTE,
        "temps_scenario": plan.raw_time_s / SECONDS_PER_MINUTE,
        "ecart": change.raw_time_s / SECONDS_PER_MINUTE,
        "pres_existant": _near(before, group=group, size=size),
        "pres_scenario": _near(after, group=group, size=size),
        "gagnent": change.gaining,
        "perdent": change.losing,
        "sans_existant": today.without_access,
        "sans_scenario": plan.without_access,
    }


def _sums(values: Floats, *, group: NDArray[np.intp], size: int) -> Floats:
    return np.asarray(np.bincount(group, weights=values, minlength=size), dtype=np.float64)


def _near(told: Evaluation, *, group: NDArray[np.intp], size: int) -> Floats:
    """Share of all the young people of each group within half an hour; NaN where nobody lives."""
    within = told.raw_time_s <= _NEAR_MIN * SECONDS_PER_MINUTE
    near, young = (
        _sums(weights, group=group, size=size)
        for weights in (np.where(within, told.young, 0.0), told.young)
    )
    return near / np.where(young > 0, young, np.nan)


def _access(
    outcome: ScenarioOutcome, figures: Mapping[str, Floats], *, at: int, hidden: bool
) -> Iterator[Cell]:
    shown = outcome.shown
    values = {name: float(column[at]) for name, column in figures.items()}

    def persons(name: str) -> Cell:
        return MASKED if hidden else shown.sum(values[name], digits=1)

    yield persons("jeunes")
    for name in ("temps_existant", "temps_scenario", "ecart"):
        yield shown.minutes(values[name])
    for name in ("pres_existant", "pres_scenario"):
        told = shown.share(values[name], among=0.0 if hidden else values["suivis"])
        yield round(told, 4) if isinstance(told, float) else told
    for name in ("gagnent", "perdent", "sans_existant", "sans_scenario"):
        yield persons(name)


def _means(outcome: ScenarioOutcome, *, communes: list[str]) -> tuple[Cell, ...]:
    """Tell half-days and cost of the sites that stand in some communes, today and in the plan."""
    here = [line for line in outcome.sites if line.site.commune_code in communes]
    return (
        *(_spent(here, planned=planned, name="half_days") for planned in (False, True)),
        *(_spent(here, planned=planned, name="cost_eur") for planned in (False, True)),
    )


def _spent(lines: list[SiteOutcome], *, planned: bool, name: str) -> float:
    options = (line.option if planned else line.today for line in lines)
    return float(sum(getattr(option, name) for option in options if option is not None))
