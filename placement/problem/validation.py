"""Refuse a contradictory problem: every fault is gathered, then raised once."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from placement.errors import DataError, Faults, cite
from placement.problem.rule_validation import check_objectives, check_rule_shapes, check_rules

if TYPE_CHECKING:
    from placement.problem.model import PlacementProblem

__all__ = ["check"]

_BY_SEGMENT = ("segment_id", "place_id", "profile", "young", "need")
_BY_OPTION = (
    "option_id",
    "option_site",
    "cost_eur",
    "half_days",
    "interval_days",
    "wait_s",
    "current",
    "opening_eur",
)
_LABELS = {
    "young": "le nombre de jeunes",
    "cost_eur": "le coût annuel",
    "half_days": "le nombre de demi-journées",
    "interval_days": "l'intervalle entre deux ouvertures",
    "wait_s": "l'attente",
    "need": "le besoin",
    "opening_eur": "le coût d'ouverture",
    "closing_eur": "le coût de fermeture",
    "budget_eur": "le budget annuel",
    "half_days_max": "le maximum de demi-journées",
    "fixed_cost_eur": "le coût fixe annuel",
    "fixed_half_days": "le nombre de demi-journées fixes",
}


def check(problem: PlacementProblem) -> None:
    """Raise a `DataError` that lists every fault of the problem; do nothing when there is none."""
    faults = Faults("Données du problème")
    _check_shapes(problem, faults)
    check_rule_shapes(problem, faults)
    faults.raise_as(DataError)  # the checks below index one array by another
    _check_identities(problem, faults)
    _check_segments(problem, faults)
    _check_options(problem, faults)
    _check_limits(problem, faults)
    _check_named(problem, faults)
    check_objectives(problem, faults)
    check_rules(problem, faults)
    faults.raise_as(DataError)


def _check_shapes(problem: PlacementProblem, faults: Faults) -> None:
    segments, sites, options = (
        problem.segment_id.size,
        problem.site_id.size,
        problem.option_id.size,
    )
    expected: dict[str, tuple[int, ...]] = dict.fromkeys(_BY_SEGMENT, (segments,))
    expected |= dict.fromkeys(_BY_OPTION, (options,))
    expected |= {"site_id": (sites,), "closing_eur": (sites,), "time_s": (segments, sites)}
    for name, shape in expected.items():
        found = getattr(problem, name).shape
        if found != shape:
            faults.add(f"le tableau « {name} » a la forme {found} au lieu de {shape}.")


def _check_identities(problem: PlacementProblem, faults: Faults) -> None:
    for label, ids in (
        ("segments", problem.segment_id),
        ("sites", problem.site_id),
        ("options", problem.option_id),
    ):
        twice = [str(key) for key, times in Counter(ids.tolist()).items() if times > 1]
        if twice:
            faults.add(f"des {label} portent le même identifiant : {cite(twice)}.")


def _check_segments(problem: PlacementProblem, faults: Faults) -> None:
    ids = problem.segment_id
    _add_bad(faults, "young", ids=ids, bad=~(np.isfinite(problem.young) & (problem.young >= 0)))
    _add_bad(faults, "need", ids=ids, bad=~(np.isfinite(problem.need) & (problem.need >= 0)))
    if not np.nansum(problem.young) > 0:
        faults.add("il n'y a aucun jeune à desservir ; vérifiez la table de la population.")
    times = problem.time_s
    bad_row = (np.isinf(times) | (times < 0)).any(axis=1)
    if bad_row.any():
        origins = _cite(ids, np.asarray(bad_row))
        faults.add(f"des temps de trajet sont négatifs ou infinis depuis {origins}.")


def _check_options(problem: PlacementProblem, faults: Faults) -> None:
    ids = problem.option_id
    for name in ("cost_eur", "half_days", "wait_s", "opening_eur"):
        values = getattr(problem, name)
        _add_bad(faults, name, ids=ids, bad=~(np.isfinite(values) & (values >= 0)))
    closing_eur = problem.closing_eur
    bad = ~(np.isfinite(closing_eur) & (closing_eur >= 0))
    _add_bad(faults, "closing_eur", ids=problem.site_id, bad=bad)
    interval = problem.interval_days
    bad = ~(np.isfinite(interval) & (interval > 0))
    _add_bad(faults, "interval_days", ids=ids, bad=bad, rule="doit être un nombre positif")
    bad = (problem.option_site < 0) | (problem.option_site >= problem.site_id.size)
    if bad.any():
        faults.add(f"ces options ne renvoient à aucun site connu : {_cite(ids, bad)}.")
        return
    count = np.bincount(problem.option_site[problem.current], minlength=problem.site_id.size)
    if (count > 1).any():
        sites = _cite(problem.site_id, count > 1)
        faults.add(f"ces sites ont plusieurs offres actuelles : {sites} ; gardez-en une.")


def _check_limits(problem: PlacementProblem, faults: Faults) -> None:
    for name in ("budget_eur", "half_days_max", "fixed_cost_eur", "fixed_half_days"):
        value = getattr(problem, name)
        if value is not None and not (math.isfinite(value) and value >= 0):
            faults.add(f"{_LABELS[name]} vaut {value} : ce doit être un nombre positif ou nul.")
    if not (math.isfinite(problem.no_access_s) and problem.no_access_s > 0):
        faults.add(
            f"la pénalité d'un jeune sans accès vaut {problem.no_access_s} s : "
            "ce doit être une durée positive."
        )


def _check_named(problem: PlacementProblem, faults: Faults) -> None:
    named = (
        ("sites imposés", problem.forced_sites, problem.site_id),
        ("sites interdits", problem.forbidden_sites, problem.site_id),
        ("options imposées", problem.forced_options, problem.option_id),
    )
    for label, wanted, known in named:
        unknown = sorted(set(wanted) - set(known.tolist()))
        if unknown:
            faults.add(f"{label} inconnus : {cite(unknown)} ; vérifiez les identifiants.")


def _add_bad(
    faults: Faults,
    name: str,
    *,
    ids: NDArray[np.str_],
    bad: NDArray[Any],
    rule: str = "doit être un nombre positif ou nul",
) -> None:
    if bad.any():
        faults.add(f"{_LABELS[name]} {rule} : {_cite(ids, bad)}.")


def _cite(ids: NDArray[np.str_], mask: NDArray[Any]) -> str:
    return cite(str(key) for key in ids[mask])
