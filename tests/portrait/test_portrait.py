"""The figures of a statistical profile, on the drawn territory."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from placement.errors import PlacementError
from placement.portrait import (
    FRANCE,
    Area,
    Cell,
    Indicator,
    Portrait,
    PortraitFacts,
    Section,
    portrait_of,
)
from placement.portrait.areas import areas_of, ratio_cell, value_cell
from placement.portrait.france import france_ages
from placement.portrait.journeys import LEADING
from placement.privacy import Profile
from placement.sources.commuting import Flows
from placement.sources.imilo import ImiloRecord
from placement.sources.markets import MarketDay
from placement.sources.statistics import CommuneStatistics
from placement.sources.wishes import Wish
from placement.territory import Counted
from tests.needs.drawn_needs import SOURCE, doors, drawn_territory

AB = Area("epci", "E", "Ensemble", ("A", "B"))


def record(code: str, followed: float, *, first: float = 20, year: int = 2024) -> ImiloRecord:
    return ImiloRecord(code, year, first, followed, np.nan, np.nan, np.nan)


def portrait(
    *, profile: Profile = Profile.INTERNE, imilo: tuple[ImiloRecord, ...] = (), **fields: Any
) -> Portrait:
    """Build the profile of the drawn territory; A and B in one EPCI, C in another."""
    drawn = drawn_territory(**fields)
    if "communes" not in fields:
        communes = tuple(
            replace(c, epci_code="E2", epci_name="CC Autre") if c.code == "C" else c
            for c in drawn.communes
        )
        drawn = replace(drawn, communes=communes)
    facts = PortraitFacts(
        territory=drawn, imilo=imilo, doors=doors(), profile=profile, sources=(SOURCE,)
    )
    return portrait_of(facts, date=dt.date(2026, 3, 1), warnings=())


def values(told: Portrait, section_id: str, indicator_id: str) -> dict[str, float | None]:
    section = told.section(section_id)
    at = [one.id for one in section.indicators].index(indicator_id)
    return {area.name: cells[at].value for area, cells in section.rows}


def test_epci_add_up_to_the_territory() -> None:
    """Communes, inhabitants, young people and minors of the EPCI make those of the territory."""
    told = portrait()
    for section, name in (
        ("perimetre", "communes"),
        ("perimetre", "habitants"),
        ("jeunes", "jeunes"),
        ("jeunes", "mineurs_16_17"),
        ("presence", "demi_journees"),
    ):
        found = values(told, section, name)
        assert found["Territoire"] == pytest.approx(found["CC du Dessin"] + found["CC Autre"])


def test_a_single_epci_is_not_told_twice() -> None:
    """Where the territory is one EPCI, it has one row."""
    assert [area.kind for area in areas_of(drawn_territory())] == ["territoire"]


def test_shares_are_those_of_the_whole_not_means_of_shares() -> None:
    """114 households without a car of 508; one commune without data is left out and counted."""
    told = portrait()
    found = told.section("conditions").cell("menages_sans_voiture")
    assert found.value == pytest.approx(114 / 508)
    assert not found.partial
    poor = told.section("conditions").cell("menages_pauvres")
    assert poor.value == pytest.approx(21 / 90)
    assert (poor.known, poor.total, poor.partial) == (2, 3, True)


def test_an_unknown_neighbourhood_leaves_the_figure_out() -> None:
    """Where the part in QPV is unknown for a commune, the area has no figure rather than less."""
    areas = tuple(replace(a, young_share=None) for a in drawn_territory().priority_areas)
    found = values(portrait(priority_areas=areas), "conditions", "jeunes_qpv")
    assert found == {"Territoire": None, "CC du Dessin": None, "CC Autre": 0}
    known = values(portrait(), "conditions", "jeunes_qpv")
    assert known["Territoire"] == pytest.approx(25 / 150)


def test_times_are_weighted_by_young_people() -> None:
    """100 at 5 min, 40 at 5, 10 at 20 make 6; the ten of C have no access without a car."""
    told = portrait()
    assert values(told, "acces", "voiture_min")["Territoire"] == pytest.approx(6)
    assert values(told, "acces", "voiture_20")["Territoire"] == 1
    assert values(told, "acces", "sans_acces")["Territoire"] == pytest.approx(10 / 150)
    assert values(told, "acces", "sans_acces")["CC Autre"] == 1


def test_sites_are_listed_the_siege_first() -> None:
    """Candidates are not doors; half-days are those of a month."""
    told = portrait()
    assert [line.kind for line in told.sites] == ["Siège", "Permanence"]
    assert told.sites[1].half_days_a_month == 1
    assert values(told, "presence", "lieux")["Territoire"] == 2


def test_the_caseload_is_told_with_its_rate() -> None:
    """Those followed over the young of the same area; the latest year only."""
    imilo = (record("A", 50), record("B", 20), record("C", 30), record("A", 9, year=2020))
    told = portrait(imilo=imilo)
    assert values(told, "suivis", "suivis")["Territoire"] == 100
    assert values(told, "suivis", "taux_recours")["Territoire"] == pytest.approx(100 / 150)
    assert values(told, "suivis", "premiers_accueils")["Territoire"] == 60


def test_small_caseloads_are_masked_and_cannot_be_subtracted() -> None:
    """One small commune: another is masked with it, or the totals are; never one alone."""
    imilo = (record("A", 50), record("B", 3), record("C", 30))
    told = portrait(imilo=imilo)
    section = told.section("suivis")
    cells = {area.name: cells[0] for area, cells in section.rows}
    assert cells["Commune B"].masked
    assert cells["Commune A"].masked or cells["CC du Dessin"].masked
    assert "masqué" in section.notes[0]


def test_the_public_masks_more_than_the_team_reads() -> None:
    """Eight followed are told to the team, not to everybody."""
    imilo = (record("A", 50), record("B", 8), record("C", 30))
    team, public = portrait(imilo=imilo), portrait(imilo=imilo, profile=Profile.PUBLIC)
    assert values(team, "suivis", "suivis")["Commune B"] == 8
    assert values(public, "suivis", "suivis")["Commune B"] is None


def test_no_rate_of_few_in_public() -> None:
    """C has ten young people and eight households: no share of them is told to everybody."""
    told = portrait(profile=Profile.PUBLIC)
    for section_id, name in (("conditions", "menages_sans_voiture"), ("jeunes", "part_mineurs")):
        section = told.section(section_id)
        at = [one.id for one in section.indicators].index(name)
        cells = {area.name: cells[at] for area, cells in section.rows}
        assert cells["CC Autre"].masked
        assert cells["CC Autre"].value is None


def test_what_is_missing_is_listed_with_its_file() -> None:
    """Figures known nowhere are gathered by the file that would give them."""
    lacks = {lack.file: lack.labels for lack in portrait().lacks}
    assert any("imilo.csv" in file for file in lacks)
    assert any("Chômeurs parmi les actifs" in labels for labels in lacks.values())
    assert not any("Ménages sans voiture" in labels for labels in lacks.values())


def test_activity_is_read_from_the_statistics() -> None:
    """Shares of the active, of the employed and of the unemployed are those of the census."""
    counts = CommuneStatistics(
        young_15_24=100, active_15_24=40, employed_15_24=30, unemployed_15_24=10,
        commuters=80, commuters_out=20, students=10, students_out=5,
    )  # fmt: skip
    told = portrait(statistics=dict.fromkeys("ABC", counts))
    assert values(told, "activite", "jeunes_15_24")["Territoire"] == 300
    assert values(told, "activite", "actifs")["Territoire"] == pytest.approx(0.4)
    assert values(told, "activite", "chomage")["Territoire"] == pytest.approx(0.25)
    assert values(told, "deplacements", "travail_sortants")["CC Autre"] == pytest.approx(0.25)
    assert values(told, "deplacements", "etudes_sortants")["CC Autre"] == pytest.approx(0.5)


def test_france_stands_beside_only_where_it_counts_the_same_people() -> None:
    """The country's share of the 16-25 is not put beside a count of the 18-24."""
    same = portrait()
    assert any(area is FRANCE for area, _ in same.section("jeunes").rows)
    drawn = drawn_territory()
    other = portrait(demand=replace(drawn.demand, counted=Counted.GRID))
    assert not any(area is FRANCE for area, _ in other.section("jeunes").rows)
    assert "18 à 24 ans" in other.section("jeunes").title


