"""The timetable on the map of its plan: taken from the folder of a calendar, dropped when stale."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Final

from placement.report import RunFacts, ScenarioOutcome, manifest_document
from placement.run.bundle import BUNDLE_MANIFEST, write_files
from placement.run.map import map_page
from placement.run.outputs import MAP
from placement.run.stages import Prepared
from placement.viz import Timetable

__all__ = [
    "CALENDAR",
    "CALENDAR_FOLDER",
    "known_calendar",
    "known_timetable",
    "plan_told",
    "show_on_map",
]

CALENDAR_FOLDER: Final = "calendrier"
CALENDAR: Final = "calendrier.json"

_SAME: Final = ("version", "diffusion", "scenario", "territoire_fichiers_sha256", "versions")
"""What the manifest of a run and that of a calendar say alike when they are of one plan."""


def plan_told(outcome: ScenarioOutcome) -> dict[str, str]:
    """Return the recurrence of each open site, by id: what a timetable is the timetable of."""
    return {
        one.site.id: one.option.offer.recurrence.text
        for one in outcome.sites
        if one.option is not None
    }


def known_timetable(outcome: ScenarioOutcome, *, folder: Path) -> Timetable | None:
    """Read the timetable of a plan, as its map tells it; see `known_calendar`."""
    document = known_calendar(outcome, folder=folder)
    if document is None:
        return None
    return Timetable(
        start=dt.date.fromisoformat(document["debut"]),
        lines={site: tuple(lines) for site, lines in document["lieux"].items() if lines},
    )


def known_calendar(outcome: ScenarioOutcome, *, folder: Path) -> dict[str, Any] | None:
    """Read the calendar that was left in the folder of a scenario, as JSON values.

    None without any, or where it is of another plan or for other readers.
    """
    document = _document(folder / CALENDAR_FOLDER / CALENDAR)
    told = document.get("plan"), document.get("profil")
    return document if told == (plan_told(outcome), outcome.profile.value) else None


def show_on_map(
    outcome: ScenarioOutcome, *, facts: RunFacts, prepared: Prepared, folder: Path
) -> bool:
    """Draw the map of a scenario again with the timetable just written, if there is one of it.

    The caller is alone in the folder. Returns whether there was a map of this very plan.

    Raises
    ------
    OutputError
        The map cannot be replaced; it is untouched.
    """
    former = _document(folder / BUNDLE_MANIFEST)
    now: dict[str, Any] = json.loads(json.dumps(manifest_document(outcome, facts=facts)))
    same = bool(former) and all(former.get(name) == now.get(name) for name in _SAME)
    if not same or not (folder / MAP).is_file():
        return False
    timetable = known_timetable(outcome, folder=folder)
    page = map_page(outcome, facts=facts, prepared=prepared, timetable=timetable)
    hashes = former.pop("sorties_sha256", {})
    write_files({MAP: page}, folder=folder, manifest=former, others=hashes)
    return True


def _document(path: Path) -> dict[str, Any]:
    """Read a file of ours; nothing where there is none, or where somebody else wrote it."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
