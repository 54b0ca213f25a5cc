"""The frozen territory checks itself."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from placement.errors import DataError
from placement.territory import PriorityArea, load_territory
from tests.integration.territories import write_lines, write_territory
from tests.territory_drawing import CANDIDATE, PERMANENCE, SIEGE, demand, site, territory


def test_two_sites_with_one_id_are_refused() -> None:
    """The id is named."""
    with pytest.raises(DataError, match="répétés : b"):
        territory(SIEGE, PERMANENCE, replace(CANDIDATE, id="b"))


def test_a_site_or_a_place_outside_the_perimeter_is_refused() -> None:
    """Both are named at once."""
    people = demand()
    strange = replace(people, commune_code=np.array(["A", "B", "Z"]))
    with pytest.raises(DataError, match=r"2 erreurs\n.*c ;.*\n.*Z"):
        territory(SIEGE, replace(CANDIDATE, commune_code="Y"), people=strange)


def test_an_empty_perimeter_is_no_territory() -> None:
    """No commune at all: the file to complete is named."""
    with pytest.raises(DataError, match=r"communes\.csv"):
        replace(territory(), communes=(), sites=(), demand=_nobody())


def _nobody() -> object:
    empty = np.array([], dtype=np.str_)
    nothing = np.zeros(0)
    return replace(
        demand(),
        place_id=empty,
        commune_code=empty,
        lon=nothing,
        lat=nothing,
        spread_m=nothing,
        young=np.zeros((0, 3)),
    )


@pytest.mark.parametrize(
    ("young", "words"),
    [
        ([[1, 1, 1], [1, -1, 1], [1, 1, 1]], "B"),
        ([[1, 1, 1], [1, 1, 1], [1, np.nan, 1]], "C"),
        ([[1, 1], [1, 1], [1, 1]], "une ligne par lieu"),
    ],
)
def test_impossible_counts_are_refused(young: list[list[float]], words: str) -> None:
    """Negative, absent, or of another shape; the place is named."""
    with pytest.raises(DataError, match=words):
        replace(demand(), young=np.array(young, dtype=float))


def test_repeated_places_are_refused() -> None:
    """A place of residence is there once."""
    with pytest.raises(DataError, match="répétés : A"):
        replace(demand(), place_id=np.array(["A", "A", "B"]))


def test_arrays_are_copied_and_frozen() -> None:
    """Changing what was given changes nothing; what is held cannot be changed."""
    young = np.ones((3, 3))
    people = replace(demand(), young=young)
    young[0, 0] = 99
    assert people.total == 9
    with pytest.raises(ValueError, match="read-only"):
        people.young[0, 0] = 99
    with pytest.raises(FrozenInstanceError):
        people.method = "autre"  # type: ignore[misc]


def test_a_site_is_found_by_its_id() -> None:
    """Or KeyError."""
    assert territory().site("b") is PERMANENCE
    with pytest.raises(KeyError):
        territory().site("z")
    assert PERMANENCE.existing
    assert not site("C").existing


def test_each_territory_has_the_projection_of_its_place(tmp_path: Path) -> None:
    """Lambert-93 in Moulins and in Corsica, the local system in La Réunion."""
    shares = "titre: T\nparts_mobilite: {voiture: 0.5, sans_voiture: 0.3, mineurs: 0.2}\n"
    for name, code, crs in (
        ("corse", "2A004", "EPSG:2154"),
        ("reunion", "97411", "EPSG:2975"),
    ):
        folder = write_territory(tmp_path / name)
        (folder / "territoire.yaml").write_text(shares, encoding="utf-8")
        write_lines(folder / "communes.csv", ["code_commune", code])
        header = (folder / "lieux.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        site = f"bureau;Bureau;candidat;{code};;;;chef_lieu;;;;oui;;"
        write_lines(folder / "lieux.csv", [header, site])
        found = load_territory(folder)
        assert found.crs == crs
        assert found.name == name
    assert load_territory(write_territory(tmp_path / "moulins")).crs == "EPSG:2154"


def test_blank_coordinates_are_those_of_the_mairie(tmp_path: Path) -> None:
    """Sites come sorted by id, with the mairie of their commune where none is given."""
    found = load_territory(write_territory(tmp_path / "territoire"))
    assert [one.id for one in found.sites] == sorted(one.id for one in found.sites)
    moulins = found.site("moulins")
    (commune,) = [one for one in found.communes if one.code == "03190"]
    assert (moulins.lon, moulins.lat) == (commune.lon, commune.lat)
    assert found.fictitious


def test_only_a_neighbour_s_site_may_lie_outside() -> None:
    """The site of another Mission Locale is elsewhere; a priority neighbourhood may not be."""
    elsewhere = replace(PERMANENCE, commune_code="Y", neighbour="Mission Locale voisine")
    assert territory(SIEGE, elsewhere).site("b").commune_code == "Y"
    astray = PriorityArea("QP1", "Les Prés", "Y", None)
    with pytest.raises(DataError, match="quartiers prioritaires hors du périmètre : QP1"):
        territory(priority_areas=(astray,))