def test_the_ages_of_france_are_those_of_the_census() -> None:
    """Some 67 million inhabitants, a quarter of them under 20."""
    ages = france_ages()
    assert 6.6e7 < ages.total < 6.9e7
    assert 0.22 < ages.p0_19 / ages.total < 0.26


def test_sums_tell_how_many_communes_they_are_made_of() -> None:
    """A count unknown for one commune is partial; unknown for all, absent."""
    assert value_cell({"A": 1.0, "B": None}, area=AB) == Cell(1.0, known=1, total=2)
    assert value_cell({}, area=AB) == Cell(None, known=0, total=2)
    share = ratio_cell({"A": 1.0, "B": 5.0}, of={"A": 4.0, "B": None}, area=AB, least=0)
    assert share == Cell(0.25, known=1, total=2)
    assert ratio_cell({"A": 1.0}, of={"A": 4.0}, area=AB, least=5).masked


def test_a_section_has_a_cell_for_each_indicator() -> None:
    """A row that is too short is a defect."""
    with pytest.raises(PlacementError, match="une case par indicateur"):
        Section("x", "X", "", (Indicator("a", "A", "part"),), ((AB, ()),))


def flows(*found: tuple[str, str, float]) -> Flows:
    return Flows(*(np.array(column) for column in zip(*found, strict=True)))


