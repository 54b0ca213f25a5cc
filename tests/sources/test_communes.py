"""Embedded France: nobody missing, names found, borders shared."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from placement.errors import DataError
from placement.sources.communes import (
    communes_by_code,
    communes_of_arrondissement,
    communes_of_departement,
    communes_of_epci,
)

_MOST_AREA_ERROR = 0.01


@pytest.fixture(scope="module")
def reference(shared_data: Path) -> pd.DataFrame:
    """Read the communes of France from another extraction of the same sources."""
    return pd.read_parquet(shared_data / "communes" / "communes_france.parquet").set_index("insee")


def test_every_commune_and_inhabitant_is_there(reference: pd.DataFrame) -> None:
    """Same codes, names, EPCI, arrondissements and populations as the reference."""
    records = communes_by_code(reference.index, with_geometry=False)
    ours = pd.DataFrame(
        [(r.code, r.name, r.epci_code, r.arrondissement, r.population) for r in records],
        columns=["insee", "nom", "epci_code", "arrondissement", "population"],
    ).set_index("insee")
    theirs = reference.sort_index()
    assert len(ours) == len(theirs)
    assert (ours["nom"] == theirs["nom"]).all()
    assert (ours["epci_code"] == theirs["epci_code"].fillna("")).all()
    assert (ours["arrondissement"] == theirs["arrondissement"]).all()
    assert ours["population"].sum() == theirs["pop_2026_etalab"].sum()


def test_mairies_are_where_the_reference_puts_them(reference: pd.DataFrame) -> None:
    """Within 2 m of the reference, save for those that it puts outside their commune."""
    theirs = reference.dropna(subset=["mairie_lon"])
    records = communes_by_code(theirs.index, with_geometry=False)
    placed = {r.code: (r.lon, r.lat) for r in records if r.position == "mairie"}
    ours = pd.DataFrame.from_dict(placed, orient="index", columns=["lon", "lat"])
    apart = ours.to_numpy() - theirs.loc[ours.index, ["mairie_lon", "mairie_lat"]].to_numpy()
    assert abs(apart).max() < 2e-5
    assert len(records) - len(placed) < len(records) / 15


def test_a_mairie_outside_its_commune_is_replaced() -> None:
    """Hinges and Quernes, kilometres outside their polygons at the source, are brought inside."""
    for record in communes_by_code(["62454", "62676", "03124"]):
        assert record.position == "interieur"
        assert record.geometry is not None
        assert record.geometry.covers(shapely.Point(record.lon, record.lat))


def test_simplified_polygons_keep_their_area(shared_data: Path) -> None:
    """Communes of Moulins, Béthune and Corsica: less than 1 % of area lost or won, each."""
    transformer = Transformer.from_crs(4326, 2154, always_xy=True)
    for name in ("A_moulins", "B_bethune", "C_corse"):
        theirs = pd.read_parquet(shared_data / "communes" / f"communes_{name}.parquet")
        ours = {record.code: record.geometry for record in communes_by_code(theirs["insee"])}
        before = shapely.transform(
            shapely.from_wkb(theirs["geometry"].to_numpy()),
            transformer.transform,
            interleaved=False,
        )
        after = shapely.transform(
            [ours[code] for code in theirs["insee"]], transformer.transform, interleaved=False
        )
        error = abs(shapely.area(after) / shapely.area(before) - 1)
        assert error.max() < _MOST_AREA_ERROR


def test_neighbours_share_their_border() -> None:
    """In the Allier the polygons tile the département: no gap, no overlap, whole common edges."""
    records = communes_of_departement("03")
    shapes = [record.geometry for record in records]
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    touching = [
        pair
        for pair in itertools.combinations(range(len(shapes)), 2)
        if shapely.relate_pattern(shapes[pair[0]], shapes[pair[1]], "F***1****")
    ]
    assert len(touching) > 2 * len(shapes)


@pytest.mark.parametrize(
    ("epci", "count"),
    [("200071140", 44), ("200071496", 25), ("200071389", 60), ("200071470", 44)],
)
def test_epci_have_their_communes(epci: str, count: int) -> None:
    """The four EPCI around Moulins, whole."""
    records = communes_of_epci(epci, with_geometry=False)
    assert len(records) == count
    assert all(record.geometry is None for record in records)


def test_the_arrondissement_of_bethune() -> None:
    """104 communes: 100 of Béthune-Bruay and 4 of Flandre Lys, all with polygon and hours."""
    records = communes_of_arrondissement("622")
    by_epci = [record.epci_code for record in records]
    assert (len(by_epci), by_epci.count("200072460"), by_epci.count("245900758")) == (104, 100, 4)
    assert all(record.geometry is not None and record.mairie_hours for record in records)


def test_paris_is_twenty_arrondissements_or_one_commune() -> None:
    """A selection by département divides it; its code gives it whole, with the same ground."""
    parts = communes_of_departement("75")
    (whole,) = communes_by_code(["75056"])
    assert len(parts) == 20
    assert {part.parent for part in parts} == {"75056"}
    assert {part.epci_code for part in parts} == {whole.epci_code}
    union = shapely.union_all([part.geometry for part in parts])
    assert shapely.area(shapely.symmetric_difference(union, whole.geometry)) < 1e-9
    assert sum(part.population or 0 for part in parts) == pytest.approx(whole.population, rel=0.01)


def test_what_is_not_known_is_flagged_not_invented() -> None:
    """A commune of French Polynesia has neither mairie nor polygon, and is there."""
    (papeete,) = communes_by_code(["98735"])
    assert papeete.position == "absente"
    assert math.isnan(papeete.lon)
    assert papeete.geometry is None


def test_overseas_departements_are_there() -> None:
    """Mayotte and Réunion have their communes, with polygons."""
    assert len(communes_of_departement("976")) == 17
    assert all(record.geometry is not None for record in communes_of_departement("974"))


def test_unknown_codes_are_named_with_hints() -> None:
    """A lost zero, a name, a misspelt name; five codes at most, then a count."""
    with pytest.raises(DataError) as caught:
        communes_by_code(["3190", "Bethune", "Moulin-en-Bourbonais", "99001", "99002", "99003"])
    message = str(caught.value)
    assert "3190 → 03190 Moulins (zéro initial perdu)" in message
    assert "Bethune → 62119 Béthune" in message
    assert "et 1 autre" in message


def test_unknown_groups_are_refused() -> None:
    """An EPCI or a département that does not exist is an error, not an empty territory."""
    with pytest.raises(DataError, match="EPCI inconnu"):
        communes_of_epci("123456789")
    with pytest.raises(DataError, match="département inconnu"):
        communes_of_departement("3")


def test_no_code_no_commune() -> None:
    """Nothing asked, nothing read."""
    assert communes_by_code([]) == ()
