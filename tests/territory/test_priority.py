"""Priority neighbourhoods: lines and polygons joined by code, shares by the grid or the surface."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from deposited import with_deposits
from grid_drawing import grid

from placement.sources.communes import communes_by_code
from placement.sources.deposits import QpvPolygon
from placement.territory import PriorityArea, Territory
from tests.integration.territories import write_lines, write_territory

HEADER = "code_qp;nom;code_commune;part_jeunes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_territory(tmp_path / "territoire")


def outline(code: str = "03190") -> shapely.Geometry:
    return communes_by_code([code])[0].geometry


def half() -> shapely.Geometry:
    """Return the west half of the frame of Moulins: a neighbourhood of its own, cut by it."""
    west, south, east, north = outline().bounds
    return shapely.intersection(outline(), shapely.box(west, south, (west + east) / 2, north))


def drawn(code: str = "QN00301M", *, communes: tuple[str, ...] = ("03190",)) -> QpvPolygon:
    return QpvPolygon(code, "Les Chartreux", communes, half())


def area(territory: Territory, code: str = "QN00301M") -> PriorityArea:
    (found,) = [one for one in territory.priority_areas if one.code == code]
    return found


def test_without_a_grid_a_share_is_that_of_the_surface(folder: Path) -> None:
    """The polygon over the commune, and the words say that it is too little."""
    territory = with_deposits(folder, qpv=(drawn(),))
    expected = half().area / outline().area
    assert area(territory).young_share == pytest.approx(expected, rel=1e-3)
    assert area(territory).geometry is not None
    assert any("sous-estime" in told for told in territory.estimates)


def test_with_a_grid_a_share_is_that_of_the_young(folder: Path) -> None:
    """All of Moulins in one cell of the east: nobody in the west half; in a row: about half."""
    east = grid([10.0], x=[3_810_700], y=[2_628_000], side_m=200.0, communes=[("03190",)])
    assert area(with_deposits(folder, qpv=(drawn(),), grid=east)).young_share == pytest.approx(0)
    spread = [3_806_000 + 200 * k for k in range(40)]
    even = grid([1.0] * 40, x=spread, y=[2_628_800] * 40, side_m=200.0)
    territory = with_deposits(folder, qpv=(drawn(),), grid=even)
    share = area(territory).young_share
    assert share is not None
    assert 0.3 < share < 0.7
    assert any("d'après Filosofi 2021" in text for text in territory.estimates)


def test_a_line_of_the_folder_wins(folder: Path) -> None:
    """Its name and its share stay; the polygon only draws it."""
    write_lines(folder / "qpv.csv", [HEADER, "QN00301M;Chartreux;03190;0,2"])
    territory = with_deposits(folder, qpv=(drawn(),))
    found = area(territory)
    assert (found.name, found.young_share) == ("Chartreux", 0.2)
    assert found.geometry is not None
    assert not any("quartier prioritaire" in told for told in territory.estimates)


def test_a_line_without_a_share_takes_that_of_the_polygon(folder: Path) -> None:
    """And one that no polygon draws stays without."""
    write_lines(folder / "qpv.csv", [HEADER, "QN00301M;Chartreux;03190;", "QN9;Autre;03321;"])
    territory = with_deposits(folder, qpv=(drawn(),))
    assert area(territory).young_share is not None
    assert area(territory, "QN9").young_share is None
    assert area(territory, "QN9").geometry is None
    assert len(territory.priority_areas) == 2


def test_a_neighbourhood_over_two_communes_is_cut(folder: Path) -> None:
    """One area for each commune of the territory, each with its own part."""
    both = shapely.union(outline("03190"), outline("03321"))
    polygon = QpvPolygon("QN1", "Deux rives", ("03190", "03321", "99999"), both)
    territory = with_deposits(folder, qpv=(polygon,))
    found = {one.commune_code: one.young_share for one in territory.priority_areas}
    assert found == pytest.approx({"03190": 1.0, "03321": 1.0}, abs=1e-6)
