"""A territory folder: read whole, or every fault of it told at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from placement.errors import DataError
from placement.sources.territory_folder import (
    MobilityShares,
    TerritoryFiles,
    find_territory,
    list_territories,
    read_territory_folder,
)

_YAML = """\
titre: Essai
parts_mobilite: {voiture: 0.5, sans_voiture: 0.3, mineurs: 0.2}
"""
_COMMUNES = "code_commune;nom;statut\n03190;Moulins;confirme\n03321;Yzeure;hypothese\n"
_SITES = """\
id;nom;type;code_commune;longitude;latitude;recurrence;cout_annuel_eur
siege;Moulins;siege;03190;3,33;46,56;tous les jours;
yzeure;Yzeure;candidat;03321;;;;1200,5
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a small sound territory: Moulins and Yzeure."""
    place = tmp_path / "essai"
    place.mkdir()
    (place / "territoire.yaml").write_text(_YAML, encoding="utf-8")
    (place / "communes.csv").write_text(_COMMUNES, encoding="utf-8")
    (place / "lieux.csv").write_text(_SITES, encoding="utf-8")
    return place


def _refused(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_territory_folder(folder)
    return str(caught.value)


def _with_site(folder: Path, line: str) -> str:
    (folder / "lieux.csv").write_text(f"{_SITES}{line}\n", encoding="utf-8")
    return _refused(folder)


def test_a_sound_folder_is_read(folder: Path) -> None:
    """Blank coordinates are those of the mairie; blank cells take their usual meaning."""
    files = read_territory_folder(folder)
    assert isinstance(files, TerritoryFiles)
    assert files.settings.name == "essai"
    assert files.settings.shares == MobilityShares(0.5, 0.3, 0.2)
    siege, candidate = files.sites
    assert (siege.lon, siege.lat, siege.position) == (3.33, 46.56, "adresse")
    assert siege.recurrence is not None
    assert siege.recurrence.half_days_per_year == 520
    assert siege.annual_cost_eur is None
    assert (candidate.position, candidate.recurrence) == ("chef_lieu", None)
    assert candidate.lon == pytest.approx(3.355, abs=0.05)
    assert candidate.annual_cost_eur == 1200.5
    assert [commune.confirmed for commune in files.communes] == [True, False]
    assert len(files.warnings) == 1
    assert files.young is None


def test_the_count_announced_is_a_warning(folder: Path) -> None:
    """127 announced, 126 listed: a doubt, not an error."""
    (folder / "territoire.yaml").write_text(f"{_YAML}communes_annoncees: 3\n", encoding="utf-8")
    assert "2 communes, 3 sont annoncées" in read_territory_folder(folder).warnings[0]


def test_a_supposed_siege_is_said_until_the_network_is_described(folder: Path) -> None:
    """What to do is told; once other sites are open, so is that the key was left behind."""
    (folder / "territoire.yaml").write_text(f"{_YAML}siege_suppose: oui\n", encoding="utf-8")
    files = read_territory_folder(folder)
    assert files.settings.supposed_siege
    assert not files.settings.fictitious
    assert any(said.startswith("Siège supposé") for said in files.warnings)
    line = "antenne;Antenne;antenne;03321;;;3 jours par semaine;"
    (folder / "lieux.csv").write_text(f"{_SITES}{line}\n", encoding="utf-8")
    (said,) = [one for one in read_territory_folder(folder).warnings if "siege_suppose" in one]
    assert "d'autres lieux que le siège (antenne)" in said


def test_no_siege_is_a_warning(folder: Path) -> None:
    """A territory being drawn may have none yet."""
    (folder / "lieux.csv").write_text("\n".join(_SITES.splitlines()[::2]), encoding="utf-8")
    assert "Aucun siège dans lieux.csv." in read_territory_folder(folder).warnings


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("siege;Bis;antenne;03190;;;tous les jours;", "« siege » (id) figure déjà ligne 2"),
        ("a;A;candidat;62119;;;;", "« a » est à Béthune (62119), hors du périmètre"),
        ("a;A;candidat;03999;;;;", "commune inconnue 03999"),
        ("a;A;candidat;3190;;;;", "a perdu son zéro initial"),
        ("a;A;candidat;03190;46,56;3,33;;", "longitude et latitude sont inversées"),
        ("a;A;candidat;03190;2,35;48,85;;", "à plus de 50 km de Moulins"),
        ("a;A;candidat;03190;726000;6600000;;", "hors limites"),
        ("a;A;candidat;03190;;;;-5", "négatif"),
        ("a;A;antenne;03190;;;;", "dites à quel rythme"),
        ("a;A;antenne;03190;;;de temps en temps;", "récurrence « de temps en temps »"),
        ("a;A;candidat;03190;;;tous les jours;", "pas encore de récurrence"),
        ("a;A;agence;03190;;;tous les jours;", "siege, antenne, permanence, candidat"),
        (";A;candidat;03190;;;;", "la colonne « id » est vide"),
    ],
)
def test_each_fault_of_a_site_is_told(folder: Path, line: str, words: str) -> None:
    """With the file and the line, in French."""
    message = _with_site(folder, line)
    assert "lieux.csv, ligne 4" in message
    assert words in message


def test_faults_of_all_files_come_together(folder: Path) -> None:
    """One run tells everything: YAML, perimeter, sites, shares."""
    (folder / "territoire.yaml").write_text(f"{_YAML}tire: x\n", encoding="utf-8")
    (folder / "communes.csv").write_text("code_commune\n03190\n99999\n", encoding="utf-8")
    (folder / "parts_mobilite.csv").write_text(
        "code_commune;voiture;sans_voiture;mineurs\n03190;0,5;0,5;0,5\n62119;0,5;0,3;0,2\n",
        encoding="utf-8",
    )
    message = _refused(folder)
    for words in (
        "« tire » (vouliez-vous dire « titre » ?)",
        "code commune inconnu : 99999",
        "« yzeure » est à Yzeure (03321), hors du périmètre",
        "la somme des parts doit faire 1",
        "parts_mobilite.csv : communes hors du périmètre : 62119",
    ):
        assert words in message


@pytest.mark.parametrize("name", ["territoire.yaml", "communes.csv", "lieux.csv"])
def test_a_missing_file_is_told_alone(folder: Path, name: str) -> None:
    """What follows from its absence is not told on top of it."""
    (folder / name).unlink()
    message = _refused(folder)
    assert name in message
    assert "absent" in message
    assert "erreurs" not in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("titre: [", "ce n'est pas du YAML, ligne 1"),
        ("- a\n- b\n", "clé: valeur"),
        ("", "clé: valeur"),
        ("mission_locale: A\n", "clé obligatoire absente : titre"),
        (f"{_YAML}comptage: recensement\n", "écrivez carroyage"),
        (_YAML.replace("0.2", "0.3"), "la somme des parts doit faire 1"),
        (_YAML.replace("mineurs", "mineur"), "exactement voiture, sans_voiture, mineurs"),
        (_YAML.replace("0.5", "beaucoup"), "des nombres sont attendus"),
        (f"{_YAML}fictif: peut-être\n", "écrivez oui ou non"),
        (f"{_YAML}communes_annoncees: 12.5\n", "un nombre entier"),
        (f"{_YAML}notes: 3\n", "liste de textes"),
        ("titre: 3\n" + _YAML.splitlines()[1], "un texte est attendu"),
    ],
)
def test_each_fault_of_the_yaml_is_told(folder: Path, content: str, words: str) -> None:
    """The key is named and what it should hold."""
    (folder / "territoire.yaml").write_text(content, encoding="utf-8")
    message = _refused(folder)
    assert "territoire.yaml" in message
    assert words in message


def test_a_commune_and_its_parts_exclude_one_another(folder: Path) -> None:
    """Paris whole and one of its arrondissements would count people twice."""
    (folder / "communes.csv").write_text("code_commune\n75056\n75101\n", encoding="utf-8")
    assert "75101 figurent deux fois" in _refused(folder)


def test_an_empty_perimeter_is_refused(folder: Path) -> None:
    """A header alone is no territory."""
    (folder / "communes.csv").write_text("code_commune\n", encoding="utf-8")
    assert "aucune commune lisible" in _refused(folder)


def test_better_tables_are_found_in_the_folder(folder: Path) -> None:
    """INSEE's table whatever the case of its name; the user's own counts win over it."""
    (folder / "td_pop1b_2022.csv").write_text(
        "CODGEO;LIBGEO;SEXE;AGED100;NB\n03190;Moulins;1;020;7\n", encoding="utf-8"
    )
    young = read_territory_folder(folder).young
    assert young is not None
    assert young.commune_code.tolist() == ["03190", "03321"]
    assert young.young[0] == 7
    (folder / "population_16_25.csv").write_text(
        "code_commune;jeunes_16_25\n03190;9\n03321;4\n", encoding="utf-8"
    )
    own = read_territory_folder(folder).young
    assert own is not None
    assert own.young.tolist() == [9, 4]


def test_imilo_files_are_gathered_and_kept_inside(folder: Path) -> None:
    """Every ``imilo*.csv`` is read; a commune outside the perimeter is refused."""
    header = "code_commune;annee;premiers_accueils;jeunes_suivis\n"
    (folder / "imilo_2023.csv").write_text(f"{header}03190;2023;5;9\n", encoding="utf-8")
    (folder / "IMILO_2024.csv").write_text(f"{header}03190;2024;6;8\n", encoding="utf-8")
    assert {record.year for record in read_territory_folder(folder).imilo} == {2023, 2024}
    (folder / "imilo_2023.csv").write_text(f"{header}62119;2023;5;9\n", encoding="utf-8")
    assert "imilo_2023.csv : communes hors du périmètre : 62119" in _refused(folder)


def test_captive_public_needs_a_recurrence(folder: Path) -> None:
    """Prison and CFA sessions cost half-days: their rhythm must be understood."""
    path = folder / "public_captif.csv"
    path.write_text("id;nom;recurrence\ncfa;CFA;1 demi-journée par semaine\n", encoding="utf-8")
    (entry,) = read_territory_folder(folder).captive
    assert entry.recurrence.half_days_per_year == 52
    path.write_text("id;nom;recurrence\ncfa;CFA;\n", encoding="utf-8")
    assert "public_captif.csv, ligne 2" in _refused(folder)


def test_territories_are_found_by_name_and_by_path(folder: Path) -> None:
    """A path wins; a misspelt name brings the nearest."""
    assert {"bethune", "moulins"} <= set(list_territories())
    assert find_territory(str(folder)) == folder
    assert find_territory("moulins").name == "moulins"
    with pytest.raises(DataError, match="vouliez-vous dire « moulins »"):
        find_territory("moulin")
    (folder / "territoire.yaml").unlink()
    with pytest.raises(DataError, match=r"il n'y a pas de territoire\.yaml"):
        find_territory(str(folder))
    shutil.rmtree(folder)
    with pytest.raises(DataError, match="n'existe pas"):
        read_territory_folder(folder)
