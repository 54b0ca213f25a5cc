"""What a note, or the maps, borrow from a territory: logo, colour, sources, the day."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from placement.errors import DataError, Faults, PlacementError
from placement.note import Brand, Credit, readable_colour
from placement.report import RunFacts
from placement.run.solved import Solved
from placement.sources.logo import read_logo
from placement.sources.territory_folder import read_settings

__all__ = ["brand_of", "credits_of", "day_of"]

_EPOCH: Final = "SOURCE_DATE_EPOCH"


def day_of(facts: RunFacts) -> date:
    """Return the day of a document: that which the machine is told to state, or that of the run."""
    stated = os.environ.get(_EPOCH, "")
    if stated.isdigit():
        return datetime.fromtimestamp(int(stated), tz=UTC).date()
    return datetime.fromisoformat(facts.started).date()


def brand_of(one: Solved) -> Brand:
    """Read the logo and the colour of a territory; both faults are told at once.

    Raises
    ------
    DataError
        The logo cannot be printed, or the colour is none.
    """
    if one.prepared is None:  # excluded by ``write_reports``
        raise PlacementError("scénario sans territoire.")
    folder, faults = one.prepared.folder, Faults(f"territoire « {one.prepared.territory.name} »")
    settings = read_settings(folder, faults=faults)
    brand = Brand()
    try:
        colour, remarks = readable_colour(settings.colour)
        brand = replace(brand, colour=colour, remarks=remarks)
    except DataError as error:
        faults.add(str(error))
    try:
        if settings.logo:
            brand = replace(brand, logo=read_logo(folder / settings.logo))
    except DataError as error:
        faults.add(str(error))
    faults.raise_as(DataError)
    return brand


def credits_of(facts: RunFacts) -> tuple[Credit, ...]:
    """List data sets, roads, timetables."""
    network = facts.network
    return (
        *(
            Credit(
                title=str(entry["titre"]),
                owner=str(entry["proprietaire"]),
                vintage=str(entry["millesime"]),
                licence=str(entry["licence"]),
            )
            for entry in facts.datasets
        ),
        Credit(
            title=f"Réseau routier : {network['label']}",
            owner=str(network["attribution"] or "© les contributeurs d'OpenStreetMap"),
            vintage=str(network["timestamp"] or "non précisé"),
            licence=str(network["licence"] or "ODbL"),
        ),
        *(
            Credit(
                title=f"Horaires de transport : {feed['editeur'] or feed['fichier']}",
                owner=str(feed["editeur"] or feed["fichier"]),
                vintage=f"du {feed['valide_du']} au {feed['valide_au']}",
                licence=str(feed["licence"] or "non précisée"),
            )
            for feed in facts.feeds
        ),
    )
