"""``manifeste.json``: where every figure of a run comes from."""

from __future__ import annotations

from typing import Any, Final

from placement.report.content import RunFacts, ScenarioOutcome

__all__ = ["manifest_document"]

_FORMAT_VERSION: Final = 1


def manifest_document(outcome: ScenarioOutcome, *, facts: RunFacts) -> dict[str, Any]:
    """Gather hashes, vintages, licences, versions, solver facts and times as JSON values.

    Everything under ``execution`` changes from one run to the next; nothing else does while
    the inputs and the versions stay the same.
    """
    result = outcome.result
    return {
        "version": _FORMAT_VERSION,
        "territoire": outcome.territory.name,
        "scenario": {
            "nom": outcome.scenario,
            "titre": outcome.title,
            "fichier": facts.scenario_file,
            "sha256": facts.scenario_sha256,
        },
        "territoire_fichiers_sha256": dict(facts.territory_files),
        "donnees": [dict(dataset) for dataset in facts.datasets],
        "population": {
            "estimee": outcome.territory.demand.estimated,
            "methode": outcome.territory.demand.method,
        },
        "reseau": dict(facts.network),
        "transports": [dict(feed) for feed in facts.feeds],
        "temps_estimes": outcome.times_estimated,
        "donnees_fictives": outcome.territory.fictitious,
        "resolution": {
            "statut": result.termination.name,
            "ecart": result.gap,
            "moteur": result.engine,
        },
        "versions": dict(facts.versions),
        "avertissements": list(outcome.warnings),
        "execution": {
            "debut": facts.started,
            "resolution_s": round(result.time_s, 3),
            "etapes_s": {stage: round(seconds, 3) for stage, seconds in facts.seconds.items()},
        },
    }
