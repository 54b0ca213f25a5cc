"""First scenarios: each is understood, and none asks for what cannot be."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from placement.initial.money import first_budget, site_cost_eur
from placement.initial.planned import PlannedSite
from placement.initial.scenarios import Brief, first_scenarios
from placement.scenario import Scenario, read_scenario

SIEGE = PlannedSite(
    "siege", "Siège", "siege", "03190", recurrence="tous les jours", premises_lent=False
)
SUPPOSED = PlannedSite(
    "siege", "Siège", "siege", "03190", recurrence="tous les jours", premises_lent=False,
    supposed=True,
)  # fmt: skip
ANTENNE = PlannedSite("ici", "Ici", "antenne", "03321", recurrence="3 jours par semaine")
PERMANENCES = tuple(
    PlannedSite(f"p{n}", "P", "permanence", "03321", recurrence="1 journée par semaine")
    for n in range(3)
)


def read(tmp_path: Path, brief: Brief) -> dict[str, Scenario]:
    """Write the scenarios and read them back, by their name."""
    found = {}
    for name, text in first_scenarios(brief).items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        scenario = read_scenario(path)
        assert scenario.nom == path.stem.partition("-")[2]
        found[scenario.nom] = scenario
    return found


def brief(*existing: PlannedSite, n_sites: int = 40, territory: str = "essai") -> Brief:
    return Brief(territory=territory, existing=existing, n_sites=n_sites, population=295_000)


def test_a_known_network_starts_from_its_own_cost(tmp_path: Path) -> None:
    """Five questions; antennes are kept as they are, but where everything is put flat."""
    scenarios = read(tmp_path, brief(SIEGE, ANTENNE, *PERMANENCES))
    assert list(scenarios) == [
        "existant",
        "moyens-constants",
        "plus-20-pour-cent",
        "economie-10-pour-cent",
        "remise-a-plat",
    ]
    forced = {name: [site.lieu for site in one.sites.imposes] for name, one in scenarios.items()}
    assert forced["moyens-constants"] == forced["economie-10-pour-cent"] == ["ici"]
    assert forced["remise-a-plat"] == []


def test_the_saving_is_one_that_can_be_made(tmp_path: Path) -> None:
    """Without permanences the antenne may close; with a siège alone nothing can be saved."""
    scenarios = read(tmp_path, brief(SIEGE, ANTENNE))
    assert scenarios["economie-10-pour-cent"].sites.imposes == ()
    assert not any(name.startswith("economie") for name in read(tmp_path, brief(SIEGE)))


def test_antennes_alone_stay_open_at_another_rhythm(tmp_path: Path) -> None:
    """Kept as they are, nothing could move at constant means: only their being open is imposed."""
    scenarios = read(tmp_path, brief(SIEGE, ANTENNE))
    forced = scenarios["moyens-constants"].sites.imposes
    assert [(site.lieu, site.offre) for site in forced] == [("ici", None)]


@pytest.mark.parametrize("population", [900, 60_000, 295_000, 1_500_000])
def test_a_supposed_siege_gets_a_first_budget(tmp_path: Path, population: int) -> None:
    """It always pays for the siège and one permanence; what it is made of is in the comments."""
    asked = Brief(territory="essai", existing=(SUPPOSED,), n_sites=40, population=population)
    scenarios = read(tmp_path, asked)
    assert list(scenarios) == [
        "existant",
        "premier-maillage",
        "premier-maillage-plus-20",
        "premier-maillage-moins-20",
    ]
    for scenario in list(scenarios.values())[1:]:
        assert scenario.budget is not None
        assert scenario.budget.annuel_eur is not None
        assert scenario.budget.annuel_eur > site_cost_eur(SUPPOSED)
    assert "1 137 antennes" in first_scenarios(asked)["02-premier-maillage.yaml"]


def test_national_ratios_give_a_budget_that_grows_with_the_population() -> None:
    """Béthune's 295,000 inhabitants: four antennes besides the siège, 23 permanences."""
    budget = first_budget(295_000, siege=SUPPOSED)
    assert (budget.antennes, budget.permanences) == (4, 23)
    totals = [first_budget(n, siege=SUPPOSED).total_eur for n in (1, 50_000, 100_000, 1_000_000)]
    assert all(small < large for small, large in itertools.pairwise(totals[1:]))


def test_a_large_territory_stops_at_a_thousandth(tmp_path: Path) -> None:
    """Few sites: the usual proof; many: one that comes in minutes."""
    few = read(tmp_path, brief(SIEGE, *PERMANENCES))["moyens-constants"]
    many = read(tmp_path, brief(SIEGE, *PERMANENCES, n_sites=200))["moyens-constants"]
    assert few.solveur.ecart_max < many.solveur.ecart_max == 0.001


def test_a_path_with_spaces_is_a_territory_too(tmp_path: Path) -> None:
    """It is quoted by whoever writes it, and read back as it is."""
    scenarios = read(tmp_path, brief(SIEGE, territory='"../Mes territoires/lens"'))
    assert scenarios["existant"].territoire == "../Mes territoires/lens"
