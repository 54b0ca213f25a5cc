"""From a solved scenario to the page of its map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from placement.assemble.van_plan import VAN_OFFER
from placement.options import SiteOption
from placement.outcome import SiteOutcome
from placement.report import RunFacts, ScenarioOutcome, other_sentences, plan_facts, plan_sentences
from placement.run.map_context import map_context
from placement.run.stages import Prepared
from placement.sources.provenance import UNKNOWN_VINTAGE
from placement.viz import (
    MapContent,
    MapContext,
    Service,
    SiteMark,
    SolveFacts,
    Source,
    Timetable,
    render_map,
)

__all__ = ["map_content", "map_page"]

_OSM: Final = "© les contributeurs d'OpenStreetMap"
_ESTIMATION: Final = "Temps estimés d'après des temps réels OpenStreetMap/OSRM"
_ROADS_SOURCE: Final = "reseau_routier"
_SHORT: Final = 24  # letters of a vintage that the face of the map has room for

_STATUS = {
    "OPTIMAL": "solution optimale",
    "FEASIBLE": "bonne solution, preuve non terminée",
}


def map_page(
    outcome: ScenarioOutcome,
    *,
    facts: RunFacts,
    prepared: Prepared,
    timetable: Timetable | None = None,
) -> str:
    """Return the self-contained HTML page of a scenario, with its ground and all its layers.

    Raises
    ------
    DataError
        An embedded file of communes is absent, or is not that of the registry.
    """
    content = map_content(outcome, facts=facts)
    context = map_context(outcome, prepared=prepared, facts=facts, timetable=timetable)
    sources = dict.fromkeys((*content.sources, *_sources_of_needs(context)))
    return render_map(replace(content, context=context, sources=tuple(sources)))


def _sources_of_needs(context: MapContext) -> tuple[Source, ...]:
    if context.needs is None:
        return ()
    return tuple(
        Source(label=f"{one.title} — {one.owner}, {one.vintage}", licence=one.licence)
        for one in context.needs.sources
        if one.id != _ROADS_SOURCE
    )


def map_content(outcome: ScenarioOutcome, *, facts: RunFacts) -> MapContent:
    """Tell a solved scenario in the words of its map."""
    result = outcome.result
    return MapContent(
        territory=outcome.territory,
        baseline=outcome.baseline,
        plan=outcome.plan,
        scenario_title=outcome.title,
        sites=tuple(_mark(site) for site in outcome.sites),
        facts=SolveFacts(
            status=_STATUS[result.termination.name],
            gap=result.gap,
            engine=result.engine.partition(",")[0],
            rows=plan_facts(outcome),
        ),
        sources=_sources(facts),
        credits=_credits(facts),
        date=datetime.fromisoformat(facts.started).date(),
        estimated_times=outcome.times_estimated,
        network_label=str(facts.network["label"]),
        budget_eur=outcome.budget_eur,
        warnings=outcome.warnings,
        explanations=(*plan_sentences(outcome), *other_sentences(outcome)),
        counts_loads=bool(outcome.board.loads),
        profile=outcome.profile,
    )


def _mark(outcome: SiteOutcome) -> SiteMark:
    return SiteMark(
        site=outcome.site,
        change=outcome.change.value,
        today=_service(outcome.today, young=outcome.young_today),
        planned=_service(outcome.option, young=outcome.young),
    )


def _service(option: SiteOption | None, *, young: float) -> Service | None:
    if option is None:
        return None
    return Service(
        kind=option.offer.kind,
        label=option.offer.label,
        recurrence=option.offer.recurrence.text,
        half_days=option.half_days,
        cost_eur=option.cost_eur,
        young=young,
        van=option.offer.id == VAN_OFFER,
    )


def _sources(facts: RunFacts) -> tuple[Source, ...]:
    """Tell in full the data sets, the roads or the law that stands for them, the timetables."""
    told = (
        Source(
            label=f"{entry['titre']} — {entry['proprietaire']}, {entry['millesime']}",
            licence=str(entry["licence"]),
        )
        for entry in facts.datasets
    )
    return (*told, _roads(facts.network), *(_timetable(feed) for feed in facts.feeds))


def _publisher(feed: Mapping[str, object]) -> str:
    return str(feed["editeur"] or feed["fichier"])


def _timetable(feed: Mapping[str, object]) -> Source:
    """Tell whose timetables were read, and of which day."""
    return Source(
        label=f"Horaires de transport en commun : {_publisher(feed)}, jour {feed['jour_utilise']}",
        licence=str(feed["licence"] or "licence non précisée"),
    )


def _roads(network: Mapping[str, object]) -> Source:
    if network["estimated"]:
        return Source(label=f"{_ESTIMATION} ({_OSM})", licence="ODbL")
    attribution = str(network["attribution"]) or str(network["label"])
    licence = str(network["licence"]) or "licence non précisée"
    return Source(label=f"Réseau routier : {attribution}", licence=licence)


def _credits(facts: RunFacts) -> tuple[str, ...]:
    """Credit on the face of the map: the roads first, then each owner once, with its vintage."""
    roads = _roads(facts.network)
    owners: dict[str, list[str]] = {}
    for entry in facts.datasets:
        names = _owners(str(entry["proprietaire"]))
        for name in names:
            owners.setdefault(name, [])
        vintage = re.split(r"[,;(]", str(entry["millesime"]))[0].strip()
        told = vintage != UNKNOWN_VINTAGE and len(vintage) <= _SHORT
        if len(names) == 1 and told and vintage not in owners[names[0]]:
            owners[names[0]].append(vintage)
    named = (
        f"{name} ({', '.join(vintages)})" if vintages else name for name, vintages in owners.items()
    )
    timetables = dict.fromkeys(f"horaires : {_publisher(feed)}" for feed in facts.feeds)
    return (_face(roads), *named, *timetables)


def _face(roads: Source) -> str:
    """Put the licence of the roads with their mention, within its parentheses if it has some."""
    start = roads.label[:1].lower() + roads.label[1:]
    if start.endswith(")"):
        return f"{start[:-1]}, {roads.licence})"
    opening, closing = (" (", ")") if "©" not in start else (", ", "")
    return f"{start}{opening}{roads.licence}{closing}"


def _owners(text: str) -> list[str]:
    """Names of the owners of a data set, without what each of them brings."""
    bare = re.sub(r"\([^)]*\)", "", text)
    return [name for part in re.split(r"[,;]", bare) if (name := part.strip())]
