"""The needs of the communes, as the fifth printed map shows them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from placement.errors import ScenarioError
from placement.needs import (
    NeedsOutcome,
    asked_weights,
    measured,
    needs_index,
    rank_stability,
)
from placement.privacy import Profile
from placement.run.stages import Advance
from placement.run.today import today_of

__all__ = ["needs_today"]

_LEAST_PUBLIC: Final = 11
"""Persons or households under which a public output shows no share."""


def needs_today(
    folder: Path, *, profile: Profile, advance: Advance
) -> tuple[NeedsOutcome | None, tuple[str, ...]]:
    """Compute the needs index of a territory with its own weights, as ``placement needs`` does.

    Where no criterion tells its communes apart, there is no index, and a French sentence says so.

    Raises
    ------
    DataError, ScenarioError
        The territory cannot be read.
    """
    today = today_of(str(folder), profile=profile, advance=advance)
    weights = asked_weights(today.folder, options=())
    found = measured(
        today.territory,
        doors=today.doors,
        services=today.services,
        cells=False,
        least=_LEAST_PUBLIC if profile is Profile.PUBLIC else 0,
    )
    try:
        index = needs_index(found.measures, weights=weights, young=found.places.young)
    except ScenarioError as error:
        return None, (f"carte 5 non tracée : {error}",)
    outcome = NeedsOutcome(
        territory=today.territory,
        measured=found,
        index=index,
        stability=rank_stability(index),
        weights=weights,
        profile=profile,
        sources=today.provenance,
        date=datetime.fromisoformat(today.facts.started).date(),
        warnings=tuple(dict.fromkeys((*found.remarks, *today.warnings))),
    )
    return outcome, ()
