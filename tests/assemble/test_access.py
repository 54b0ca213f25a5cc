"""From times by mode to times by segment."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.assemble import scenario_modes
from placement.assemble.access import SegmentTimes, segment_times
from placement.territory import Demand
from placement.travel import MODES, TravelTimes
from tests.territory_drawing import demand, scenario, times

CAR_ONLY = {"voiture": ("voiture",), "sans_voiture": ("marche",), "mineurs": ("marche", "velo")}
NAN = float("nan")


def segments(
    people: Demand | None = None, *, cutoff_min: float = 90, **by_mode: TravelTimes
) -> SegmentTimes:
    tables = {name: times(name) for name in ("voiture", "velo", "marche")} | by_mode
    return segment_times(
        people or demand(),
        times=tables,
        modes=MODES,
        profile_modes=CAR_ONLY,
        cutoff_s=cutoff_min * 60,
    )


def minutes(found: SegmentTimes, segment: str) -> list[float]:
    row = found.time_s[found.segment_id.index(segment)] / 60
    return [round(float(value), 6) for value in row]


def test_a_segment_is_a_place_and_a_profile() -> None:
    """Nine segments, named after both, with the young people of that profile."""
    found = segments(demand({"A": (5, 3, 2), "B": (1, 0, 4), "C": (7, 8, 9)}))
    assert len(found.segment_id) == 9
    counted = dict(zip(found.segment_id, found.young.tolist(), strict=True))
    assert counted["A|voiture"] == 5
    assert counted["B|sans_voiture"] == 0
    assert counted["C|mineurs"] == 9


def test_the_fastest_mode_of_the_profile_counts() -> None:
    """Minors walk or cycle, whichever is faster for each site; a mode without time is passed."""
    walk = times("marche", minutes=[[0, 25, NAN], [25, 0, NAN], [NAN, NAN, 0]])
    bike = times("velo", minutes=[[1, 30, 40], [30, 1, NAN], [40, NAN, 1]])
    found = segments(marche=walk, velo=bike)
    assert minutes(found, "A|mineurs") == [0, 25, 40]
    assert minutes(found, "A|sans_voiture")[:2] == [0, 25]
    assert np.isnan(found.time_s[found.segment_id.index("A|sans_voiture"), 2])
    assert minutes(found, "A|voiture") == [0, 10, 30]


def test_the_cutoff_itself_is_an_access() -> None:
    """30 min is within 30 min; a second less and it is not."""
    assert minutes(segments(cutoff_min=30), "A|voiture") == [0, 10, 30]
    shorter = segments(cutoff_min=30 - 1 / 60)
    assert np.isnan(shorter.time_s[shorter.segment_id.index("A|voiture"), 2])


def test_the_dispersion_of_residents_adds_in_quadrature() -> None:
    """1,000 m around the mairie, 1.3 of detour, 20 km/h: 3.9 min, which vanish with distance."""
    found = segments(demand(spread_m=[1000.0, 0.0, 0.0]))
    inside = 1000 * 1.3 / (20 / 3.6) / 60
    expected = [inside, np.hypot(10, inside), np.hypot(30, inside)]
    assert minutes(found, "A|voiture") == pytest.approx(expected, abs=1e-6)
    assert minutes(found, "B|voiture") == [10, 0, 20]
    on_foot = 1000 * 1.3 / (4.5 / 3.6) / 60
    assert minutes(found, "A|sans_voiture")[0] == pytest.approx(on_foot, abs=1e-6)


def test_the_dispersion_may_put_a_place_beyond_the_cutoff() -> None:
    """The cutoff is on what is counted, dispersion included."""
    found = segments(demand(spread_m=[1000.0, 0.0, 0.0]), cutoff_min=30)
    assert np.isnan(found.time_s[found.segment_id.index("A|voiture"), 2])


def test_a_place_off_the_roads_is_counted_apart() -> None:
    """Its young people are in no segment, with the reason; nobody is lost on the way."""
    people = demand({"A": (5, 3, 2), "B": (1, 0, 4), "C": (7, 8, 9)})
    lost = {"C": "à 9 km de la route"}
    tables = {name: times(name, lost=lost) for name in ("voiture", "velo", "marche")}
    found = segments(people, **tables)
    assert {(line.place_id, line.profile, line.young) for line in found.unattached} == {
        ("C", "voiture", 7),
        ("C", "sans_voiture", 8),
        ("C", "mineurs", 9),
    }
    assert {line.reason for line in found.unattached} == {"à 9 km de la route"}
    parts = found.young.sum() + sum(line.young for line in found.unattached)
    assert parts == people.total


def test_one_mode_on_the_roads_is_enough() -> None:
    """Off the roads by bicycle, on them on foot: minors stay, by foot; cars are lost."""
    lost = {"A": "trop loin"}
    found = segments(voiture=times("voiture", lost=lost), velo=times("velo", lost=lost))
    assert [line.profile for line in found.unattached] == ["voiture"]
    assert minutes(found, "A|mineurs") == [0, 10, 30]


def test_everybody_off_the_roads_leaves_no_segment() -> None:
    """No row, as many columns as sites, everybody counted apart."""
    lost = dict.fromkeys("ABC", "trop loin")
    found = segments(**{name: times(name, lost=lost) for name in ("voiture", "velo", "marche")})
    assert found.time_s.shape == (0, 3)
    assert sum(line.young for line in found.unattached) == 90


def test_scenario_defaults_are_the_common_table() -> None:
    """A scenario that says nothing travels as ``travel.MODES`` says: one default, written once."""
    found = scenario_modes(scenario())
    assert found == {name: MODES[name] for name in found}
    assert set(found) == {"voiture", "velo", "marche"}


def test_a_scenario_may_change_speeds_and_caps() -> None:
    """Walking speed serves the legs of every mode; caps are minutes; the car has a factor."""
    found = scenario_modes(
        scenario(
            temps={"marche_kmh": 5.0, "marche_max_min": 20.0, "facteur_voiture": 1.2},
        )
    )
    assert (found["marche"].speed_kmh, found["marche"].access_speed_kmh) == (5.0, 5.0)
    assert found["marche"].cap_s == 1200
    assert found["voiture"].factor == 1.2
    assert found["velo"] == replace(MODES["velo"], access_speed_kmh=5.0)


def test_modes_that_nobody_uses_are_not_computed() -> None:
    """Everybody on foot: one matrix."""
    everyone = dict.fromkeys(("voiture", "sans_voiture", "mineurs"), ("marche",))
    assert set(scenario_modes(scenario(mobilite=everyone))) == {"marche"}
