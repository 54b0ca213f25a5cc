"""``sources.csv``: where the figures of a scenario come from, and what is estimated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from placement.report.content import RunFacts, ScenarioOutcome
from placement.report.tables import Row, Table

__all__ = ["source_table"]

_COLUMNS = ("nature", "titre", "proprietaire", "millesime", "licence", "origine", "remplace")


def source_table(outcome: ScenarioOutcome, *, facts: RunFacts) -> Table:
    """List the data sets, the roads, the timetables and the estimates of a scenario."""
    profile = outcome.profile.value
    rows = tuple((*row, profile) for row in _rows(outcome, facts=facts))
    return Table((*_COLUMNS, "diffusion"), rows)


def _rows(outcome: ScenarioOutcome, *, facts: RunFacts) -> Iterator[Row]:
    for entry in facts.datasets:
        keys = ("titre", "proprietaire", "millesime", "licence", "origine", "remplace")
        yield ("donnée", *(_text(entry, key) for key in keys))
    roads = facts.network
    yield (
        "routes",
        _text(roads, "label"),
        _text(roads, "attribution"),
        _text(roads, "timestamp"),
        _text(roads, "licence"),
        None,
        None,
    )
    for feed in facts.feeds:
        valid = f"du {feed['valide_du']} au {feed['valide_au']}"
        publisher = _text(feed, "editeur") or _text(feed, "fichier")
        licence = _text(feed, "licence") or "non précisée"
        yield ("horaires", publisher, publisher, valid, licence, _text(feed, "origine"), None)
    for sentence in outcome.territory.estimates:
        yield ("estimation", sentence, None, None, None, None, None)


def _text(entry: Mapping[str, object], key: str) -> str | None:
    value = entry.get(key)
    return None if value in (None, "") else str(value)
