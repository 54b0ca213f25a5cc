"""Heights on nodes and the slopes of roads."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from road_drawing import draw

from placement.errors import NetworkError
from placement.network import RoadNetwork, with_elevation
from placement.network.elevation import STEEPEST, arc_slopes
from placement.travel import MODES, Slope
from placement.travel.profiles import mode_arcs
from placement.travel.slopes import pace_factor


def test_slopes_are_rise_over_run_in_each_direction() -> None:
    """30 m up in 600 m: +5 % there, -5 % back."""
    hill = with_elevation(draw("a -60- b"), node_z_m=[200.0, 230.0])
    assert arc_slopes(hill) == pytest.approx([0.05, -0.05])


def test_the_noise_of_a_raster_is_smoothed_and_bounded() -> None:
    """Arcs of 10 m with 2 m of noise are no walls; a cliff is cut at 25 %."""
    chain = " -1- ".join("abcdefghijklmnop")
    heights = np.tile([100.0, 102.0], 8)
    slopes = arc_slopes(with_elevation(draw(chain), node_z_m=heights))
    assert np.abs(slopes).max() <= 0.03
    cliff = with_elevation(draw("a -60- b"), node_z_m=[0.0, 500.0])
    assert arc_slopes(cliff).tolist() == [STEEPEST, -STEEPEST]


def test_unknown_heights_are_flat_for_travellers() -> None:
    """One node off the raster: the slope is absent, the time is the flat one."""
    network = draw("a -60- b -60- c", "b -60- d")
    hill = with_elevation(network, node_z_m=[0.0, 30.0, np.nan, 0.0])
    assert np.isnan(arc_slopes(hill)).sum() == 2
    flat = mode_arcs(network, mode=MODES["velo"]).time_ms
    assert (mode_arcs(hill, mode=MODES["velo"]).time_ms == flat).sum() == 2


def test_bicycles_climb_slower_than_they_come_down() -> None:
    """+5 %: a third slower in speed (1.44 of 21.6 km/h per 1 %); -5 %: 20 % faster; cars alike."""
    network = draw("a -60- b")
    hill = with_elevation(network, node_z_m=[200.0, 230.0])
    up, down = mode_arcs(hill, mode=MODES["velo"]).time_ms.tolist()
    flat_s = 600 / 14.5 * 3.6
    assert up == pytest.approx(1000 * flat_s / (1 - 5 / 15), abs=1)
    assert down == pytest.approx(1000 * flat_s / (1 + 5 * 0.86 / 21.6), abs=1)
    car = MODES["voiture"]
    assert np.array_equal(mode_arcs(hill, mode=car).time_ms, network.time_ms)


def test_walkers_against_a_one_way_sign_meet_the_other_slope() -> None:
    """A -> b goes up; walked back it goes down, and faster."""
    hill = with_elevation(draw("a -60> b"), node_z_m=[200.0, 230.0])
    up, down = mode_arcs(hill, mode=MODES["marche"]).time_ms.tolist()
    assert up == pytest.approx(480_000 * np.exp(3.5 * 0.05), abs=1)
    assert down == pytest.approx(480_000 * np.exp(-3.5 * 0.05), abs=1)


@pytest.mark.parametrize("slope", [Slope.BICYCLE, Slope.FOOT])
def test_paces_are_bounded_monotone_and_one_on_the_flat(slope: Slope) -> None:
    """No speed is null or negative however steep; steeper up is never faster."""
    steps = np.linspace(-0.25, 0.25, 51)
    pace = pace_factor(steps, slope=slope)
    assert pace[25] == pytest.approx(1.0)
    assert (pace > 0.5).all()
    assert (np.diff(pace[25:]) >= 0).all()
    assert pace.max() < 4


def test_heights_must_match_and_be_known() -> None:
    """One per node; none at all is a raster elsewhere."""
    network = draw("a -60- b")
    with pytest.raises(NetworkError, match="altitudes"):
        with_elevation(network, node_z_m=[1.0])
    with pytest.raises(NetworkError, match="aucune altitude connue"):
        with_elevation(network, node_z_m=[np.nan, np.nan])
    with pytest.raises(NetworkError, match="altitude infinie"):
        replace(network, node_z_m=np.array([1.0, np.inf]))
    with pytest.raises(NetworkError, match="fermé à tous"):
        replace(network, access=np.array([0, 15], dtype=np.uint8))


def test_heights_are_saved_and_hashed(tmp_path: Path) -> None:
    """They come back; a network without them keeps the hash it had."""
    flat = draw("a -60- b")
    hill = with_elevation(flat, node_z_m=[200.0, np.nan])
    assert hill.content_hash != flat.content_hash
    hill.save(tmp_path / "r")
    again = RoadNetwork.load(tmp_path / "r")
    assert np.array_equal(again.node_z_m, hill.node_z_m, equal_nan=True)
    assert again.subset(np.array([True, True])).content_hash == hill.content_hash


def test_networks_of_the_first_format_are_still_read(tmp_path: Path) -> None:
    """No access nor heights in their tables: open to all, heights unknown, same hash."""
    network = draw("a -60- b -30> c")
    folder = tmp_path / "r"
    network.save(folder)
    for name, extra in (("arcs", "access"), ("noeuds", "z_m")):
        path = folder / f"{name}.parquet"
        pq.write_table(pq.read_table(path).drop_columns([extra]), path)
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    meta["format"] = "placement-reseau-1"
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")
    again = RoadNetwork.load(folder)
    assert again.content_hash == network.content_hash
    assert set(again.access.tolist()) == {15}
    assert np.isnan(again.node_z_m).all()
