"""Optional files and columns of a territory: priority neighbourhoods, neighbours, funders, NEET."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import DataError
from placement.sources.registry import data_folder
from placement.sources.territory_folder import find_territory, read_territory_folder
from placement.sources.territory_folder.funders import parse_funders
from placement.sources.territory_folder.surroundings import NEIGHBOURS_FILE, QPV_FILE
from placement.territory import build_territory, load_territory

_QPV = "code_qp;nom;code_commune;part_jeunes\n"
_NEIGHBOURS = "id;nom;mission_locale;type;code_commune;recurrence\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Write Moulins and Yzeure; the permanence of Yzeure is paid by two funders."""
    folder = tmp_path / "essai"
    folder.mkdir()
    files = {
        "territoire.yaml": "titre: Essai\n"
        "parts_mobilite: {voiture: 0.5, sans_voiture: 0.3, mineurs: 0.2}\n",
        "communes.csv": "code_commune;nom;part_neet\n03190;Moulins;0,18\n03321;Yzeure;\n",
        "lieux.csv": "id;nom;type;code_commune;recurrence;financeur\n"
        "siege;Moulins;siege;03190;tous les jours;\n"
        'yzeure;Yzeure;permanence;03321;2 fois par mois;"CA:0,6; Département:0,4"\n',
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_territory_folder(folder)
    return str(caught.value)


def test_without_these_files_nothing_is_known(place: Path) -> None:
    """No neighbourhood, no neighbour; the columns are read where they are filled."""
    territory = load_territory(place)
    assert territory.priority_areas == ()
    assert not any(site.neighbour for site in territory.sites)
    assert [commune.neet_share for commune in territory.communes] == [0.18, None]
    assert territory.site("yzeure").funders == (("CA", 0.6), ("Département", 0.4))
    assert territory.site("siege").funders == ()


def test_neighbourhoods_are_read(place: Path) -> None:
    """One line each; a blank share is unknown, not zero."""
    (place / QPV_FILE).write_text(f"{_QPV}QP1;Nord;03190;0,3\nQP2;Sud;03190;\n", encoding="utf-8")
    areas = load_territory(place).priority_areas
    assert [(area.code, area.young_share) for area in areas] == [("QP1", 0.3), ("QP2", None)]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("QP1;Nord;62119;0,3\n", "qpv.csv : communes hors du périmètre : 62119"),
        ("QP1;Nord;03190;1,3\n", "qpv.csv, ligne 2"),
        ("QP1;Nord;03190;0,6\nQP2;Sud;03190;0,6\n", "dépassent 1 en tout (1.2)"),
        ("QP1;Nord;03190;\nQP1;Bis;03190;\n", "figure déjà ligne 2"),
        (";Nord;03190;\n", "la colonne « code_qp » est vide"),
    ],
)
def test_each_fault_of_a_neighbourhood_is_told(place: Path, lines: str, words: str) -> None:
    """With the file, and what is wrong."""
    (place / QPV_FILE).write_text(_QPV + lines, encoding="utf-8")
    assert words in told(place)


def test_sites_of_neighbours_may_lie_outside(place: Path) -> None:
    """Vichy is not in the perimeter: its antenne is read, named after its Mission Locale."""
    (place / NEIGHBOURS_FILE).write_text(
        f"{_NEIGHBOURS}vichy;Vichy;Mission Locale de Vichy;antenne;03310;tous les jours\n",
        encoding="utf-8",
    )
    site = build_territory(read_territory_folder(place)).site("vichy")
    assert site.neighbour == "Mission Locale de Vichy"
    assert site.kind == "antenne"
    assert site.lat == pytest.approx(46.13, abs=0.1)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("siege;V;Vichy;antenne;03310;tous les jours", "déjà pris dans lieux.csv : siege"),
        ("v;V;Vichy;candidat;03310;", "siege, antenne, permanence"),
        ("v;V;;antenne;03310;tous les jours", "la colonne « mission_locale » est vide"),
        ("v;V;Vichy;antenne;03999;tous les jours", "lieux_voisins.csv, ligne 2 : commune inconnue"),
        ("v;V;Vichy;antenne;03310;", "lieux_voisins.csv, ligne 2 : « v » est ouvert"),
    ],
)
def test_each_fault_of_a_neighbour_is_told(place: Path, line: str, words: str) -> None:
    """In the words of lieux.csv, under the name of its own file."""
    (place / NEIGHBOURS_FILE).write_text(f"{_NEIGHBOURS}{line}\n", encoding="utf-8")
    assert words in told(place)


def test_funders_share_what_a_site_costs() -> None:
    """One name pays everything; several have shares that add up to 1, comma or point."""
    assert parse_funders("") == ()
    assert parse_funders("Région") == (("Région", 1.0),)
    assert parse_funders("CA:0.25;Région : 0,75") == (("CA", 0.25), ("Région", 0.75))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CA:0,5; Région:0,4", "font 0,9"),
        ("CA; Région", "« CA » : écrivez"),
        ("CA:1,5", "entre 0 et 1"),
        ("CA:nan", "entre 0 et 1"),
        (":1", "« :1 »"),
        ("CA:0,5; ca:0,5", "deux fois"),
    ],
)
def test_funders_that_do_not_add_up_are_refused(place: Path, text: str, words: str) -> None:
    """The cell is quoted, with its line."""
    with pytest.raises(DataError, match=words):
        parse_funders(text)
    sites = (place / "lieux.csv").read_text(encoding="utf-8")
    (place / "lieux.csv").write_text(
        sites.replace("CA:0,6; Département:0,4", text), encoding="utf-8"
    )
    assert "lieux.csv, ligne 3" in told(place)


def test_templates_have_the_columns_that_are_read(place: Path) -> None:
    """The empty templates are read without a fault."""
    for name in (QPV_FILE, NEIGHBOURS_FILE):
        (place / name).write_bytes((data_folder() / "gabarits" / name).read_bytes())
    files = read_territory_folder(place)
    assert (files.qpv, files.neighbours) == ((), ())


def test_moulins_lists_its_neighbourhood() -> None:
    """One QPV, in the commune of Moulins."""
    areas = read_territory_folder(find_territory("moulins")).qpv
    assert [area.commune_code for area in areas] == ["03190"]
