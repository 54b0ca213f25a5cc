"""Perimeters: nobody lost, nothing taken by mistake, every doubt told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from placement.errors import DataError, ScenarioError
from placement.initial.perimeter import Perimeter, Wanted, choose_perimeter
from placement.sources.commune_index import commune_index
from placement.sources.epci_composition import EpciMember, EpciReading

MOULINS = ("200071140", "200071389", "200071470", "200071496")


def codes(perimeter: Perimeter) -> set[str]:
    return {record.code for record in perimeter.communes}


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def listed(path: Path) -> Perimeter:
    return choose_perimeter(Wanted(lists=(path,)))


def told(perimeter: Perimeter) -> str:
    return " ".join(perimeter.remarks)


def test_the_four_epci_of_moulins_make_173_communes() -> None:
    """Two of them are in the Nièvre, which is said."""
    perimeter = choose_perimeter(Wanted(epci=MOULINS))
    assert len(perimeter.communes) == 173
    assert "03 (42 communes), 58 (2 communes)" in told(perimeter)


def test_the_arrondissement_of_bethune_makes_104_communes() -> None:
    """The EPCI that it cuts is named."""
    perimeter = choose_perimeter(Wanted(arrondissements=("622",)))
    assert len(perimeter.communes) == 104
    assert perimeter.population == 292_009
    assert "CC Flandre Lys (4 communes sur 8)" in told(perimeter)


def test_a_perimeter_is_a_union_less_what_is_left_out() -> None:
    """Twice the same commune is one; what was not there cannot be taken off, and it is said."""
    both = choose_perimeter(Wanted(epci=(MOULINS[0],), departements=("03",)))
    assert len(both.communes) == 317 + 2
    less = choose_perimeter(Wanted(departements=("03",), excepted=("Moulins", "3321", "62119")))
    assert codes(both) > codes(less)
    assert not codes(less) & {"03190", "03321"}
    assert "n'étaient pas demandées : Béthune" in told(less)


def test_a_shared_epci_is_a_hypothesis_unless_something_else_confirms_it() -> None:
    """The communes of the list are sure, the others of the shared EPCI to confirm."""
    shared = choose_perimeter(Wanted(shared_epci=(MOULINS[1],)))
    assert len(shared.doubtful) == len(shared.communes) == 60
    sure = choose_perimeter(Wanted(shared_epci=(MOULINS[1],), departements=("03",)))
    assert sure.doubtful == frozenset()


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        (Wanted(epci=("20007114",)), "200071140 (CA Moulins Communauté)"),
        (Wanted(epci=("CC Bocage Bourbonnais",)), "200071496"),
        (Wanted(departements=("3",)), "03 ("),
        (Wanted(departements=("20",)), "2A (Ajaccio), 2B (Bastia)"),
        (Wanted(arrondissements=("629",)), "622 (Béthune)"),
        (Wanted(arrondissements=("Bethune",)), "622 (Béthune)"),
    ],
)
def test_an_unknown_group_gets_the_nearest(wanted: Wanted, hint: str) -> None:
    """The message names what may have been meant."""
    with pytest.raises(DataError) as refused:
        choose_perimeter(wanted)
    assert hint in str(refused.value)


def test_every_unknown_group_is_told_at_once() -> None:
    """One message, as many faults."""
    with pytest.raises(DataError, match="3 erreurs"):
        choose_perimeter(Wanted(epci=("1",), departements=("00",), arrondissements=("000",)))


def test_nothing_asked_or_nothing_left_is_refused() -> None:
    """A perimeter cannot be empty."""
    with pytest.raises(ScenarioError, match="--epci"):
        choose_perimeter(Wanted(excepted=("03190",)))
    with pytest.raises(DataError, match="aucune commune ne reste"):
        choose_perimeter(Wanted(departements=("75",), excepted=("Paris",)))


def test_communes_that_nothing_locates_are_set_aside_and_told() -> None:
    """Four communes of the Cantal have neither mairie nor contour: they are counted apart."""
    perimeter = choose_perimeter(Wanted(departements=("15",)))
    whole = [r for r in commune_index().leaves if r.departement == "15"]
    assert len(perimeter.communes) + len(perimeter.unlocated) == len(whole)
    assert "Celles (15031)" in told(perimeter)
    with pytest.raises(DataError, match="cinq départements d'outre-mer"):
        choose_perimeter(Wanted(departements=("987",)))


def test_mayotte_is_taken_and_its_lack_of_census_told() -> None:
    """Seventeen communes, with a warning on their young people."""
    perimeter = choose_perimeter(Wanted(departements=("976",)))
    assert len(perimeter.communes) == 17
    assert "Mayotte" in told(perimeter)


def test_large_cities_are_cut_in_arrondissements(tmp_path: Path) -> None:
    """Paris in a list is its twenty arrondissements, and it is said."""
    assert len(choose_perimeter(Wanted(departements=("75",))).communes) == 20
    by_list = listed(written(tmp_path / "l.csv", "code", "75056", "13201"))
    assert len(by_list.communes) == 21
    assert "Paris est pris par ses 20 arrondissements" in told(by_list)


def test_names_codes_and_missing_zeros_are_one_list(tmp_path: Path) -> None:
    """With or without a header, accents or not; a spreadsheet may have eaten the zero."""
    expected = {"03190", "03321", "62765"}
    headed = written(tmp_path / "a.csv", "Commune;Département", "MOULINS;3", "yzeure;03",
                     "St Omer;62")  # fmt: skip
    bare = written(tmp_path / "b.csv", "3190", "Yzeure", "Saint-Omer (62)")
    assert codes(listed(headed)) == codes(listed(bare)) == expected


def test_a_workbook_is_a_list_too(tmp_path: Path) -> None:
    """Codes that are numbers, a title above the header."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Communes de la Mission Locale"], ["Code INSEE", "Nom"], [3190, "Moulins"]):
        sheet.append(row)
    book.save(tmp_path / "liste.xlsx")
    assert codes(listed(tmp_path / "liste.xlsx")) == {"03190"}


