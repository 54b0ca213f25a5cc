"""The table of modes: who may use which road, how fast."""

from __future__ import annotations

from dataclasses import replace

import pytest
from road_drawing import draw

from placement.errors import DataError
from placement.travel import MODES, travel_modes
from placement.travel.profiles import mode_arcs


def test_the_defaults_of_the_table() -> None:
    """Walk 4.5 km/h up to 30 min, bicycle 14.5 up to 45 min, the car at the network's times."""
    assert (MODES["marche"].speed_kmh, MODES["marche"].cap_s) == (4.5, 1800.0)
    assert (MODES["velo"].speed_kmh, MODES["velo"].cap_s) == (14.5, 2700.0)
    assert (MODES["voiture"].speed_kmh, MODES["voiture"].cap_s) == (None, None)
    assert {mode.access_speed_kmh for mode in MODES.values()} == {4.5}  # on foot to the road
    assert all(name == mode.name for name, mode in MODES.items())


def test_motorways_are_for_cars() -> None:
    """a-b is a motorway, b-c a road: bicycle and walk only have b-c."""
    network = draw("a =60= b -60- c")
    assert mode_arcs(network, mode=MODES["voiture"]).tail.size == 4
    assert mode_arcs(network, mode=MODES["velo"]).tail.size == 2
    assert mode_arcs(network, mode=MODES["marche"]).tail.size == 4  # b-c, each way, twice


def test_one_way_streets_hold_wheels_not_feet() -> None:
    """B to a against the sign: on foot only."""
    network = draw("a -60> b")
    assert mode_arcs(network, mode=MODES["velo"]).tail.tolist() == [0]
    assert sorted(mode_arcs(network, mode=MODES["marche"]).tail.tolist()) == [0, 1]


def test_times_by_mode() -> None:
    """600 m: a minute by car, 600 / 4.5 km/h = 480 s on foot, 148.966 s by bicycle."""
    network = draw("a -60> b")
    assert mode_arcs(network, mode=MODES["voiture"]).time_ms.tolist() == [60_000]
    assert mode_arcs(network, mode=MODES["marche"]).time_ms.tolist() == [480_000] * 2
    assert mode_arcs(network, mode=MODES["velo"]).time_ms.tolist() == [148_966]


def test_the_peak_hour_factor_slows_the_car_alone() -> None:
    """A factor of 1.15 on 60 s is 69 s; the shared table is untouched."""
    modes = travel_modes(car_factor=1.15)
    assert mode_arcs(draw("a -60> b"), mode=modes["voiture"]).time_ms.tolist() == [69_000]
    assert modes["velo"] == MODES["velo"]
    assert MODES["voiture"].factor == 1.0


@pytest.mark.parametrize("change", [{"factor": 0.0}, {"cap_s": -1.0}, {"speed_kmh": float("nan")}])
def test_impossible_modes_are_refused(change: dict[str, float]) -> None:
    """Nothing null, negative or absent."""
    with pytest.raises(DataError, match="nombres positifs"):
        replace(MODES["velo"], **change)  # type: ignore[arg-type]
