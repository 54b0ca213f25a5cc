"""Which communes of an EPCI shared by two Missions Locales go to that of Moulins: a hypothesis.

::

    python data/build/shared_epci.py

Only the number of communes and their population are published (27 communes and 15,707 inhabitants
of Saint-Pourçain Sioule Limagne; 30 and 17,997 of Entr'Allier Besbre et Loire). The n communes kept
are those nearest, as the crow flies, to a place of the Mission Locale of Moulins, compared with
Vichy or the main town of the EPCI where Moulins holds nothing. Then one commune is exchanged for
another wherever that brings the population nearer, at 1 km or less for each 100 inhabitants, until
it is within 1 %; where no such exchange gets there, the nearest communes stay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from placement.sources.communes import CommuneRecord, communes_by_code, communes_of_epci

_PLACES = ("03190", "03254", "03102", "03053", "03132", "03103", "03036", "03183", "03155")
_VICHY = "03310"
_INHABITANTS_PER_KM = 100.0
_CLOSE_ENOUGH = 0.01
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class SharedEpci:
    """What is published of a shared EPCI: communes and inhabitants, in part and in all."""

    code: str
    communes: int
    inhabitants: int
    inhabitants_of_epci: int
    other_town: str


SHARED = (
    SharedEpci("200071389", 27, 15_707, 34_321, other_town="03118"),
    SharedEpci("200071470", 30, 17_997, 25_500, other_town="03298"),
)


def main() -> None:
    """Print the hypothesis for each shared EPCI."""
    for shared in SHARED:
        kept = chosen_communes(shared)
        population = sum(record.population or 0 for record in kept)
        target = _target(shared)
        print(f"{shared.code}: {len(kept)} communes, {population} inhabitants, target {target:.0f}")
        for record in kept:
            print(f"  {record.code} {record.name}")


def chosen_communes(shared: SharedEpci) -> list[CommuneRecord]:
    """Communes of the EPCI that go to Moulins, sorted by code."""
    excess = _excess_km(shared)
    ranked = sorted(_members(shared), key=lambda record: excess[record.code])
    kept, left = ranked[: shared.communes], ranked[shared.communes :]
    target = _target(shared)
    swap = _best_swap(kept, left, excess=excess, target=target)
    if swap:
        kept = [swap[1] if record is swap[0] else record for record in kept]
    return sorted(kept, key=lambda record: record.code)


def _best_swap(
    kept: Sequence[CommuneRecord],
    left: Sequence[CommuneRecord],
    *,
    excess: dict[str, float],
    target: float,
) -> tuple[CommuneRecord, CommuneRecord] | None:
    """Return the cheapest exchange that gets within the tolerance, at an acceptable price."""
    gap = abs(sum(record.population or 0 for record in kept) - target)
    best, best_km = None, math.inf
    for leaving in kept:
        for coming in left:
            moved = (coming.population or 0) - (leaving.population or 0)
            population = sum(record.population or 0 for record in kept) + moved
            km = excess[coming.code] - excess[leaving.code]
            gain = gap - abs(population - target)
            within = abs(population - target) <= _CLOSE_ENOUGH * target
            if within and gain >= _INHABITANTS_PER_KM * km and km < best_km:
                best, best_km = (leaving, coming), km
    return best if gap > _CLOSE_ENOUGH * target else None


def _excess_km(shared: SharedEpci) -> dict[str, float]:
    """Distance to Moulins's nearest place, less that to the other side, km, by commune."""
    ours = communes_by_code(_PLACES, with_geometry=False)
    theirs = communes_by_code((_VICHY, shared.other_town), with_geometry=False)
    return {
        record.code: _nearest_km(record, ours) - _nearest_km(record, theirs)
        for record in _members(shared)
    }


def _nearest_km(record: CommuneRecord, places: Sequence[CommuneRecord]) -> float:
    return min(
        _KM_PER_DEGREE
        * math.hypot(
            (record.lon - place.lon) * math.cos(math.radians(record.lat)), record.lat - place.lat
        )
        for place in places
    )


def _members(shared: SharedEpci) -> tuple[CommuneRecord, ...]:
    return communes_of_epci(shared.code, with_geometry=False)


def _target(shared: SharedEpci) -> float:
    """Scale the published inhabitants to the present population of the EPCI."""
    present = sum(record.population or 0 for record in _members(shared))
    return shared.inhabitants * present / shared.inhabitants_of_epci


if __name__ == "__main__":
    main()
