"""From a solved scenario to the page of its map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from placement.options import SiteOption
from placement.outcome import SiteOutcome
from placement.report import RunFacts, ScenarioOutcome
from placement.viz import MapContent, Service, SiteMark, SolveFacts, Source, render_map

__all__ = ["map_page"]

_STATUS = {
    "OPTIMAL": "solution optimale",
    "FEASIBLE": "bonne solution, preuve non terminée",
}


def map_page(outcome: ScenarioOutcome, *, facts: RunFacts) -> str:
    """Return the self-contained HTML page of a scenario."""
    result = outcome.result
    content = MapContent(
        territory=outcome.territory,
        baseline=outcome.baseline,
        plan=outcome.plan,
        scenario_title=outcome.title,
        sites=tuple(_mark(site) for site in outcome.sites),
        facts=SolveFacts(
            status=_STATUS[result.termination.name],
            gap=result.gap,
            engine=result.engine.partition(",")[0],
        ),
        sources=_sources(facts),
        date=datetime.fromisoformat(facts.started).date(),
        estimated_times=outcome.times_estimated,
        network_label=str(facts.network["label"]),
        budget_eur=outcome.budget_eur,
        warnings=outcome.warnings,
    )
    return render_map(content)


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
    )


def _sources(facts: RunFacts) -> tuple[Source, ...]:
    """Credit the data sets, then the roads or the law that stands for them."""
    credited = [_dataset(entry) for entry in facts.datasets]
    attribution = str(facts.network["attribution"])
    if attribution:
        credited.append(Source(label=attribution, licence=str(facts.network["licence"])))
    credited += [_timetable(feed) for feed in facts.feeds]
    return tuple(credited)


def _timetable(feed: Mapping[str, object]) -> Source:
    """Tell whose timetables were read, and of which day."""
    publisher = str(feed["editeur"] or feed["fichier"])
    return Source(
        label=f"horaires de transport en commun — {publisher}, jour {feed['jour_utilise']}",
        licence=str(feed["licence"] or "licence non précisée"),
        short=publisher,
    )


def _dataset(entry: Mapping[str, object]) -> Source:
    """Tell a data set in full, and its owner alone on the face of the map."""
    owner = str(entry["proprietaire"])
    return Source(
        label=f"{entry['titre']} — {owner}, {entry['millesime']}",
        licence=str(entry["licence"]),
        short=owner.partition(" (")[0],
    )
