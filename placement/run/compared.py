"""Solved scenarios of one territory as plans to compare, and what bears on the comparison."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Final

from placement.comparison import Compared, Variant
from placement.errors import ScenarioError, cite
from placement.evaluate import GoalFigure
from placement.outcome import Change, SiteOutcome
from placement.problem import Goal
from placement.report import ScenarioOutcome
from placement.run.solved import Solved
from placement.solution import Termination

__all__ = ["TODAY", "compared_of"]

TODAY: Final = "existant"
"""Name of the reference when none is asked for: today's network."""

_TODAY_TITLE: Final = "Le réseau d'aujourd'hui"
_SAME_MIN: Final = 0.05


def compared_of(
    outcomes: Sequence[ScenarioOutcome],
    *,
    reference: str,
    left_out: Sequence[Solved] = (),
) -> Compared:
    """Set solved scenarios of one territory side by side, the reference first.

    Raises
    ------
    ScenarioError
        Two scenarios of one name, or no scenario is the reference.
    """
    counts = Counter(one.scenario for one in outcomes)
    twice = [name for name, times in counts.items() if times > 1]
    if twice:
        raise ScenarioError(
            f"comparaison : plusieurs scénarios s'appellent {cite(twice)} ; changez la clé « nom » "
            "de l'un d'eux, ou ne donnez qu'un des fichiers."
        )
    variants = [_variant(one) for one in outcomes]
    if reference == TODAY and TODAY not in counts:
        variants.insert(0, _today(outcomes[0]))
    names = [one.name for one in variants]
    if reference not in names:
        raise ScenarioError(
            f"--reference : aucun scénario ne s'appelle « {reference} » ; choisissez parmi "
            f"{', '.join(dict.fromkeys((TODAY, *names)))}."
        )
    first = variants.pop(names.index(reference))
    return Compared(
        territory=outcomes[0].territory,
        profile=outcomes[0].profile,
        variants=(first, *variants),
        reference=0,
        remarks=_remarks(outcomes, left_out=left_out),
    )


def _variant(outcome: ScenarioOutcome) -> Variant:
    return Variant(
        name=outcome.scenario,
        title=outcome.title,
        plan=outcome.plan,
        sites=outcome.sites,
        goals=outcome.board.goals,
        once_eur=sum(outcome.board.once_eur.values()),
        decided=outcome.others is not None,
        status=outcome.result.termination,
        gap=outcome.result.gap,
        budget_eur=outcome.budget_eur,
        half_days_max=outcome.half_days_max,
        unattached=outcome.not_attached,
    )


def _today(outcome: ScenarioOutcome) -> Variant:
    """Tell today's network as a plan, from a scenario that starts from it."""
    return Variant(
        name=TODAY,
        title=_TODAY_TITLE,
        plan=outcome.baseline,
        sites=tuple(_as_today(line) for line in outcome.sites if line.today is not None),
        goals=tuple(GoalFigure(f.objective, f.today, f.today) for f in outcome.board.goals),
        once_eur=0.0,
        decided=False,
        status=Termination.OPTIMAL,
        gap=None,
        budget_eur=None,
        half_days_max=None,
        unattached=outcome.not_attached,
    )


def _as_today(line: SiteOutcome) -> SiteOutcome:
    return dataclasses.replace(
        line, option=line.today, change=Change.KEPT, young=line.young_today, once_eur=0.0, load=None
    )


def _remarks(outcomes: Sequence[ScenarioOutcome], *, left_out: Sequence[Solved]) -> tuple[str, ...]:
    """Say what bears on the comparison as a whole, then what each scenario says of itself."""
    told: dict[str, list[str]] = {}
    for one in outcomes:
        for warning in one.warnings:
            told.setdefault(warning, []).append(one.scenario)
    shared = [
        warning if len(names) == len(outcomes) else f"{', '.join(names)} : {warning}"
        for warning, names in told.items()
    ]
    estimated = ["temps estimés, sans réseau routier."] if outcomes[0].times_estimated else []
    lost = [f"« {one.file.name} » laissé de côté : {_why(one)}" for one in left_out]
    return tuple(
        dict.fromkeys((*_unproved(outcomes), *_unlike(outcomes), *lost, *estimated, *shared))
    )


def _why(one: Solved) -> str:
    """Say why a scenario could not be solved; a file that is refused names folders of a machine."""
    return "fichier refusé." if one.scenario is None else str(one.error)


def _unproved(outcomes: Sequence[ScenarioOutcome]) -> list[str]:
    names = [one.title for one in outcomes if one.result.termination is not Termination.OPTIMAL]
    if not names:
        return []
    return [
        "plan non prouvé le meilleur, faute de temps : "
        f"{cite(f'« {name} »' for name in names)} ; un meilleur plan peut exister."
    ]


def _unlike(outcomes: Sequence[ScenarioOutcome]) -> list[str]:
    """Name the scenarios that do not measure today's network alike: other speeds, other waits."""
    first = _measure_of_today(outcomes[0])
    unlike = [one.scenario for one in outcomes[1:] if not _alike(_measure_of_today(one), of=first)]
    if not unlike:
        return []
    return [
        f"{cite(unlike)} : le réseau d'aujourd'hui n'y est pas mesuré comme dans "
        f"« {outcomes[0].scenario} » (temps, attente, modes ou prix de l'absence d'accès) ; une "
        "partie de l'écart vient de là."
    ]


def _measure_of_today(outcome: ScenarioOutcome) -> tuple[float, float]:
    figures = {figure.objective.goal: figure.today for figure in outcome.board.goals}
    return figures[Goal.MEAN] or 0.0, outcome.baseline.cost_eur


def _alike(one: tuple[float, float], *, of: tuple[float, float]) -> bool:
    return abs(one[0] - of[0]) < _SAME_MIN and abs(one[1] - of[1]) < 1.0
