"""Key figures of the map, before and after, in words that an elected official reads at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from placement.evaluate import EVERYBODY, NO_GROUP, Evaluation, Indicators, change_by_group
from placement.french import euros, half_up, minutes, percent, plural, shown_minutes, whole
from placement.offers import APPOINTMENT_DAYS
from placement.privacy import MASKED, Shown
from placement.viz.content import MapContent

__all__ = ["KeyFigure", "access_notes", "key_figures", "plan_facts"]

_THRESHOLDS_MIN = (20, 30)
_SMALLEST_SHOWN = 0.05
_EXACT = 9


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One line of the panel; ``verdict`` is ``mieux``, ``moins-bien``, ``egal`` or empty."""

    label: str
    before: str
    after: str
    change: str
    verdict: str


def key_figures(content: MapContent) -> dict[str, tuple[KeyFigure, ...]]:
    """Key figures of each public, in reading order."""
    return {public: _of_public(content, public=public) for public in content.publics}


def access_notes(content: MapContent) -> dict[str, str]:
    """Tell what a reader must know to compare the means of each public; empty when nothing."""
    return {public: _access_note(*_moved(content, public=public)) for public in content.publics}


def plan_facts(content: MapContent) -> list[list[str]]:
    """Tell how the plan was found and what it had to keep to: rows of a label and a value."""
    facts = content.facts
    rows = [["Résultat", facts.status]]
    if facts.gap is not None:
        rows.append(["Écart à l'optimum", _gap(facts.gap)])
    rows += [list(row) for row in facts.rows]
    if content.budget_eur is not None:
        rows.append(["Budget annuel", euros(content.budget_eur)])
    plan = content.plan
    if plan.fixed_half_days or plan.fixed_cost_eur:
        held = plural(plan.fixed_half_days, one="demi-journée", many="demi-journées")
        rows.append(["Dont public captif, par an", f"{held}, {euros(plan.fixed_cost_eur)}"])
    outside = content.territory.demand.total - float(content.plan.young.sum())
    if outside > 0.5:
        told = whole(content.shown.rounded(outside))
        rows.append(["Jeunes non rattachés aux routes", told])
    return rows


def _moved(content: MapContent, *, public: str) -> tuple[int, int]:
    """Young people of a public who gain and who lose an access, as the panel's figures add up."""
    plan = content.plan
    kept = (plan.profile == public) | (public == EVERYBODY)
    change = change_by_group(
        content.baseline, after=plan, group=np.where(kept, 0, NO_GROUP), size=1
    )
    shown = content.shown
    losing = half_up(shown.rounded(float(change.losing[0])))
    before, after = (
        half_up(shown.rounded(told.indicators[public].without_access))
        for told in (content.baseline, plan)
    )
    return before - after + losing, losing


def _access_note(gaining: int, losing: int) -> str:
    moved = [
        f"{plural(count, one='jeune', many='jeunes')} {plural_verb}"
        for count, plural_verb in (
            (gaining, "en gagne un" if gaining < 2 else "en gagnent un"),
            (losing, "perd le sien" if losing < 2 else "perdent le leur"),
        )
        if count
    ]
    if not moved:
        return ""
    return (
        "Les temps moyens portent sur les jeunes qui ont un accès. "
        f"Ils ne se comparent pas tels quels : {', '.join(moved)}."
    )


def _of_public(content: MapContent, *, public: str) -> tuple[KeyFigure, ...]:
    before = content.baseline.indicators[public]
    after = content.plan.indicators[public]
    shares = [
        _share(
            f"À {limit} min au plus",
            *(told.shares[limit] for told in (before, after)),
            young=after.young,
            shown=content.shown,
        )
        for limit in _THRESHOLDS_MIN
    ]
    same = _moved(content, public=public) == (0, 0)
    durations = [
        _duration("Trajet moyen", before.mean_min, after=after.mean_min, shown=content.shown),
        _duration(
            "Avec l'attente",
            before.mean_access_min,
            after=after.mean_access_min,
            shown=content.shown,
        ),
    ]
    return (
        *(durations if same else map(_without_verdict, durations)),
        *shares,
        _share(
            f"Ouverture sous {APPOINTMENT_DAYS:.0f} jours",
            before.often_open_share,
            after.often_open_share,
            young=after.young,
            shown=content.shown,
        ),
        _without_access(before, after=after, shown=content.shown),
        *_means(content.baseline, after=content.plan),
    )


def _duration(label: str, before: float | None, *, after: float | None, shown: Shown) -> KeyFigure:
    before, after = (shown.minutes(value, digits=_EXACT) for value in (before, after))
    return _figure(
        label, before, after=after, write=minutes, shown=shown_minutes, lower_is_better=True
    )


def _share(label: str, before: float, after: float, *, young: float, shown: Shown) -> KeyFigure:
    if any(isinstance(shown.share(value, among=young), str) for value in (before, after)):
        return KeyFigure(label, MASKED, MASKED, "", "")
    figure = _figure(label, before * 100, after=after * 100, write=whole, lower_is_better=False)
    points = figure.change if figure.verdict == "egal" else f"{figure.change}\u202fpt"
    return KeyFigure(label, percent(before), percent(after), points, figure.verdict)


def _without_access(before: Indicators, *, after: Indicators, shown: Shown) -> KeyFigure:
    return _figure(
        "Jeunes sans accès",
        shown.rounded(before.without_access),
        after=shown.rounded(after.without_access),
        write=whole,
        lower_is_better=True,
    )


def _means(before: Evaluation, *, after: Evaluation) -> tuple[KeyFigure, ...]:
    """Tell what is spent in a year, never judged."""
    rows = (
        ("Demi-journées par an", before.half_days, after.half_days, whole),
        ("Coût annuel", before.cost_eur, after.cost_eur, euros),
    )
    return tuple(
        _without_verdict(_figure(label, today, after=plan, write=write, lower_is_better=True))
        for label, today, plan, write in rows
    )


def _without_verdict(figure: KeyFigure) -> KeyFigure:
    """Leave the reader to judge: spending less, or a mean over other people, is not « better »."""
    return replace(figure, verdict="")


def _figure(
    label: str,
    before: float | None,
    *,
    after: float | None,
    write: Callable[[float | None], str],
    lower_is_better: bool,
    shown: Callable[[float], float] = half_up,
) -> KeyFigure:
    """Compare two values as they are displayed: the reader's subtraction must come out right."""
    if before is None or after is None:
        return KeyFigure(label, write(before), write(after), "", "")
    change = shown(after) - shown(before)
    if abs(change) < _SMALLEST_SHOWN:
        return KeyFigure(label, write(before), write(after), "=", "egal")
    text = ("+" if change > 0 else "") + write(change)
    verdict = "mieux" if (change < 0) == lower_is_better else "moins-bien"
    return KeyFigure(label, write(before), write(after), text, verdict)


def _gap(gap: float) -> str:
    return "aucun" if gap < 5e-5 else f"au plus {percent(gap, digits=2)}"
