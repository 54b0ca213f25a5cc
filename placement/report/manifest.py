"""``manifeste.json``: where every figure of a run comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from placement.report.content import RunFacts, ScenarioOutcome

__all__ = ["manifest_document"]

_FORMAT_VERSION: Final = 1
_SECRET: Final = "imilo"
"""In the name of the files whose hash is not told: it would confirm a guess of their counts."""


def manifest_document(outcome: ScenarioOutcome, *, facts: RunFacts) -> dict[str, Any]:
    """Gather hashes, vintages, licences, versions, solver facts and times as JSON values.

    Everything under ``execution`` changes from one run to the next; nothing else does while
    the inputs and the versions stay the same.
    """
    result, protection = outcome.result, outcome.territory.protection
    return {
        "version": _FORMAT_VERSION,
        "territoire": outcome.territory.name,
        "diffusion": {
            "profil": outcome.profile.value,
            "mention": outcome.profile.sentence,
            "seuil_jeunes": outcome.profile.threshold,
            "effectifs_proteges": protection is not None,
            "explication": None if protection is None else protection.statement,
        },
        "scenario": {
            "nom": outcome.scenario,
            "titre": outcome.title,
            "fichier": facts.scenario_file,
            "sha256": facts.scenario_sha256,
        },
        "territoire_fichiers_sha256": {
            name: None if _SECRET in Path(name).name.casefold() else digest
            for name, digest in facts.territory_files.items()
        },
        "donnees": [dict(dataset) for dataset in facts.datasets],
        "population": {
            "estimee": outcome.territory.demand.estimated,
            "methode": outcome.territory.demand.method,
        },
        "estimations": list(outcome.territory.estimates),
        "reseau": dict(facts.network),
        "transports": [dict(feed) for feed in facts.feeds],
        "temps_estimes": outcome.times_estimated,
        "donnees_fictives": outcome.territory.fictitious,
        "siege_suppose": outcome.territory.supposed_siege,
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
