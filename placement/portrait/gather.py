"""Put the sections of a profile together, and list what is missing from it."""

from __future__ import annotations

import datetime as dt

from placement.portrait.caseload import caseload_section
from placement.portrait.facts import PortraitFacts
from placement.portrait.journeys import commuting_section, destination_section
from placement.portrait.markets import market_lines
from placement.portrait.model import Lack, Portrait, Section
from placement.portrait.people import (
    age_section,
    largest_section,
    perimeter_section,
    young_section,
)
from placement.portrait.reception import access_section, presence_section, site_lines
from placement.portrait.social import (
    activity_section,
    living_section,
    school_section,
)
from placement.portrait.wishes import wishes_section

__all__ = ["portrait_of"]

_SECTIONS = (
    perimeter_section,
    age_section,
    young_section,
    largest_section,
    activity_section,
    school_section,
    living_section,
    commuting_section,
    destination_section,
    caseload_section,
    wishes_section,
    presence_section,
    access_section,
)


def portrait_of(facts: PortraitFacts, *, date: dt.date, warnings: tuple[str, ...]) -> Portrait:
    """Compute the statistical profile of a territory.

    Parameters
    ----------
    date : of the computation
    warnings : French sentences that every output repeats
    """
    sections = tuple(build(facts) for build in _SECTIONS)
    return Portrait(
        territory=facts.territory,
        sections=sections,
        sites=site_lines(facts),
        lacks=_lacks(sections, markets=bool(facts.territory.markets)),
        profile=facts.profile,
        sources=facts.sources,
        date=date,
        warnings=warnings,
        markets=market_lines(facts.territory),
    )


def _lacks(sections: tuple[Section, ...], *, markets: bool) -> tuple[Lack, ...]:
    """List the files that would give the indicators known nowhere."""
    missing: dict[str, list[str]] = {}
    for section in sections:
        for at, indicator in enumerate(section.indicators):
            known = any(c[at].value is not None or c[at].masked for _, c in section.rows)
            if indicator.lacking and not known:
                missing.setdefault(indicator.lacking, []).append(indicator.label)
    if not markets:
        missing["marches.csv (jours de marché, modèle dans data/gabarits)"] = ["Jours de marché"]
    return tuple(Lack(file, tuple(labels)) for file, labels in missing.items())
