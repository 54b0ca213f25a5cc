"""The young people whom the Mission Locale follows: counts of i-milo, as they may be told.

Communes, EPCI and the territory are protected together, exactly as in the outputs of scenarios:
the two cannot be subtracted from one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from placement.portrait.areas import areas_of, largest_communes, value_cell
from placement.portrait.facts import PortraitFacts
from placement.portrait.model import Area, Cell, Indicator, Section
from placement.privacy import Masked, protect
from placement.sources.imilo import ImiloRecord

__all__ = ["caseload_section"]

_LACKING: Final = "imilo.csv (effectifs d'i-milo par commune, modèle dans data/gabarits)"


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """A count by commune with its totals, protected; ``codes`` are in the order of ``masked``."""

    codes: tuple[str, ...]
    masked: Masked

    def cell(self, area: Area) -> Cell:
        """Return the count of an area; masked where it must be, unknown where nothing is."""
        known = len(set(area.codes) & set(self.codes))
        if not known:
            return Cell(None, total=len(area.codes))
        value = self._value(area)
        masked = bool(np.isnan(value))
        return Cell(None if masked else value, masked, known, len(area.codes))

    def _value(self, area: Area) -> float:
        if area.kind == "territoire":
            return self.masked.total
        if area.kind == "epci":
            return float(self.masked.totals[self.masked.groups.index(area.code)])
        return float(self.masked.values[self.codes.index(area.code)])


def caseload_section(facts: PortraitFacts) -> Section:
    """Tell how many young people are followed, and of how many; small counts are masked."""
    records = _latest(facts.imilo)
    year = str(records[0].year) if records else ""
    source = facts.cite(("imilo",), otherwise="i-milo, export de la Mission Locale", vintage=year)
    titles = (
        ("suivis", "Jeunes suivis", "personnes"),
        ("taux_recours", "Taux de recours", "part"),
        ("premiers_accueils", "Premiers accueils", "personnes"),
    )
    return Section(
        id="suivis",
        title="Les jeunes suivis par la Mission Locale",
        intro=f"Effectifs d'i-milo{f' de {year}' if year else ''} ; le taux de recours les "
        "rapporte aux 16-25 ans de la population.",
        indicators=tuple(
            Indicator(name, label, unit, source.source, year, lacking=_LACKING)
            for name, label, unit in titles
        ),
        rows=_rows(facts, records=records),
        notes=_notes(facts),
    )


def _rows(
    facts: PortraitFacts, *, records: Sequence[ImiloRecord]
) -> tuple[tuple[Area, tuple[Cell, ...]], ...]:
    followed = _told(facts, records=records, name="followed")
    first = _told(facts, records=records, name="first_receptions")
    towns = largest_communes(facts.territory, young=facts.young)
    rows = []
    for area in (*areas_of(facts.territory), *towns):
        count = _cell(followed, area=area)
        arrivals = Cell(None) if area.kind == "commune" else _cell(first, area=area)
        rows.append((area, (count, _rate(count, facts=facts, area=area), arrivals)))
    return tuple(rows)


def _latest(records: Sequence[ImiloRecord]) -> tuple[ImiloRecord, ...]:
    year = max((record.year for record in records), default=0)
    return tuple(record for record in records if record.year == year)


def _told(facts: PortraitFacts, *, records: Sequence[ImiloRecord], name: str) -> _Told | None:
    """Protect one count over the communes of the territory; None where none is known."""
    epci = {commune.code: commune.epci_code for commune in facts.territory.communes}
    counts = {
        record.commune_code: float(getattr(record, name))
        for record in sorted(records, key=lambda record: record.commune_code)
        if record.commune_code in epci and not np.isnan(getattr(record, name))
    }
    if not counts:
        return None
    masked = protect(
        np.array(list(counts.values())),
        groups=[epci[code] for code in counts],
        profile=facts.profile,
    )
    return _Told(tuple(counts), masked)


def _cell(told: _Told | None, *, area: Area) -> Cell:
    return Cell(None, total=len(area.codes)) if told is None else told.cell(area)


def _rate(count: Cell, *, facts: PortraitFacts, area: Area) -> Cell:
    """Relate those followed to the young of the area; incomplete counts give no rate."""
    young = value_cell(dict(facts.young), area=area).value or 0.0
    few = young < max(facts.least, 1)
    if count.masked or (count.value is not None and few):
        return Cell(None, masked=True, known=count.known, total=count.total)
    if count.value is None or count.partial:
        return Cell(None, known=count.known, total=count.total)
    return Cell(count.value / young, known=count.known, total=count.total)


def _notes(facts: PortraitFacts) -> tuple[str, ...]:
    if not facts.imilo:
        return ()
    least = facts.profile.threshold
    return (
        f"« masqué » : moins de {least} jeunes, ou un effectif plus grand masqué pour protéger les "
        "autres du calcul par différence. Le taux de recours n'est donné que là où toutes les "
        "communes sont renseignées.",
    )
