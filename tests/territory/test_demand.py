"""Young people by place and profile, from the best table there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import box

from placement.sources.census import CENSUS
from placement.sources.communes import communes_by_code
from placement.territory import Counted, Territory, load_territory
from placement.territory.areas import areas_m2, spread_m
from tests.integration.territories import COMMUNES, write_lines, write_territory

CODES = sorted(COMMUNES)
IMILO = "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the territory of five communes, shares 0.5, 0.3, 0.2."""
    return write_territory(tmp_path / "territoire")


def loaded(folder: Path, *, name: str = "", lines: tuple[str, ...] = ()) -> Territory:
    if name:
        write_lines(folder / name, list(lines))
    return load_territory(folder)


def by_commune(territory: Territory) -> dict[str, np.ndarray]:
    demand = territory.demand
    return dict(zip(demand.commune_code.tolist(), demand.young, strict=True))


def test_without_any_table_the_census_is_estimated_and_says_so(folder: Path) -> None:
    """One place a commune, all positive, marked as estimated, the census among the sources."""
    demand = loaded(folder).demand
    assert demand.commune_code.tolist() == CODES
    assert (demand.young.sum(axis=1) > 0).all()
    assert demand.estimated
    assert "estimés" in demand.method
    assert demand.sources == (CENSUS,)
    assert demand.counted is Counted.POPULATION


def test_each_commune_gets_its_own_line(folder: Path) -> None:
    """Whatever the order of the perimeter and that of the table; minors too."""
    counts = {"03321": 500, "03013": 300, "03190": 1000, "03183": 40, "03275": 80}
    lines = [f"{code};{young};{young / 4:g}" for code, young in counts.items()]
    header = "code_commune;jeunes_16_25;jeunes_16_17"
    territory = loaded(folder, name="population_16_25.csv", lines=(header, *lines))
    found = by_commune(territory)
    assert {code: young.sum() for code, young in found.items()} == pytest.approx(counts)
    assert all(found[code][2] == young / 4 for code, young in counts.items())


def test_a_whole_table_replaces_the_estimate(folder: Path) -> None:
    """To the unit; nothing is estimated any more, the census is no longer a source."""
    lines = ("code_commune;jeunes_16_25", *(f"{code};100" for code in CODES))
    territory = loaded(folder, name="population_16_25.csv", lines=lines)
    assert territory.demand.total == pytest.approx(500)
    assert not territory.demand.estimated
    assert territory.demand.sources == ()
    assert not any("estimés" in warning for warning in territory.warnings)


def test_what_a_table_lacks_is_estimated_with_a_warning(folder: Path) -> None:
    """Two communes given, three filled from the census, named in the warning and the method."""
    before = by_commune(loaded(folder))
    lines = ("code_commune;jeunes_16_25", "03190;1000", "03321;500")
    territory = loaded(folder, name="population_16_25.csv", lines=lines)
    after = by_commune(territory)
    assert after["03190"].sum() == pytest.approx(1000)
    for code in ("03013", "03275", "03183"):
        assert after[code] == pytest.approx(before[code])
    (told,) = [warning for warning in territory.warnings if "estimés" in warning]
    assert all(code in told for code in ("03013", "03275", "03183"))
    assert territory.demand.estimated
    assert "absentes du fichier" in territory.demand.method


def test_imilo_comes_before_any_population(folder: Path) -> None:
    """The caseload of the latest year is what is served, even with a table of young people."""
    write_lines(
        folder / "population_16_25.csv",
        ["code_commune;jeunes_16_25", *(f"{code};100" for code in CODES)],
    )
    rows = [f"{code};{year};1;{year - 2000};2;9" for code in CODES for year in (2024, 2023)]
    demand = loaded(folder, name="imilo.csv", lines=(IMILO, *rows)).demand
    assert demand.total == pytest.approx(5 * 24)
    assert "2024" in demand.method
    assert demand.counted is Counted.CASELOAD
    assert not demand.estimated


