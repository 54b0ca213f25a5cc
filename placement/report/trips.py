"""``transports.csv``: each trip by public transport beside the same by the other modes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from placement.privacy import Shown
from placement.report.content import ScenarioOutcome
from placement.report.tables import Cell, Row, Table, finished
from placement.travel import TravelTimes
from placement.travel.transit import TRANSIT_MODE, Means, TransitTimes
from placement.units import SECONDS_PER_MINUTE

__all__ = ["trip_table"]

_MEANS: Final = {
    Means.NONE: "",
    Means.SCHEDULED: "horaires",
    Means.ON_DEMAND: "transport à la demande",
    Means.ON_FOOT: "à pied",
}
_HEAD: Final = ("lieu_residence", "code_commune", "commune", "lieu")
_TAIL: Final = (
    "aller_tc_min",
    "retour_tc_min",
    "absence_tc_min",
    "rendez_vous_possibles_pct",
    "demi_journees_possibles_pct",
    "moyen_tc",
    "raison_tc",
)


def trip_table(
    outcome: ScenarioOutcome, *, times: Mapping[str, TravelTimes], transit: TransitTimes
) -> Table:
    """One row for each home and each site open today or in the plan; for each commune in public.

    Parameters
    ----------
    times
        By mode name; one column each, beside those of public transport.
    transit
        Round trips by public transport, between the same homes and sites.
    """
    others = [name for name in times if name != TRANSIT_MODE.name]
    demand, shown = outcome.territory.demand, outcome.shown
    names = {commune.code: commune.name for commune in outcome.territory.communes}
    opened = [k for k, key in enumerate(transit.to_id) if key in _open_sites(outcome)]
    rows: list[Row] = []
    for i, place in enumerate(transit.from_id):
        code = str(demand.commune_code[i])
        for j in opened:
            cells = (_minutes(times[name].time_s[i, j], shown=shown) for name in others)
            identity = (place, code, names[code], transit.to_id[j])
            rows.append((*identity, *cells, *_round_trip(transit, i, j, shown=shown)))
    columns = (*_HEAD, *(f"temps_{name}_min" for name in others), *_TAIL)
    told = _largest_place(outcome, rows=rows) if shown.public else rows
    return finished(columns, rows=told, outcome=outcome)


def _largest_place(outcome: ScenarioOutcome, *, rows: list[Row]) -> list[Row]:
    """Keep, of each commune, the place where most of its people live, under the commune's name."""
    demand = outcome.territory.demand
    largest: dict[str, tuple[float, str]] = {}
    for place, code, young in zip(
        demand.place_id.tolist(),
        demand.commune_code.tolist(),
        demand.young.sum(axis=1),
        strict=True,
    ):
        largest[code] = max(largest.get(code, (-1.0, "")), (float(young), place))
    kept = {place: code for code, (_, place) in largest.items()}
    return [(kept[str(row[0])], *row[1:]) for row in rows if row[0] in kept]


def _open_sites(outcome: ScenarioOutcome) -> set[str]:
    return {line.site.id for line in outcome.sites}


def _round_trip(transit: TransitTimes, row: int, column: int, *, shown: Shown) -> tuple[Cell, ...]:
    at = row, column
    return (
        _minutes(transit.time_s[at], shown=shown),
        _minutes(transit.back_s[at], shown=shown),
        _minutes(transit.absence_s[at], shown=shown),
        round(100 * float(transit.slot_share[at])),
        round(100 * float(transit.half_day_share[at])),
        _MEANS[Means(int(transit.means[at]))],
        transit.reason(row, column),
    )


def _minutes(time_s: float, *, shown: Shown) -> float | None:
    return shown.minutes(float(time_s) / SECONDS_PER_MINUTE)
