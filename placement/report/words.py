"""A plan explained: one plain French sentence an objective, then what else is worth as much."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from placement.errors import cite
from placement.evaluate import EVERYBODY, GoalFigure
from placement.french import decimal, euros, half_up, percent, plural
from placement.privacy import Shown
from placement.problem import Goal, Measure, Objective
from placement.report.content import ScenarioOutcome
from placement.report.others import OtherPlans, SiteStanding
from placement.units import SECONDS_PER_MINUTE

__all__ = [
    "goal_label",
    "goal_unit",
    "other_sentences",
    "plan_facts",
    "plan_sentences",
    "site_names",
]

_SAME_MIN: Final = 0.05
_SAME_SHARE: Final = 0.0005
_EVERY: Final = 1 - 1e-9
_LABELS: Final = {
    Goal.MEAN: "temps d'accès moyen",
    Goal.NEEDS: "temps d'accès moyen pondéré par les besoins",
    Goal.MAX: "temps d'accès le plus long",
    Goal.P90: "temps d'accès que neuf jeunes sur dix ne dépassent pas",
    Goal.KOLM_POLLAK: "temps d'accès équivalent de Kolm-Pollak",
}
_UNITS: Final = {
    Goal.MEAN: "minutes d'accès par jeune, trajet et attente",
    Goal.NEEDS: "minutes d'accès par jeune pondéré par ses besoins, trajet et attente",
    Goal.COVERED: "part des jeunes, entre 0 et 1",
    Goal.MAX: "minutes d'accès du jeune le plus loin, trajet et attente",
    Goal.P90: "minutes d'accès, trajet et attente",
    Goal.KOLM_POLLAK: "minutes d'accès équivalentes, trajet et attente",
}


def goal_label(objective: Objective) -> str:
    """Name what is sought, French, without article; coverage tells its threshold."""
    if objective.goal is not Goal.COVERED:
        return _LABELS[objective.goal]
    time = "de trajet" if objective.measure is Measure.TRIP else "d'accès"
    threshold = decimal(objective.threshold_s / SECONDS_PER_MINUTE)
    return f"part des jeunes à {threshold}\u202fmin {time} au plus d'une porte ouverte"


def goal_unit(objective: Objective) -> str:
    """Tell the unit of an objective, French."""
    return _UNITS[objective.goal]


def plan_sentences(outcome: ScenarioOutcome) -> tuple[str, ...]:
    """Explain a plan: what it does to each objective sought, and what the first one costs.

    Nothing for today's network, which decides nothing.
    """
    if outcome.others is None:
        return ()
    figures = {figure.objective.goal: figure for figure in outcome.board.goals}
    sought = list(dict.fromkeys(stage.objective.goal for stage in outcome.board.stages))
    told = [figures[goal] for goal in sought if figures[goal].plan is not None]
    sentences = [
        _effect(figure, shown=outcome.shown) + _served(outcome, goal=figure.objective.goal)
        for figure in told
    ]
    if outcome.equity is not None and sentences:
        sentences[0] += _price(outcome)
    return tuple(f"{sentence}." for sentence in sentences)


def plan_facts(outcome: ScenarioOutcome) -> tuple[tuple[str, str], ...]:
    """Tell what was sought, the price of equity and what is spent once: label and value."""
    goals = dict.fromkeys(stage.objective.goal.value for stage in outcome.board.stages)
    facts = [] if outcome.others is None else [("Objectif", ", puis ".join(goals))]
    if outcome.equity is not None:
        extra_min = _mean_min(outcome) - outcome.equity.mean_min
        sign = "+" if extra_min > 0 else ""
        price = _told(extra_min, goal=Goal.MEAN, shown=outcome.shown)
        facts.append(("Prix en moyenne", sign + price))
    once_eur = sum(outcome.board.once_eur.values())
    if once_eur:
        facts.append(("Investissement, une fois", euros(once_eur)))
    return tuple(facts)


def other_sentences(outcome: ScenarioOutcome) -> tuple[str, ...]:
    """Say whether another plan is worth as much, and what the good plans have in common."""
    others = outcome.others
    if others is None or outcome.van is not None:  # with a van, they are not sought
        return ()
    names = site_names(outcome)
    sentences = [_uniqueness(others, names=names)]
    if others.asked:
        sentences += [_found(others, shown=outcome.shown), _in_common(others, names=names)]
    return tuple(sentence for sentence in sentences if sentence)


def site_names(outcome: ScenarioOutcome) -> dict[str, str]:
    """French name of every site, by identity."""
    return {site.id: site.name for site in outcome.territory.sites}


def _effect(figure: GoalFigure, *, shown: Shown) -> str:
    goal, today, plan = figure.objective.goal, figure.today or 0.0, figure.plan or 0.0
    article = "la" if goal is Goal.COVERED else "le"
    what = f"{article} {goal_label(figure.objective)}"
    same = _SAME_SHARE if goal is Goal.COVERED else _SAME_MIN
    before, after = (_bare(value, goal=goal, shown=shown) for value in (today, plan))
    reached = _told(plan, goal=goal, shown=shown)
    if before == after or abs(plan - today) < same:
        return f"Ce plan laisse {what} à {reached}"
    verb = "réduit" if plan < today else "augmente"
    return f"Ce plan {verb} {what} de {before} à {reached}"


def _served(outcome: ScenarioOutcome, *, goal: Goal) -> str:
    """Say that a maximum is over other young people than today's: those who have access."""
    if goal is not Goal.MAX:
        return ""
    today = outcome.baseline.indicators[EVERYBODY].without_access
    young = outcome.shown.rounded(today - outcome.without_access)
    return _fewer(young, then="ont un accès", opening=", alors que ")