def test_communes_that_imilo_lacks_follow_the_mean_rate(folder: Path) -> None:
    """30 followed of 200 in two communes: 15 of 100 elsewhere, said in a warning."""
    write_lines(
        folder / "population_16_25.csv",
        ["code_commune;jeunes_16_25", *(f"{code};100" for code in CODES)],
    )
    lines = (IMILO, "03190;2024;1;20;2;9", "03321;2024;1;10;1;5")
    territory = loaded(folder, name="imilo.csv", lines=lines)
    followed = {code: counts.sum() for code, counts in by_commune(territory).items()}
    assert followed == pytest.approx(
        {"03190": 20, "03321": 10, "03013": 15, "03275": 15, "03183": 15}
    )
    assert any("taux" in warning for warning in territory.warnings)
    assert territory.demand.estimated


def test_counted_minors_and_licences_replace_the_shares(folder: Path) -> None:
    """20 followed, 4 minors, 9 without a licence: 5 adults without, 11 with."""
    lines = (IMILO, *(f"{code};2024;1;20;4;9" for code in CODES))
    for counts in by_commune(loaded(folder, name="imilo.csv", lines=lines)).values():
        assert counts.tolist() == [11, 5, 4]


def test_blank_counts_fall_back_on_the_shares(folder: Path) -> None:
    """Minors 0.2 of 20; of the 16 adults, three in eight have no car."""
    lines = (IMILO, *(f"{code};2024;1;20;;" for code in CODES))
    for counts in by_commune(loaded(folder, name="imilo.csv", lines=lines)).values():
        assert counts == pytest.approx([10, 6, 4])


def test_more_without_a_licence_than_adults_leaves_nobody_negative(folder: Path) -> None:
    """All of the 20 without a licence, minors included: no driver, and the total stands."""
    lines = (IMILO, *(f"{code};2024;1;20;0;20" for code in CODES))
    for counts in by_commune(loaded(folder, name="imilo.csv", lines=lines)).values():
        assert counts.tolist() == [0, 20, 0]


def test_a_commune_may_have_its_own_shares(folder: Path) -> None:
    """Moulins drives less than the rest; only its split changes."""
    lines = ("code_commune;jeunes_16_25", *(f"{code};100" for code in CODES))
    write_lines(folder / "population_16_25.csv", list(lines))
    write_lines(
        folder / "parts_mobilite.csv",
        ["code_commune;voiture;sans_voiture;mineurs", "03190;0,2;0,6;0,2"],
    )
    found = by_commune(loaded(folder))
    assert found["03190"] == pytest.approx([20, 60, 20])
    assert found["03321"] == pytest.approx([50, 30, 20])


def test_everybody_minor_is_possible(folder: Path) -> None:
    """Shares without adults divide by nothing."""
    text = (folder / "territoire.yaml").read_text(encoding="utf-8")
    text = text.replace("0.5", "0").replace("0.3", "0").replace("0.2", "1")
    (folder / "territoire.yaml").write_text(text, encoding="utf-8")
    lines = ("code_commune;jeunes_16_25", *(f"{code};100" for code in CODES))
    for counts in by_commune(loaded(folder, name="population_16_25.csv", lines=lines)).values():
        assert counts.tolist() == [0, 0, 100]


def test_dispersion_grows_as_the_root_of_the_area() -> None:
    """Four times the area, twice the distance; a disc of 15 km² where there is no contour."""
    (moulins,) = communes_by_code(["03190"])
    small = replace(moulins, geometry=box(3.30, 46.50, 3.31, 46.51))
    large = replace(moulins, geometry=box(3.30, 46.50, 3.32, 46.52))
    drawn = (large, small, replace(moulins, geometry=None))
    wide, narrow, unknown = spread_m(areas_m2(drawn, crs="EPSG:2154"))
    assert wide / narrow == pytest.approx(2, rel=1e-3)
    assert unknown == pytest.approx(0.6 * np.sqrt(15e6 / np.pi / 2))
