"""What a plan costs and who pays: by post, by funder, by EPCI; whole euros that add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from placement.comparison import BEYOND_SITES, CAPTIVE, NO_FUNDER
from placement.evaluate import Evaluation
from placement.french import whole_euros
from placement.options import SiteOption
from placement.report.content import ScenarioOutcome
from placement.report.tables import Row, Table, finished

__all__ = ["cost_table"]

_OUTSIDE: Final = "Hors du périmètre"
_CENT: Final = 0.01
_TOTAL: Final = "Ensemble"

Parts = Iterable[tuple[str, float]]


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
    shares = option.site.funders or ((NO_FUNDER, 1.0),)
    return ((name, share * option.cost_eur) for name, share in shares)


def _split(
    outcome: ScenarioOutcome, *, parts: Callable[[SiteOption], Parts], heading: str
) -> Iterator[Row]:
    before, after = (
        whole_euros(_amounts(outcome, told=told, name=name, parts=parts))
        for told, name in ((outcome.baseline, "today"), (outcome.plan, "option"))
    )
    for name in sorted({*before, *after}, key=lambda one: (one in _LAST, one)):
        old, new = before.get(name, 0), after.get(name, 0)
        yield heading, name, old, new, new - old
    old, new = sum(before.values()), sum(after.values())
    yield heading, _TOTAL, old, new, new - old


_LAST: Final = (BEYOND_SITES, CAPTIVE)


def _amounts(
    outcome: ScenarioOutcome,
    *,
    told: Evaluation,
    name: str,
    parts: Callable[[SiteOption], Parts],
) -> dict[str, float]:
    """Split the cost of a plan, EUR; what is spent on no site has lines of its own."""
    amounts = _sums((getattr(line, name) for line in outcome.sites), parts=parts)
    rest = told.cost_eur - told.fixed_cost_eur - sum(amounts.values())
    if abs(rest) > _CENT:
        amounts[BEYOND_SITES] = rest
    if told.fixed_cost_eur:
        amounts[CAPTIVE] = told.fixed_cost_eur
    return amounts


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
    whole = whole_euros({line.site.id: line.once_eur for line in spent})
    heading = "Investissement, une fois"
    rows: list[Row] = [
        (heading, f"{line.site.name} ({line.change.value})", None, whole[line.site.id], None)
        for line in spent
    ]
    return [*rows, (heading, _TOTAL, None, sum(whole.values()), None)] if rows else []