def test_destinations_add_up_to_everybody() -> None:
    """Leading communes inside and outside, then the others, make the whole; shares make one."""
    many = [("C", f"{code:05d}", 1.0) for code in range(1001, 1001 + LEADING + 3)]
    work = flows(("A", "A", 50), ("B", "A", 20), ("B", "03190", 30), ("C", "", 4), *many)
    told = portrait(flows={"mobpro": work})
    found = values(told, "destinations", "travail_destination")
    assert found["Commune A"] == 70
    assert found["Moulins (hors territoire)"] == 30
    assert found["destination inconnue"] == 4
    whole = found.pop("Territoire dessiné")
    assert whole == 104 + len(many)
    assert sum(value or 0 for value in found.values()) == pytest.approx(whole)
    shares = values(told, "destinations", "travail_part_destination")
    assert shares["Commune A"] == pytest.approx(70 / (whole or 1))
    assert values(told, "destinations", "etudes_destination")["Commune A"] is None


def test_without_flows_the_file_is_named() -> None:
    """No destination is told, and the profile says which files would give the journeys."""
    told = portrait()
    assert not told.section("destinations").known
    lacking = {lack.file for lack in told.lacks}
    assert any("MOBPRO" in file for file in lacking)
    assert any("MOBSCO" in file for file in lacking)


@pytest.mark.parametrize(("profile", "shown"), [(Profile.INTERNE, 3), (Profile.PUBLIC, 2)])
def test_small_wishes_are_in_no_row(profile: Profile, shown: int) -> None:
    """Under the threshold a place is not even named, nor one that would give it away."""
    wishes = (
        Wish("A", "A", 30), Wish("B", "A", 10), Wish("A", "B", 12), Wish("B", "Vichy", 8),
        Wish("C", "C", 1), Wish("C", "Gannat", 2), Wish("A", "Cusset", 3),
    )  # fmt: skip
    section = portrait(wishes=wishes, profile=profile).section("souhaits")
    told = {area.name: cells[0].value for area, cells in section.rows}
    assert told.pop("Territoire dessiné") == 66
    assert told["Commune A"] == 40
    assert len(told) == shown
    assert not {"Commune C", "Gannat", "Cusset"} & set(told)
    hidden = 66 - sum(value or 0 for value in told.values())
    assert hidden >= profile.threshold
    assert "pas montrés" in section.notes[0]


def test_a_survey_of_very_few_tells_nothing() -> None:
    """Three answers in all: no total either."""
    section = portrait(wishes=(Wish("A", "A", 3),)).section("souhaits")
    assert [cells[0].masked for _, cells in section.rows] == [True]


def test_markets_are_told_beside_the_doors_of_their_commune() -> None:
    """By commune, with its days; where there is no door the cell is empty; absent, they lack."""
    markets = (
        MarketDay("B", "Halles", ("mardi", "samedi"), "matin"),
        MarketDay("A", "", ("jeudi",), "apres_midi"),
    )
    told = portrait(markets=markets)
    assert [line.commune for line in told.markets] == ["Commune A", "Commune B"]
    assert told.markets[1].days == "mardi, samedi (matin)"
    assert told.markets[0].days == "jeudi (après-midi)"
    doors = {line.commune for line in told.sites}
    assert {line.commune for line in told.markets if line.sites} == doors & {
        "Commune A", "Commune B"
    }  # fmt: skip
    assert not any("marches.csv" in lack.file for lack in told.lacks)
    assert any("marches.csv" in lack.file for lack in portrait().lacks)
