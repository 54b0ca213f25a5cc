"""The needs of the communes, as the fifth printed map shows them."""

from __future__ import annotations

from pathlib import Path

from placement.errors import ScenarioError
from placement.needs import NeedsOutcome, asked_weights
from placement.privacy import Profile
from placement.run.needs import needs_outcome
from placement.run.stages import Advance
from placement.run.today import today_of

__all__ = ["needs_today"]


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
    try:
        return needs_outcome(today, asked=weights, profile=profile), ()
    except ScenarioError as error:
        return None, (f"carte 5 non tracée : {error}",)