def test_former_communes_become_those_of_today(tmp_path: Path) -> None:
    """By code (01120) or by name (Arbignieu), and it is said."""
    perimeter = listed(written(tmp_path / "l.csv", "commune", "01120", "Arbignieu"))
    assert codes(perimeter) == {"01262", "01015"}
    assert "01120 Cordieux (commune associée) → 01262 Montluel" in told(perimeter)
    assert "Arbignieu → 01015 Arboys en Bugey" in told(perimeter)


def test_a_name_of_several_communes_is_that_of_the_others_or_is_refused(tmp_path: Path) -> None:
    """Beside Yzeure, Moulins is that of the Allier; alone, one must say which."""
    near = listed(written(tmp_path / "a.csv", "commune", "Yzeure", "Moulins"))
    assert codes(near) == {"03190", "03321"}
    assert "vérifiez" in told(near)
    with pytest.raises(DataError, match=r"02530 Moulins.*departement"):
        listed(written(tmp_path / "b.csv", "commune", "Moulins"))


def test_every_unknown_line_is_told_with_what_was_meant(tmp_path: Path) -> None:
    """Nearly a name: the name; nothing near: the line itself."""
    with pytest.raises(DataError) as refused:
        listed(written(tmp_path / "l.csv", "commune", "Bethunne", "Xyzzy"))
    assert "Bethunne, Xyzzy" in str(refused.value)
    assert "62119 Béthune" in str(refused.value)


def test_the_status_of_a_list_is_kept(tmp_path: Path) -> None:
    """The ``communes.csv`` of a territory is such a list: its hypotheses stay hypotheses."""
    lines = ("code_commune;nom;statut", "03190;Moulins;confirme", "03321;Yzeure;hypothese")
    assert listed(written(tmp_path / "communes.csv", *lines)).doubtful == frozenset({"03321"})


def test_mergers_of_a_later_cog_are_followed(tmp_path: Path) -> None:
    """A code that only the user's COG knows is brought to the commune it gives."""
    path = written(tmp_path / "l.csv", "code", "99001", "03321")
    perimeter = choose_perimeter(Wanted(lists=(path,)), former={"99001": "03190"})
    assert codes(perimeter) == {"03190", "03321"}
    assert "par le COG : 99001" in told(perimeter)


def composition(year: str, *, members: Sequence[tuple[str, str]]) -> EpciReading:
    named = [EpciMember(code, "", epci, f"EPCI {epci}", "", "") for code, epci in members]
    return EpciReading(tuple(named), year, ())


def test_a_later_composition_of_the_epci_replaces_the_embedded_one() -> None:
    """Yzeure leaves Moulins for a new EPCI: it is found there, and the change is said."""
    later = composition("2030", members=[("03321", "999999999")])
    perimeter = choose_perimeter(Wanted(epci=("999999999",)), composition=later)
    assert codes(perimeter) == {"03321"}
    assert perimeter.communes[0].epci_name == "EPCI 999999999"
    assert "2030 remplace celle de 2026 ; communes qui changent d'EPCI : 1" in told(perimeter)


def test_an_earlier_composition_does_not_serve() -> None:
    """And it is said."""
    earlier = composition("2019", members=[("03321", "999999999")])
    perimeter = choose_perimeter(Wanted(epci=(MOULINS[0],)), composition=earlier)
    assert "03321" in codes(perimeter)
    assert "elle n'a pas servi" in told(perimeter)
