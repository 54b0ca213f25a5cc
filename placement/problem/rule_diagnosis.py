"""Which rule of the board no plan can keep, even alone, in the user's words.

Each reason compares one rule with the most, or the least, that the sites can give together when
nothing else counts. It is a proof when it speaks; silence proves nothing, for rules may also clash
together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.french import decimal, euros, percent, plural
from placement.problem.access import nearest_open_s
from placement.problem.neighbourhood import often_enough
from placement.problem.rules import Measure
from placement.problem.tolerance import (
    TIME_SLACK_S,
    fits_budget,
    fits_use,
    reaches_figure,
    reaches_share,
)

if TYPE_CHECKING:
    from placement.problem.model import PlacementProblem

__all__ = ["impossible_rules"]


def impossible_rules(problem: PlacementProblem) -> Iterator[str]:
    """Tell each rule that no plan keeps, whatever the other rules are, French sentences."""
    yield from _numbers(problem)
    yield from _money(problem)
    yield from _uses(problem)
    yield from _changes(problem)
    yield from _presence(problem)
    yield from _distances(problem)
    yield from _shares(problem)


def _numbers(problem: PlacementProblem) -> Iterator[str]:
    for rule in problem.rules.numbers:
        most = int(_most(problem, figure=rule.options.astype(np.float64)).sum())
        if rule.at_least is not None and rule.at_least > most:
            yield (
                f"« {rule.name} » : il en faut au moins {rule.at_least}, "
                f"{plural(most, one='site peut', many='sites peuvent')} en avoir une."
            )
        least = int(_least(problem, figure=rule.options.astype(np.float64)).sum())
        if rule.at_most is not None and rule.at_most < least:
            yield (
                f"« {rule.name} » : il en faut au plus {rule.at_most}, "
                f"les sites imposés en demandent {least}."
            )


def _money(problem: PlacementProblem) -> Iterator[str]:
    opening_eur = np.where(problem.current, 0.0, problem.opening_eur)
    closed = problem.site_is_current & ~_can_open(problem)
    once_eur = float(_least(problem, figure=opening_eur).sum() + problem.closing_eur[closed].sum())
    limit_eur = problem.rules.investment_eur
    if limit_eur is not None and not fits_budget(once_eur, limit_eur=limit_eur):
        yield (
            "Ce qui est imposé ou interdit coûte à l'ouverture et à la fermeture plus que "
            f"l'investissement permis : il faut {_lacking(once_eur - limit_eur)} de plus."
        )
    for rule in problem.rules.group_budgets:
        paid_eur = float(_least(problem, figure=rule.share * problem.cost_eur).sum())
        if not fits_budget(paid_eur, limit_eur=rule.limit_eur):
            yield (
                f"Le budget de « {rule.name} » ne suffit pas aux sites imposés, même avec les "
                f"offres qui lui coûtent le moins : il faut {_lacking(paid_eur - rule.limit_eur)} "
                "de plus par an."
            )


def _uses(problem: PlacementProblem) -> Iterator[str]:
    for rule in problem.rules.uses:
        least = float(_least(problem, figure=rule.use).sum())
        if not fits_use(least, limit=rule.limit):
            yield (
                f"« {rule.name} » : ce qui est imposé prend au moins {decimal(least)} {rule.unit}, "
                f"il y en a {decimal(rule.limit)}."
            )


def _changes(problem: PlacementProblem) -> Iterator[str]:
    most = problem.rules.changes_max
    if most is None:
        return
    kept = np.zeros(problem.site_id.size, dtype=np.bool_)
    kept[problem.option_site[problem.current & problem.option_is_admissible]] = True
    sure = np.where(problem.site_is_current, ~kept, problem.site_is_forced)
    if sure.sum() > most:
        yield (
            f"{plural(int(sure.sum()), one='site doit', many='sites doivent')} changer, plus que "
            f"{plural(most, one='changement permis', many='changements permis')} : "
            f"{_names(problem, np.asarray(sure))}."
        )


def _presence(problem: PlacementProblem) -> Iterator[str]:
    for rule in problem.rules.floors:
        most = float(_most(problem, figure=rule.figure).sum())
        if not reaches_figure(most, least=rule.least):
            yield (
                f"Présence à « {rule.name} » : il faut au moins {decimal(rule.least)} {rule.unit}, "
                f"les offres possibles en donnent au plus {decimal(most)}."
            )


def _distances(problem: PlacementProblem) -> Iterator[str]:
    pairs = problem.rules.too_close
    if pairs is None or not pairs.size:
        return
    both = pairs[problem.site_is_forced[pairs].all(axis=1)]
    if both.size:
        names = cite(" et ".join(map(str, problem.site_id[pair])) for pair in both)
        yield f"Sites imposés ensemble mais trop proches : {names}. N'en imposez qu'un."


def _shares(problem: PlacementProblem) -> Iterator[str]:
    admissible = problem.option_is_admissible
    for rule in problem.rules.coverages:
        doors = admissible & often_enough(problem, days=rule.interval_days_max)
        nearest_s = nearest_open_s(problem, open_options=doors, measure=rule.measure)
        near = nearest_s <= rule.limit_s + TIME_SLACK_S
        most = _share(problem, part=near, whole=rule.segments)
        if not reaches_share(most, least=rule.share):
            yield (
                f"« {rule.name} » : {percent(rule.share, digits=1)} des jeunes sont demandés, au "
                f"plus {percent(most, digits=1)} peuvent avoir une porte assez proche."
            )
    asked = problem.rules.appointment
    if asked is not None:
        doors = admissible & often_enough(problem, days=asked.days)
        near = ~np.isnan(nearest_open_s(problem, open_options=doors, measure=Measure.ACCESS))
        most = _share(problem, part=near, whole=np.ones_like(near))
        if not reaches_share(most, least=asked.share):
            yield (
                f"Offre ouverte au moins tous les {decimal(asked.days)} jours : "
                f"{percent(asked.share, digits=1)} des jeunes sont demandés, au plus "
                f"{percent(most, digits=1)} peuvent en atteindre une."
            )


def _share(
    problem: PlacementProblem, *, part: NDArray[np.bool_], whole: NDArray[np.bool_]
) -> float:
    total = float(problem.young[whole].sum())
    return float(problem.young[part & whole].sum()) / total if total else 1.0


def _can_open(problem: PlacementProblem) -> NDArray[np.bool_]:
    able = np.zeros(problem.site_id.size, dtype=np.bool_)
    able[problem.option_site[problem.option_is_admissible]] = True
    return able


def _most(problem: PlacementProblem, *, figure: NDArray[np.float64]) -> NDArray[np.float64]:
    """Most that each site can give with one offer, or closed, shape (s,); figures >= 0."""
    most = np.zeros(problem.site_id.size)
    allowed = problem.option_is_admissible
    np.maximum.at(most, problem.option_site[allowed], figure[allowed])
    return most


def _least(problem: PlacementProblem, *, figure: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least that each site takes with one offer if it is imposed, else 0, shape (s,)."""
    least = np.full(problem.site_id.size, np.inf)
    allowed = problem.option_is_admissible
    np.minimum.at(least, problem.option_site[allowed], figure[allowed])
    return np.where(problem.site_is_forced & np.isfinite(least), least, 0.0)


def _names(problem: PlacementProblem, mask: NDArray[np.bool_]) -> str:
    return cite(str(key) for key in problem.site_id[mask])


def _lacking(amount_eur: float) -> str:
    return euros(np.ceil(round(amount_eur, 2)))
