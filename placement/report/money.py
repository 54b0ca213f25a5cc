"""What a plan costs and who pays: by post, by funder, by EPCI; whole euros that add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from placement.french import half_up
from placement.options import SiteOption
from placement.report.content import ScenarioOutcome
from placement.report.tables import Row, Table, finished

__all__ = ["cost_table", "whole_euros"]

_OUTSIDE: Final = "Hors du périmètre"
_UNKNOWN: Final = "Financeur à préciser (lieux.csv)"
_CAPTIVE: Final = "Public captif (maison d'arrêt, CFA…)"
_TOTAL: Final = "Ensemble"

Parts = Iterable[tuple[str, float]]


def whole_euros(amounts_eur: Sequence[float]) -> list[int]:
    """Round amounts to the euro so that they add up to their rounded sum.

    Notes
    -----
    Largest remainder: the euros that rounding down leaves go where it takes the most.
    """
    floors = [int(amount // 1) for amount in amounts_eur]
    left = half_up(sum(amounts_eur)) - sum(floors)
    order = sorted(range(len(floors)), key=lambda k: (floors[k] - amounts_eur[k], k))
    for k in order[:left]:
        floors[k] += 1
    return floors


def cost_table(outcome: ScenarioOutcome) -> Table:
    """Split the yearly cost, today's and the plan's, then tell what is spent once, site by site.

    Within each ``ventilation``, the rows add up to the one called « Ensemble », to the euro.
    """
    epci = {one.code: one.epci_name for one in outcome.territory.communes}
    splits: dict[str, Callable[[SiteOption], Parts]] = {
        "par poste": lambda option: ((post.value, eur) for post, eur in option.posts),
        "par financeur": _by_funder,
        "par EPCI": lambda option: (
            (epci.get(option.site.commune_code, _OUTSIDE), option.cost_eur),
        ),
    }
    columns = ("ventilation", "ligne", "existant_eur", "scenario_eur", "ecart_eur")
    rows = [
        row
        for name, split in splits.items()
        for row in _split(outcome, parts=split, heading=f"Coût annuel {name}")
    ]
    return finished(columns, rows=[*rows, *_once(outcome)], outcome=outcome)


def _by_funder(option: SiteOption) -> Parts:
    shares = option.site.funders or ((_UNKNOWN, 1.0),)
    return ((name, share * option.cost_eur) for name, share in shares)


def _split(
    outcome: ScenarioOutcome, *, parts: Callable[[SiteOption], Parts], heading: str
) -> Iterator[Row]:
    today, plan = (
        _sums((getattr(line, name) for line in outcome.sites), parts=parts)
        for name in ("today", "option")
    )
    names = sorted(today.keys() | plan.keys())
    amounts = [
        [one.get(name, 0.0) for name in names] + [captive_eur]
        for one, captive_eur in (
            (today, outcome.baseline.fixed_cost_eur),
            (plan, outcome.plan.fixed_cost_eur),
        )
    ]
    before, after = (whole_euros(column) for column in amounts)
    if not any((*amounts[0][-1:], *amounts[1][-1:])):
        before, after = before[:-1], after[:-1]
    for name, old, new in zip((*names, _CAPTIVE), before, after, strict=False):
        yield heading, name, old, new, new - old
    yield heading, _TOTAL, sum(before), sum(after), sum(after) - sum(before)


def _sums(
    options: Iterable[SiteOption | None], *, parts: Callable[[SiteOption], Parts]
) -> dict[str, float]:
    sums: dict[str, float] = {}
    for option in options:
        for name, amount in () if option is None else parts(option):
            sums[name] = sums.get(name, 0.0) + amount
    return {name: amount for name, amount in sums.items() if amount}


def _once(outcome: ScenarioOutcome) -> list[Row]:
    """Tell what opening, changing and closing sites cost once; nothing where nothing does."""
    spent = [line for line in outcome.sites if line.once_eur]
    whole = whole_euros([line.once_eur for line in spent])
    heading = "Investissement, une fois"
    rows: list[Row] = [
        (heading, f"{line.site.name} ({line.change.value})", None, amount, None)
        for line, amount in zip(spent, whole, strict=True)
    ]
    return [*rows, (heading, _TOTAL, None, sum(whole), None)] if rows else []
