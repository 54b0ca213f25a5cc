"""Key figures of the map, before and after, in words that an elected official reads at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from placement.evaluate import Evaluation, Indicators
from placement.french import euros, minutes, percent, plural, whole
from placement.viz.content import MapContent

__all__ = ["KeyFigure", "access_notes", "key_figures"]

_THRESHOLDS_MIN = (20, 30)


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
    notes = {}
    for public in content.publics:
        before = content.baseline.indicators[public].without_access
        after = content.plan.indicators[public].without_access
        notes[public] = _access_note(_rounded(before) - _rounded(after))
    return notes


def _access_note(gained: float) -> str:
    if gained == 0:
        return ""
    people = plural(abs(gained), one="jeune", many="jeunes")
    more = "de plus" if gained > 0 else "de moins"
    return (
        "Les temps moyens portent sur les jeunes qui ont un accès. "
        f"Ils ne se comparent pas tels quels : {people} {more} en ont un."
    )


def _of_public(content: MapContent, *, public: str) -> tuple[KeyFigure, ...]:
    before = content.baseline.indicators[public]
    after = content.plan.indicators[public]
    shares = [
        _share(f"À {limit} min au plus", before.shares[limit], after=after.shares[limit])
        for limit in _THRESHOLDS_MIN
    ]
    same = _rounded(before.without_access) == _rounded(after.without_access)
    durations = [
        _duration("Trajet moyen", before.mean_min, after=after.mean_min),
        _duration("Avec l'attente", before.mean_access_min, after=after.mean_access_min),
    ]
    return (
        *(durations if same else map(_without_verdict, durations)),
        *shares,
        _without_access(before, after=after),
        _cost(content.baseline, after=content.plan),
    )


def _duration(label: str, before: float | None, *, after: float | None) -> KeyFigure:
    return _figure(label, before, after=after, write=minutes, lower_is_better=True)


def _share(label: str, before: float, *, after: float) -> KeyFigure:
    figure = _figure(label, before * 100, after=after * 100, write=whole, lower_is_better=False)
    points = figure.change if figure.verdict == "egal" else f"{figure.change}\u202fpt"
    return KeyFigure(label, percent(before), percent(after), points, figure.verdict)


def _without_access(before: Indicators, *, after: Indicators) -> KeyFigure:
    label = "Jeunes sans accès"
    return _figure(
        label,
        before.without_access,
        after=after.without_access,
        write=whole,
        lower_is_better=True,
    )


def _cost(before: Evaluation, *, after: Evaluation) -> KeyFigure:
    figure = _figure(
        "Coût annuel", before.cost_eur, after=after.cost_eur, write=euros, lower_is_better=True
    )
    return _without_verdict(figure)


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
) -> KeyFigure:
    """Compare two values as they are displayed: the reader's subtraction must come out right."""
    if before is None or after is None:
        return KeyFigure(label, write(before), write(after), "", "")
    change = _rounded(after) - _rounded(before)
    if change == 0:
        return KeyFigure(label, write(before), write(after), "=", "egal")
    text = ("+" if change > 0 else "") + write(change)
    verdict = "mieux" if (change < 0) == lower_is_better else "moins-bien"
    return KeyFigure(label, write(before), write(after), text, verdict)


def _rounded(value: float) -> float:
    return math.floor(value + 0.5)
