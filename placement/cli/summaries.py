"""What the commands tell people, in a few lines; figures come from the run, never from here."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from placement.cli.console import print_table, say
from placement.french import decimal, euros, minutes, percent, plural, whole

if TYPE_CHECKING:
    from placement.evaluate import Evaluation
    from placement.run import Checked, ScenarioRun
    from placement.territory import Site, Territory

__all__ = ["tell_check", "tell_run", "territory_document", "territory_tables"]


def tell_run(run: ScenarioRun) -> None:
    """Tell the figures of a scenario, what they mean, its status and where its map is."""
    outcome = run.outcome
    if outcome is None:
        return
    from placement.report import other_sentences, plan_sentences  # noqa: PLC0415 - slow to load

    say(f"\n{outcome.title} ({outcome.territory.name} / {outcome.scenario})", style="bold")
    for warning in outcome.warnings:
        say(f"  Attention : {warning}")
    if outcome.times_estimated:
        say("  Temps estimés, sans réseau routier.")
    say(f"  Aujourd'hui : {_figures(outcome.baseline)}")
    say(f"  Scénario    : {_figures(outcome.plan)}")
    if outcome.not_attached > 0:
        lost = plural(outcome.not_attached, one="jeune", many="jeunes")
        say(f"  Non rattachés au réseau, comptés à part : {lost} (raisons : affectation.csv)")
    for sentence in (*plan_sentences(outcome), *other_sentences(outcome)):
        say(f"  {sentence}")
    gap = outcome.result.gap
    told = "écart inconnu" if gap is None else f"écart {percent(gap, digits=2)}"
    say(f"  Statut      : {outcome.result.termination.name}, {told}")
    say(f"  Carte       : {(run.folder / 'carte.html') if run.folder else ''}")


def _figures(evaluation: Evaluation) -> str:
    everybody = evaluation.indicators["tous"]
    nobody = plural(everybody.without_access, one="jeune", many="jeunes")
    return (
        f"{minutes(everybody.mean_min)} de trajet en moyenne, "
        f"{percent(everybody.shares[30])} à 30 min ou moins, "
        f"{nobody} sans accès, {euros(evaluation.cost_eur)} par an"
    )


def tell_check(checked: Checked) -> dict[str, Any]:
    """Tell that a scenario is sound, and return the same as a document."""
    prepared = checked.prepared
    document: dict[str, Any] = {
        "fichier": str(checked.file),
        "scenario": checked.scenario.nom if checked.scenario else None,
        "valide": checked.error is None,
        "message": None if checked.error is None else str(checked.error),
    }
    if prepared is None:
        return document
    problem = prepared.assembly.problem
    say(
        f"{checked.file} : scénario valide ({len(problem.site_id)} lieux, "
        f"{len(problem.option_id)} offres possibles, {len(problem.segment_id)} groupes de jeunes, "
        f"réseau : {prepared.network.origin.label})"
    )
    for warning in prepared.warnings:
        say(f"  Attention : {warning}")
    return {
        **document,
        "territoire": prepared.territory.name,
        "budget_annuel_eur": problem.budget_eur,
        "temps_estimes": prepared.network.origin.estimated,
        "avertissements": list(prepared.warnings),
    }


def territory_document(territory: Territory) -> dict[str, Any]:
    """Summarise a territory as JSON values."""
    demand = territory.demand
    return {
        "nom": territory.name,
        "titre": territory.title,
        "fictif": territory.fictitious,
        "siege_suppose": territory.supposed_siege,
        "crs": territory.crs,
        "communes": len(territory.communes),
        "communes_annoncees": territory.announced_communes,
        "epci": dict(sorted(Counter(c.epci_name for c in territory.communes).items())),
        "population": sum(commune.population or 0 for commune in territory.communes),
        "jeunes": round(demand.total, 1),
        "jeunes_comptes": str(demand.counted),
        "jeunes_par_profil": {
            profile: round(float(demand.young[:, p].sum()), 1)
            for p, profile in enumerate(demand.profiles)
        },
        "population_estimee": demand.estimated,
        "population_methode": demand.method,
        "lieux": dict(Counter(_standing(site) for site in territory.sites)),
        "avertissements": list(territory.warnings),
    }


def territory_tables(territory: Territory) -> None:
    """Print a territory for people: its EPCI, its sites."""
    demand = territory.demand
    young = Counter[str]()
    for code, persons in zip(demand.commune_code.tolist(), demand.young.sum(axis=1), strict=True):
        young[code] += persons
    rows: dict[str, list[float]] = {}
    for commune in territory.communes:
        row = rows.setdefault(commune.epci_name, [0, 0, 0.0])
        row[0] += 1
        row[1] += commune.population or 0
        row[2] += young[commune.code]
    print_table(
        f"{territory.title} ({territory.crs})",
        columns=("EPCI", "communes", "habitants", "jeunes"),
        rows=[
            (name or "(sans EPCI)", *(whole(value) for value in row))
            for name, row in sorted(rows.items())
        ],
    )
    print_table(
        "Lieux d'accueil",
        columns=("id", "nom", "type", "ouverture", "demi-journées/an"),
        rows=[
            (
                site.id,
                site.name,
                _standing(site),
                site.recurrence.text if site.recurrence else "",
                decimal(site.recurrence.half_days_per_year) if site.recurrence else "",
            )
            for site in sorted(territory.sites, key=_most_present_first)
        ],
    )
    say(f"{whole(demand.total)} {demand.counted} : {demand.method}.")


def _standing(site: Site) -> str:
    """Kind of a site for its Mission Locale: one of its own, a candidate, or a neighbour's."""
    return "voisin" if site.neighbour else site.kind or "candidat"


def _most_present_first(site: Site) -> tuple[float, str]:
    """Open sites before candidates, the most half-days first."""
    half_days = site.recurrence.half_days_per_year if site.recurrence else 0.0
    return -half_days, site.id
