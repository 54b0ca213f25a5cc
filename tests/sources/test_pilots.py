"""The two territories that come with placement: valid, and what their documents say."""

from __future__ import annotations

from collections import Counter

import pytest
import shapely

from placement.sources.communes import communes_by_code
from placement.sources.territory_folder import (
    SiteEntry,
    TerritoryFiles,
    find_territory,
    read_territory_folder,
)


@pytest.fixture(scope="module")
def moulins() -> TerritoryFiles:
    """Read the pilot of Moulins."""
    return read_territory_folder(find_territory("moulins"))


@pytest.fixture(scope="module")
def bethune() -> TerritoryFiles:
    """Read the pilot of Béthune."""
    return read_territory_folder(find_territory("bethune"))


def _epci(files: TerritoryFiles) -> Counter[str]:
    codes = [entry.code for entry in files.communes]
    return Counter(record.epci_code for record in communes_by_code(codes, with_geometry=False))


def _half_days(sites: list[SiteEntry]) -> float:
    return sum(site.recurrence.half_days_per_year for site in sites if site.recurrence)


def test_the_perimeter_of_moulins(moulins: TerritoryFiles) -> None:
    """44 + 25 + 27 + 30 = 126 communes, two of them in the Nièvre; 127 announced: a warning."""
    assert _epci(moulins) == {
        "200071140": 44,
        "200071496": 25,
        "200071389": 27,
        "200071470": 30,
    }
    assert sum(entry.code.startswith("58") for entry in moulins.communes) == 2
    assert any("126 communes, 127 sont annoncées" in warning for warning in moulins.warnings)


def test_the_shared_epci_are_hypotheses(moulins: TerritoryFiles) -> None:
    """The 57 communes chosen by proximity are to be confirmed; together they are in one piece."""
    doubtful = [entry for entry in moulins.communes if not entry.confirmed]
    assert len(doubtful) == 57
    records = communes_by_code([entry.code for entry in moulins.communes])
    assert shapely.union_all([record.geometry for record in records]).geom_type == "Polygon"


def test_the_population_of_the_shared_epci(moulins: TerritoryFiles) -> None:
    """Within 1 % of the announced population where a list allows it, within 12 % elsewhere."""
    records = communes_by_code([entry.code for entry in moulins.communes], with_geometry=False)
    inhabitants: Counter[str] = Counter()
    for record in records:
        inhabitants[record.epci_code] += record.population or 0
    assert inhabitants["200071389"] == pytest.approx(15396, rel=0.01)
    assert inhabitants["200071470"] == pytest.approx(17137, rel=0.12)


def test_the_nine_places_of_moulins(moulins: TerritoryFiles) -> None:
    """A siège, 2 antennes, 6 permanences holding 212 half-days a year, in 9 communes."""
    existing = [site for site in moulins.sites if site.kind != "candidat"]
    assert Counter(site.kind for site in existing) == {"siege": 1, "antenne": 2, "permanence": 6}
    assert len({site.commune_code for site in existing}) == 9
    assert _half_days([site for site in existing if site.kind == "permanence"]) == 212
    assert [entry.recurrence.half_days_per_year for entry in moulins.captive] == [52, 52]


def test_monthly_permanences_of_moulins(moulins: TerritoryFiles) -> None:
    """Jaligny and Le Donjon open once a month: more than 15 days between two openings."""
    rare = {
        site.name
        for site in moulins.sites
        if site.recurrence and site.recurrence.interval_days > 15
    }
    assert rare == {"Jaligny-sur-Besbre", "Le Donjon"}


def test_candidates_are_other_communes(moulins: TerritoryFiles, bethune: TerritoryFiles) -> None:
    """30 to 45 candidates, in communes where nothing is open, at the mairie."""
    for files in (moulins, bethune):
        held = {site.commune_code for site in files.sites if site.kind != "candidat"}
        candidates = [site for site in files.sites if site.kind == "candidat"]
        assert 30 <= len(candidates) <= 45
        assert not held & {site.commune_code for site in candidates}
        assert {site.position for site in candidates} == {"chef_lieu"}


def test_the_network_of_bethune_is_plainly_fictitious(bethune: TerritoryFiles) -> None:
    """104 communes; a real siège; 10 antennes and 36 permanences marked one by one."""
    assert _epci(bethune) == {"200072460": 100, "245900758": 4}
    assert all(entry.confirmed for entry in bethune.communes)
    kinds = Counter(site.kind for site in bethune.sites)
    assert (kinds["siege"], kinds["antenne"], kinds["permanence"]) == (1, 10, 36)
    invented = [site for site in bethune.sites if site.kind in {"antenne", "permanence"}]
    assert all(site.position == "fictif" for site in invented)
    assert all("(fictif)" in site.name and site.id.endswith("-fictif") for site in invented)
    assert bethune.settings.fictitious
    assert any("fictifs" in warning for warning in bethune.warnings)


def test_each_pilot_explains_itself(moulins: TerritoryFiles, bethune: TerritoryFiles) -> None:
    """A page in French beside the files names each of them."""
    for files in (moulins, bethune):
        page = (files.folder / "LISEZMOI.md").read_text(encoding="utf-8")
        for name in ("territoire.yaml", "communes.csv", "lieux.csv", "public_captif.csv"):
            assert name in page
