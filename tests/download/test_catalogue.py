"""The catalogue of official data: complete, and each vintage gives an address."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from placement.download import OSM, geofabrik_regions, plan_download, read_catalogue
from placement.download.catalogue import CatalogueEntry
from placement.errors import DataError, ScenarioError
from placement.sources.communes import communes_of_departement

CATALOGUE = read_catalogue()
ENTRIES = list(CATALOGUE.entries.values())
WANTED = {
    *("osm", "td_pop1b", "iris_activite", "iris_diplomes", "iris_logement", "iris_population"),
    *("filosofi_200m", "filosofi_1km", "epci", "densite", "qpv", "france_services", "bpe"),
    *("annuaire", "admin_express", "mobpro", "mobsco", "gtfs", "worldpop"),
}


def with_address(entry: CatalogueEntry) -> bool:
    return bool(entry.url or entry.editions)


def test_every_data_set_that_is_needed_is_there() -> None:
    """None of the sources of the territory is left out."""
    assert set(CATALOGUE.entries) >= WANTED


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_data_set_is_credited_and_bounded(entry: CatalogueEntry) -> None:
    """Title, owner, licence, credit, page, a size that it cannot exceed; a note where unsure."""
    assert all([entry.title, entry.owner, entry.licence, entry.credit, entry.max_bytes])
    assert entry.page.startswith("https://")
    assert entry.certain or entry.note or not with_address(entry)
    assert entry.folder in {"", ".", "donnees", "gtfs"}


@pytest.mark.parametrize("entry", [e for e in ENTRIES if with_address(e)], ids=lambda e: e.id)
def test_every_vintage_of_the_catalogue_gives_an_address(entry: CatalogueEntry) -> None:
    """No placeholder is left, in the address or in the name, for any known vintage."""
    for year in {entry.year, *entry.editions}:
        wanted = plan_download(entry, year=year, region="auvergne" if entry.id == OSM else "")
        assert re.fullmatch(r"https://[^{}\s]+", wanted.url)
        assert re.fullmatch(r"[A-Za-z0-9._-]+", wanted.file_name)
        if year:
            assert year[-2:] in wanted.url
            assert year[-2:] in wanted.file_name


def test_no_vintage_is_written_in_the_code() -> None:
    """Years are in the catalogue alone."""
    package = Path(__file__).resolve().parents[2] / "placement" / "download"
    for path in package.glob("*.py"):
        code = re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8"))
        assert not re.findall(r"\b20[12]\d\b", code.replace("(2022)", "")), path.name


def test_another_vintage_is_found_by_its_page() -> None:
    """INSEE gives each vintage a page number of its own."""
    entry = CATALOGUE.entry("iris-logement")
    assert "/8647012/base-ic-logement-2022_csv.zip" in plan_download(entry).url
    assert "/8268838/base-ic-logement-2021_csv.zip" in plan_download(entry, year="2021").url


def test_a_vintage_whose_page_is_unknown_is_asked_for() -> None:
    """The known ones are told, and --url."""
    with pytest.raises(ScenarioError, match=r"2035 n'est pas connue.*2021, 2022.*--url"):
        plan_download(CATALOGUE.entry("iris_logement"), year="2035")


def test_a_vintage_that_only_changes_the_address_needs_no_page() -> None:
    """BPE25 follows BPE24 at the same place."""
    assert plan_download(CATALOGUE.entry("bpe"), year="2025").url.endswith("/BPE25.zip")


@pytest.mark.parametrize(
    ("name", "year", "told"),
    [("qpv", "2024", "n'a pas de millésime"), ("bpe", "24", "quatre chiffres")],
)
def test_a_vintage_without_meaning_is_refused(name: str, year: str, told: str) -> None:
    """Rather than passed over."""
    with pytest.raises(ScenarioError, match=told):
        plan_download(CATALOGUE.entry(name), year=year)


def test_the_address_of_the_user_replaces_that_of_the_catalogue() -> None:
    """Its own name is kept where it is of the right kind; it cannot leave its folder."""
    entry = CATALOGUE.entry("td_pop1b")
    kept = plan_download(entry, url="https://exemple.fr/x/TD_POP1B_2022.zip")
    assert (kept.url, kept.file_name) == (
        "https://exemple.fr/x/TD_POP1B_2022.zip",
        "TD_POP1B_2022.zip",
    )
    assert plan_download(entry, url="https://exemple.fr/r/1234").file_name == "TD_POP1B_2021.zip"
    odd = plan_download(entry, url="https://exemple.fr/..%2F..%2F.ssh%20x.zip")
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.zip", odd.file_name)


def test_two_feeds_without_a_name_do_not_share_one() -> None:
    """The address makes the name where it holds none."""
    entry = CATALOGUE.entry("gtfs")
    names = {
        plan_download(entry, url=f"https://exemple.fr/resources/{n}/download").file_name
        for n in (1, 2)
    }
    assert len(names) == 2


def test_a_data_set_without_address_asks_for_one() -> None:
    """GTFS comes by the address of the resource."""
    with pytest.raises(ScenarioError, match="--url"):
        plan_download(CATALOGUE.entry("gtfs"))


def test_an_unknown_data_set_is_told_with_the_nearest() -> None:
    """A misspelt identifier."""
    with pytest.raises(ScenarioError, match=r"« filosofi_200 » .*« filosofi_200m »"):
        CATALOGUE.entry("filosofi_200")


def test_every_departement_has_one_region_of_geofabrik() -> None:
    """The 96 of metropolitan France and the five overseas, each once, as the communes know them."""
    codes = [f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B"]
    codes += ["971", "972", "973", "974", "976"]
    assert set(CATALOGUE.region_of) == set(codes)
    for code in codes:
        assert communes_of_departement(code, with_geometry=False)


def test_moulins_needs_two_regions() -> None:
    """Two communes of the Nièvre: Auvergne is not enough."""
    assert geofabrik_regions(["03", "58"], catalogue=CATALOGUE) == ("auvergne", "bourgogne")
    assert geofabrik_regions(["62"], catalogue=CATALOGUE) == ("nord-pas-de-calais",)


def test_a_departement_without_extract_is_told() -> None:
    """Saint-Pierre-et-Miquelon is not in Geofabrik's France."""
    with pytest.raises(DataError, match=r"975.*--url"):
        geofabrik_regions(["03", "975"], catalogue=CATALOGUE)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "illisible"),
        ("x = [", "illisible"),
        ("[jeux.a]\ntitre = 'x'\n[regions_osm]\n", "clé absente"),
        ("[jeux.a]\nnature = 'exe'\nzut = 1\n[regions_osm]\n", "nature « exe »"),
        ("[jeux]\n[regions_osm]\na = ['03']\nb = ['03']\n", "deux régions"),
    ],
)
def test_a_broken_catalogue_is_told(tmp_path: Path, text: str, told: str) -> None:
    """A catalogue that somebody edited badly is a data error."""
    path = tmp_path / "catalogue.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=told):
        read_catalogue(path)
