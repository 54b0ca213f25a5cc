"""The figures of a scenario before and after, one a row, each with its unit; and the summary."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from placement.evaluate import EVERYBODY, change_by_group
from placement.french import half_up
from placement.offers import APPOINTMENT_DAYS
from placement.outcome import Change
from placement.privacy import MASKED
from placement.report.areas import mover_table
from placement.report.columns import group_label
from placement.report.content import RunFacts, ScenarioOutcome
from placement.report.result import group_document
from placement.report.tables import Cell, Row, Table, finished
from placement.report.words import other_sentences, plan_sentences
from placement.solution import Termination
from placement.territory import SUPPOSED_SIEGE

__all__ = ["indicator_table", "summary_table"]

_PERSONS, _MINUTES, _SHARE, _EUROS = "jeunes", "min", "part (écart en points)", "€"
_HALF_DAYS, _SITES, _COMMUNES, _TEXT = "demi-journées par an", "lieux", "communes", "texte"
_DATE: Final = "date"
_DAY: Final = "Date du calcul"
_DIGITS: Final = 6

_LABELS: Final = {
    "jeunes": ("Jeunes", _PERSONS),
    "sans_acces": ("Jeunes sans accès", _PERSONS),
    "moyenne_min": ("Trajet moyen", _MINUTES),
    "mediane_min": ("Trajet médian", _MINUTES),
    "p90_min": ("Trajet que neuf jeunes sur dix ne dépassent pas", _MINUTES),
    "max_min": ("Trajet le plus long", _MINUTES),
    "part_15_min": ("À 15 min ou moins", _SHARE),
    "part_20_min": ("À 20 min ou moins", _SHARE),
    "part_30_min": ("À 30 min ou moins", _SHARE),
    "part_45_min": ("À 45 min ou moins", _SHARE),
    "moyenne_avec_attente_min": ("Accès moyen, attente comprise", _MINUTES),
    f"part_ouvert_{APPOINTMENT_DAYS:.0f}_jours": (
        f"Lieu ouvert au moins tous les {APPOINTMENT_DAYS:.0f} jours",
        _SHARE,
    ),
}
_HEADLINES: Final = ("moyenne_min", "moyenne_avec_attente_min", "part_20_min", "part_30_min",
                     f"part_ouvert_{APPOINTMENT_DAYS:.0f}_jours", "sans_acces")  # fmt: skip


def indicator_table(outcome: ScenarioOutcome) -> Table:
    """List every indicator of every group, today and in the plan; the same as ``resultat.json``."""
    columns = ("groupe", "indicateur", "unite", "existant", "scenario", "ecart")
    rows = (
        (group_label(group), *row)
        for group in outcome.plan.indicators
        for row in _of_group(outcome, group=group)
    )
    return finished(columns, rows=rows, outcome=outcome)


def _of_group(outcome: ScenarioOutcome, *, group: str) -> Iterator[Row]:
    before, after = (
        group_document(told.indicators[group], shown=outcome.shown)
        for told in (outcome.baseline, outcome.plan)
    )
    for key, (label, unit) in _LABELS.items():
        yield _row(label, unit=unit, before=before[key], after=after[key])


def _row(label: str, *, unit: str, before: Cell, after: Cell) -> Row:
    """Set two values side by side; their difference only where both are told."""
    today, plan = (_rounded(value) for value in (before, after))
    change: Cell = None
    if isinstance(today, int | float) and isinstance(plan, int | float):
        change = _rounded(plan - today)
    elif MASKED in (today, plan):
        change = MASKED
    return label, unit, today, plan, change


def _rounded(value: Cell) -> Cell:
    if not isinstance(value, float):
        return value
    return None if math.isnan(value) else round(value, _DIGITS) + 0.0


def summary_table(outcome: ScenarioOutcome, *, facts: RunFacts) -> Table:
    """Tell a scenario on one page: what it is, its main figures, what is to be known."""
    columns = ("rubrique", "indicateur", "unite", "existant", "scenario", "ecart")
    return finished(columns, rows=_summary(outcome, facts=facts), outcome=outcome)


def _summary(outcome: ScenarioOutcome, *, facts: RunFacts) -> Iterator[Row]:
    for label, value in _identity(outcome, facts=facts):
        unit = _DATE if label == _DAY else _TEXT
        yield "Scénario", label, unit, None, value, None
    told = dict(zip(_LABELS, _of_group(outcome, group=EVERYBODY), strict=True))
    yield from (("Accès des jeunes", *told[key]) for key in _HEADLINES)
    yield from (("Accès des jeunes", *row) for row in _moved(outcome))
    yield from (("Moyens", *row) for row in _means(outcome))
    yield from (("Territoire", *row) for row in _changes(outcome))
    sentences = (*plan_sentences(outcome), *other_sentences(outcome))
    for heading, texts in (("Explication", sentences), ("Avertissement", outcome.warnings)):
        yield from ((heading, "", _TEXT, None, text, None) for text in texts)


def _identity(outcome: ScenarioOutcome, *, facts: RunFacts) -> Iterator[tuple[str, Cell]]:
    yield "Territoire", outcome.territory.title
    yield "Scénario", outcome.title
    yield "Diffusion", outcome.profile.sentence
    yield _DAY, dt.datetime.fromisoformat(facts.started).date().isoformat()
    yield "Résultat", _ending(outcome)
    yield "Jeunes", f"{outcome.territory.demand.counted.value} : {outcome.territory.demand.method}"
    if outcome.times_estimated:
        yield "Temps de trajet", "estimés, sans réseau routier"
    if outcome.territory.fictitious:
        yield "Attention", "territoire fictif"
    if outcome.territory.supposed_siege:
        yield "Attention", SUPPOSED_SIEGE


def _ending(outcome: ScenarioOutcome) -> str:
    if outcome.others is None:
        return "réseau d'aujourd'hui, décrit tel qu'il est"
    proved = outcome.result.termination is Termination.OPTIMAL
    return "plan prouvé le meilleur" if proved else "bon plan, preuve non terminée"


def _moved(outcome: ScenarioOutcome) -> Iterator[Row]:
    """Count those who gain and who lose an access: mean trips are not over the same people."""
    group = np.zeros(len(outcome.plan.young), dtype=np.intp)
    change = change_by_group(outcome.baseline, after=outcome.plan, group=group, size=1)
    for label, persons in (("gagnent", change.gaining[0]), ("perdent", change.losing[0])):
        count = outcome.shown.sum(float(persons))
        yield f"Jeunes qui {label} un accès", _PERSONS, None, count, None


def _means(outcome: ScenarioOutcome) -> Iterator[Row]:
    before, after = outcome.baseline, outcome.plan
    yield _row(
        "Demi-journées de conseiller",
        unit=_HALF_DAYS,
        before=before.half_days,
        after=after.half_days,
    )
    costs = (float(half_up(told.cost_eur)) for told in (before, after))
    yield _row("Coût annuel complet", unit=_EUROS, before=next(costs), after=next(costs))
    if outcome.budget_eur is not None:
        yield "Budget annuel", _EUROS, None, round(outcome.budget_eur, 2), None
    once_eur = sum(outcome.board.once_eur.values())
    yield "Investissement, une fois", _EUROS, None, half_up(once_eur), None


def _changes(outcome: ScenarioOutcome) -> Iterator[Row]:
    today, plan = (
        sum(getattr(line, name) is not None for line in outcome.sites)
        for name in ("today", "option")
    )
    yield _row("Lieux ouverts", unit=_SITES, before=today, after=plan)
    for change in Change:
        count = sum(line.change is change for line in outcome.sites)
        yield f"Lieux : {change.value}", _SITES, None, count, None
    ways = [row[0] for row in mover_table(outcome).rows]
    for label, verb in (("qui gagnent", "gagne"), ("qui perdent", "perd")):
        count = sum(verb in str(way) for way in ways)
        yield f"Communes {label}", _COMMUNES, None, count, None