def _fewer(young: float, *, then: str, opening: str) -> str:
    """Count young people more, or fewer, who ...; nothing below half a person."""
    if abs(young) < 0.5:
        return ""
    word = "de plus" if young > 0 else "de moins"
    return f"{opening}{plural(abs(young), one='jeune', many='jeunes')} {word} {then}"


def _price(outcome: ScenarioOutcome) -> str:
    """Say what the first objective costs in mean access, and what the best mean would give."""
    equity = outcome.equity
    if equity is None:
        return ""
    first = outcome.board.stages[0].objective.goal
    other = {figure.objective.goal: figure.plan for figure in equity.goals}[first]
    extra = _mean_min(outcome) - equity.mean_min
    known = "le meilleur plan en moyenne" if equity.proved else "le meilleur plan connu en moyenne"
    shown = outcome.shown
    there = "" if other is None else f", qui donnerait {_told(other, goal=first, shown=shown)}"
    if first is Goal.MAX:
        more = shown.rounded(equity.without_access - outcome.without_access)
        there += _fewer(more, then="sans accès", opening=" avec ")
    if abs(extra) < _SAME_MIN:
        return f" ; il vaut autant en moyenne que {known}{there}"
    if extra < 0:
        return f" ; il fait mieux, en moyenne aussi, que {known}{there}"
    cost = _told(extra, goal=Goal.MEAN, shown=shown)
    return f" ; il coûte {cost} de plus en moyenne que {known}{there}"


def _mean_min(outcome: ScenarioOutcome) -> float:
    return {f.objective.goal: f.plan or 0.0 for f in outcome.board.goals}[Goal.MEAN]


def _uniqueness(others: OtherPlans, *, names: dict[str, str]) -> str:
    if others.unique is None:
        return (
            "Non vérifié : un autre choix de lieux pourrait valoir autant (le temps a manqué pour "
            "le savoir)."
        )
    if others.unique or not others.plans:
        return "Aucun autre choix de lieux ne vaut autant."
    tied = others.plans[0]
    return f"Un autre plan vaut autant : {_swap(tied.opened, closed=tied.closed, names=names)}."


def _swap(opened: Iterable[str], *, closed: Iterable[str], names: dict[str, str]) -> str:
    more, fewer = (cite(names[key] for key in keys) for keys in (opened, closed))
    if more and fewer:
        return f"{more} à la place de {fewer}"
    return f"{more} en plus" if more else f"sans {fewer}"


def _found(others: OtherPlans, *, shown: Shown) -> str:
    within = percent(others.within, digits=2)
    if not others.plans:
        if others.exhausted:
            return f"Aucun autre choix de lieux n'est à {within} près du meilleur."
        return f"Aucun autre plan à {within} près n'a été trouvé dans le temps donné."
    count = len(others.plans)
    told = plural(count, one="autre plan est", many="autres plans sont")
    all_of_them = ", il n'y en a pas d'autre" if others.exhausted else ""
    return f"{told} à {within} près{all_of_them}{_first_excess(others, shown=shown)}."


def _first_excess(others: OtherPlans, *, shown: Shown) -> str:
    """Say how much worse the first other plan is, where that may be told."""
    if math.isnan(others.plans[0].excess):
        return ""
    digits = 1 if shown.public else 2
    excess = percent(max(others.plans[0].excess, 0.0), digits=digits)
    same = excess == percent(0.0)
    return " ; le premier " + ("vaut autant" if same else f"est moins bon de {excess}")


def _in_common(others: OtherPlans, *, names: dict[str, str]) -> str:
    """Name the sites that every good plan opens, and those that most of them do."""
    if not others.plans:
        return ""
    good = len(others.plans) + 1
    always = [site for site in others.sites if (site.frequency or 0.0) >= _EVERY]
    often = [site for site in others.sites if 0.5 <= (site.frequency or 0.0) < _EVERY]
    parts = []
    if always:
        parts.append(f"Dans les {good} bons plans : {cite(names[s.site_id] for s in always)}")
    if often:
        parts.append(
            f"dans la plupart : {cite(_counted(s, good=good, names=names) for s in often)}"
        )
    return f"{' ; '.join(parts)}." if parts else ""


def _counted(site: SiteStanding, *, good: int, names: dict[str, str]) -> str:
    return f"{names[site.site_id]} ({half_up((site.frequency or 0.0) * good)} sur {good})"


def _bare(value: float, *, goal: Goal, shown: Shown) -> str:
    digits = 0 if shown.public else 1
    return decimal(value * 100 if goal is Goal.COVERED else value, digits=digits)


def _told(value: float, *, goal: Goal, shown: Shown) -> str:
    unit = "%" if goal is Goal.COVERED else "min"
    return f"{_bare(value, goal=goal, shown=shown)}\u202f{unit}"
