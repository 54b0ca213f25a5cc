"""Where young people say that they would go: a survey of the Mission Locale, as it may be told.

Its counts are those of persons whom the Mission Locale knows: they are protected as i-milo's are.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from placement.french import plural
from placement.portrait.facts import PortraitFacts
from placement.portrait.model import Area, Cell, Indicator, Section
from placement.privacy import Masked, protect
from placement.sources.statistics import share

__all__ = ["wishes_section"]

_LACKING: Final = "souhaits_jeunes.csv (souhaits des jeunes, modèle dans data/gabarits)"
_MOST: Final = 10
_ALL: Final = "souhaits"


def wishes_section(facts: PortraitFacts) -> Section:
    """Tell the communes most wished for; small counts, and what gives them away, are masked."""
    wished = _by_place(facts)
    masked = _protected(wished, facts=facts)
    source = facts.cite(("souhaits",), otherwise="enquête de la Mission Locale")
    return Section(
        id="souhaits",
        title="Où les jeunes souhaitent être reçus",
        intro="Communes les plus souhaitées par les jeunes interrogés.",
        indicators=(
            Indicator(
                "souhaits",
                "Jeunes qui la souhaitent",
                "personnes",
                source.source,
                source.vintage,
                lacking=_LACKING,
            ),
            Indicator("part_souhaits", "Part des réponses", "part", source.source, source.vintage),
        ),
        heading="Commune souhaitée",
        rows=() if masked is None else _rows(facts, places=tuple(wished), masked=masked),
        notes=() if masked is None else _notes(facts, masked=masked),
    )


def _by_place(facts: PortraitFacts) -> dict[str, float]:
    """Add up wishes by place wished for, sorted; whatever the commune of residence."""
    found: dict[str, float] = {}
    for wish in facts.territory.wishes:
        found[wish.wished_commune] = found.get(wish.wished_commune, 0.0) + wish.persons
    return {place: found[place] for place in sorted(found)}


def _protected(wished: dict[str, float], *, facts: PortraitFacts) -> Masked | None:
    if not wished:
        return None
    counts = np.array(list(wished.values()))
    return protect(counts, groups=[_ALL] * len(wished), profile=facts.profile)


def _rows(
    facts: PortraitFacts, *, places: tuple[str, ...], masked: Masked
) -> tuple[tuple[Area, tuple[Cell, ...]], ...]:
    """Return the whole, then the places shown, the most wished for first."""
    territory = facts.territory
    names = {commune.code: commune.name for commune in territory.communes}
    shown = [
        (place, float(value))
        for place, value in zip(places, masked.values.tolist(), strict=True)
        if not np.isnan(value)
    ]
    told = sorted(shown, key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    whole = None if np.isnan(masked.total) else masked.total
    every = Area("territoire", territory.name, territory.title, ())
    return (
        (every, (Cell(whole, masked=whole is None), Cell(None))),
        *(
            (
                Area("commune", place, names.get(place, place), (place,)),
                (Cell(value), Cell(share(value, of=whole))),
            )
            for place, value in told
        ),
    )


def _notes(facts: PortraitFacts, *, masked: Masked) -> tuple[str, ...]:
    hidden = int(masked.masked.sum())
    others = max(0, masked.values.size - hidden - _MOST)
    told = []
    if hidden:
        places = plural(
            hidden, one="lieu souhaité n'est pas montré", many="lieux souhaités ne sont pas montrés"
        )
        told.append(
            f"{places} : moins de {facts.profile.threshold} réponses, ou un effectif plus grand "
            "masqué pour protéger les autres du calcul par différence."
        )
    if others:
        told.append(f"Les {_MOST} premiers sont montrés ; {others} autres ne le sont pas.")
    return tuple(told)
