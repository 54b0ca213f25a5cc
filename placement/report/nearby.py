"""The spreadsheets of the plans nearby, and of what each site weighs."""

from __future__ import annotations

from placement.french import half_up
from placement.privacy import Shown
from placement.report.content import ScenarioOutcome
from placement.report.others import OtherPlan, OtherPlans, SiteStanding
from placement.report.sought import told_excess, told_value
from placement.report.tables import Cell, Row, Table, finished
from placement.report.words import goal_unit, site_names

__all__ = ["other_plan_table", "site_standing_table"]

_DECIMALS = 4


def other_plan_table(outcome: ScenarioOutcome) -> Table | None:
    """One row a good plan, the best one first; None when the scenario asks for no other plan.

    ``ecart_pct`` is how much worse than the best, in percent.
    """
    others = outcome.others
    if others is None or not others.asked:
        return None
    names = site_names(outcome)
    value = _told(outcome.board.stages[0].value, others=others, shown=outcome.shown)
    best: Row = (1, value, _unit(others), 0.0, "", "")
    rows = [
        _plan_row(plan, rank=rank, others=others, names=names, shown=outcome.shown)
        for rank, plan in enumerate(others.plans, start=2)
    ]
    columns = ("rang", "valeur", "unite", "ecart_pct", "lieux_en_plus", "lieux_en_moins")
    return finished(columns, rows=(best, *rows), outcome=outcome)


def site_standing_table(outcome: ScenarioOutcome) -> Table | None:
    """One row a site that a good plan opens, or whose contrary was searched; None when none was.

    ``surcout`` is how much worse the objective gets when a site that the plan opens is forbidden,
    or when one that it leaves closed is imposed.
    """
    others = outcome.others
    if others is None or not others.sites:
        return None
    names, good = site_names(outcome), len(others.plans) + 1
    columns = (
        *("id", "nom", "ouvert_meilleur_plan", "part_bons_plans", "bons_plans"),
        *("contraire", "valeur_si_contraire", "surcout", "unite"),
    )
    rows = (
        _site_row(site, name=names[site.site_id], good=good, others=others, shown=outcome.shown)
        for site in others.sites
    )
    return finished(columns, rows=rows, outcome=outcome)


def _unit(others: OtherPlans) -> str:
    return goal_unit(others.objective)


def _told(value: float | None, *, others: OtherPlans, shown: Shown) -> Cell:
    told = told_value(value, objective=others.objective, shown=shown)
    return round(told, _DECIMALS) if isinstance(told, float) else told


def _plan_row(
    plan: OtherPlan, *, rank: int, others: OtherPlans, names: dict[str, str], shown: Shown
) -> Row:
    more, fewer = (", ".join(names[key] for key in keys) for keys in (plan.opened, plan.closed))
    excess = told_excess(plan.excess, shown=shown)
    excess_pct = round(excess * 100, _DECIMALS) if isinstance(excess, float) else excess
    return (
        rank,
        _told(plan.value, others=others, shown=shown),
        _unit(others),
        excess_pct,
        more,
        fewer,
    )


def _site_row(site: SiteStanding, *, name: str, good: int, others: OtherPlans, shown: Shown) -> Row:
    counted = None
    if site.frequency is not None:
        counted = f"{half_up(site.frequency * good)} sur {good}"
    return (
        site.site_id,
        name,
        "oui" if site.open_in_best else "non",
        None if site.frequency is None else round(site.frequency, _DECIMALS),
        counted,
        _contrary(site),
        _told(site.value, others=others, shown=shown),
        _told(site.extra, others=others, shown=shown),
        _unit(others),
    )


def _contrary(site: SiteStanding) -> Cell:
    """Say what was tried: to forbid the site or to impose it; and whether a plan was left."""
    if not site.priced:
        return None
    tried = "interdit" if site.open_in_best else "imposé"
    return tried if site.value is not None else f"{tried} : aucun plan"
