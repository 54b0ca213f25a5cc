"""``placement territory init``: from a perimeter to scenarios that run, offline, whole or not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from placement.errors import OutputError
from placement.initial import TerritoryOrder, Wanted, init_territory, writing
from placement.sources.commune_index import commune_index
from placement.sources.registry import data_folder
from placement.sources.territory_folder import read_territory_folder
from tests.integration.conftest import Run

SHEET = (
    "nom;type;commune;departement;recurrence",
    "Siège;siege;Moulins;03;tous les jours",
    "Yzeure;antenne;Yzeure;03;3 jours par semaine",
    "Souvigny;permanence;Souvigny;03;1 journée par semaine",
    "Lurcy;permanence;Lurcy-Lévis;03;2 demi-journées par mois",
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty current folder to somebody who has no clone."""
    data = tmp_path / "_data"
    shutil.copytree(data_folder(), data, ignore=shutil.ignore_patterns("build", "reseau"))
    monkeypatch.setenv("PLACEMENT_DATA", str(data))
    (tmp_path / "bureau").mkdir()
    monkeypatch.chdir(tmp_path / "bureau")
    return tmp_path / "bureau"


def sheet(folder: Path) -> Path:
    path = folder / "mes-lieux.csv"
    path.write_text("\n".join(SHEET) + "\n", encoding="utf-8")
    return path


def everything_under(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_new_territory_runs_at_once(placement: Run, desk: Path) -> None:
    """A commune list and nothing else: every scenario is valid, and solved to its proof."""
    (desk / "communes.csv").write_text("Moulins (03)\nYzeure\nAvermes\nSouvigny\nNeuvy (03)\n")
    done = placement("territory", "init", "essai", "--communes", "communes.csv", "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert (told["communes"], told["existant_suppose"]) == (5, True)
    assert "Siège supposé" in done.err
    assert placement("check", "scenarios/essai").code == 0
    ran = placement("run", "scenarios/essai", "--json", "--require-optimal")
    assert ran.code == 0, ran.err
    statuses = {one["scenario"]: one["statut"] for one in json.loads(ran.out)}
    assert set(statuses) == {
        "existant",
        "premier-maillage",
        "premier-maillage-plus-20",
        "premier-maillage-moins-20",
    }
    assert set(statuses.values()) == {"OPTIMAL"}
    assert placement("territory", "show", "territoires/essai").code == 0


def test_the_sites_of_today_give_scenarios_at_constant_means(placement: Run, desk: Path) -> None:
    """Five questions, each one answered to its proof; nothing in the settings is fictitious."""
    path = sheet(desk)
    done = placement("territory", "init", "moulins-ca", "--epci", "200071140", "--lieux", path)
    assert done.code == 0, done.err
    ran = placement("run", "scenarios/moulins-ca", "--json")
    assert ran.code == 0, ran.err
    documents = {one["scenario"]: one for one in json.loads(ran.out)}
    assert all(one["statut"] == "OPTIMAL" for one in documents.values())
    assert {"existant", "moyens-constants", "plus-20-pour-cent", "remise-a-plat"} < set(documents)
    settings = (desk / "territoires" / "moulins-ca" / "territoire.yaml").read_text("utf-8")
    assert "fictif: non" in settings


def test_the_sites_of_a_first_territory_make_a_second(placement: Run, desk: Path) -> None:
    """``communes.csv`` and ``lieux.csv``, once edited, are what a new order starts from."""
    path = sheet(desk)
    placement("territory", "init", "un", "--epci-partage", "200071140", "--lieux", path)
    first = desk / "territoires" / "un"
    done = placement(
        "territory", "init", "deux", "--communes", first / "communes.csv",
        "--lieux", first / "lieux.csv",
    )  # fmt: skip
    assert done.code == 0, done.err
    one, two = (read_territory_folder(desk / "territoires" / name) for name in ("un", "deux"))
    assert one.communes == two.communes
    assert not any(commune.confirmed for commune in two.communes)
    assert {site.id: site.kind for site in one.sites} == {site.id: site.kind for site in two.sites}
    assert [site.recurrence for site in one.sites] == [site.recurrence for site in two.sites]


def test_an_existing_folder_is_never_touched(placement: Run, desk: Path) -> None:
    """Neither the territory nor the scenarios; nothing else is written either."""
    (desk / "territoires" / "essai").mkdir(parents=True)
    before = everything_under(desk)
    done = placement("territory", "init", "essai", "--arrondissement", "622")
    assert done.code == 2
    assert "existe déjà" in done.err
    (desk / "scenarios" / "autre").mkdir(parents=True)
    done = placement("territory", "init", "autre", "--arrondissement", "622")
    assert done.code == 2
    assert everything_under(desk) - {"scenarios", "scenarios/autre"} == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("Mon Territoire", "--departement", "03"), 2, "« mon-territoire »"),
        (("essai",), 2, "--epci"),
        (("essai", "--departement", "75", "--scenarios", "territoires/essai/s"), 2, "séparés"),
        (("essai", "--departement", "3"), 3, "03 ("),
        (("essai", "--communes", "absent.csv"), 3, "absent.csv"),
        (("essai", "--departement", "03", "--donnees", "rien"), 3, "rien"),
        (("essai", "--departement", "03", "--sauf", "absent.csv"), 3, "absent.csv : absent"),
        (("essai", "--departement", "03", "--lieux", "absent.xlsx"), 3, "absent.xlsx"),
        (("essai", "--departement", "03", "--france-services", "absent.csv"), 3, "absent.csv"),
    ],
)
def test_a_wrong_order_writes_nothing(
    placement: Run, desk: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """One French message, the right exit code, an empty folder."""
    done = placement("territory", "init", *arguments)
    assert (done.code, words in done.err) == (code, True), done.err
    assert everything_under(desk) <= {"territoires", "scenarios"}


def test_a_failure_half_way_leaves_nothing(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up while the templates are copied: no folder, no temporary one either."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_write_templates", full)
    order = TerritoryOrder(name="essai", wanted=Wanted(epci=("200071140",)))
    with pytest.raises(OutputError, match="plus de place"):
        init_territory(order)
    assert everything_under(desk) <= {"territoires", "scenarios"}


def test_folders_may_have_any_name(placement: Run, desk: Path) -> None:
    """Spaces and accents: the results bear the name that was given, the path is found."""
    done = placement(
        "territory", "init", "essai", "--epci", "200071140", "--dossier", "Mes données/Été 1",
        "--scenarios", "Scénarios d'été", "--titre", 'Artois : « le "42" » #1',
    )  # fmt: skip
    assert done.code == 0, done.err
    checked = placement("check", "Scénarios d'été", "--json")
    assert checked.code == 0, checked.err
    assert {one["territoire"] for one in json.loads(checked.out)} == {"essai"}
    files = read_territory_folder(desk / "Mes données" / "Été 1")
    assert files.settings.title == 'Artois : « le "42" » #1'


def test_in_a_clone_the_scenarios_cite_the_territory_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It joins the others under ``data/territoires``, wherever the command is typed."""
    shutil.copytree(data_folder(), tmp_path / "data", ignore=shutil.ignore_patterns("build"))
    (tmp_path / "scenarios").mkdir()
    monkeypatch.setenv("PLACEMENT_DATA", str(tmp_path / "data"))
    created = init_territory(TerritoryOrder(name="lens", wanted=Wanted(departements=("75",))))
    assert created.folder == tmp_path / "data" / "territoires" / "lens"
    assert created.scenarios[0].parent == tmp_path / "scenarios" / "lens"
    assert "territoire: lens\n" in created.scenarios[0].read_text("utf-8")


def test_official_data_given_serve_the_order_and_the_territory(placement: Run, desk: Path) -> None:
    """A later composition of the EPCI moves Yzeure; the folder is named in the settings."""
    (desk / "open-data").mkdir()
    (desk / "open-data" / "composition_2030.csv").write_text(
        "CODGEO;LIBGEO;EPCI;LIBEPCI;DEP;REG\n"
        + "\n".join(
            f"{code};X;999999999;CA Neuve;03;84" for code in ("03190", "03321", "03013", "03200")
        )
        + "\n",
        encoding="utf-8",
    )
    done = placement(
        "territory", "init", "neuve", "--epci", "999999999", "--donnees", "open-data", "--json"
    )
    assert done.code == 0, done.err
    assert json.loads(done.out)["communes"] == 4
    assert "remplace celle de 2026" in done.err
    settings = (desk / "territoires" / "neuve" / "territoire.yaml").read_text("utf-8")
    assert '"../../open-data"' in settings
    shown = json.loads(placement("territory", "show", "territoires/neuve", "--json").out)
    assert shown["epci"] == {"CA Neuve": 4}
    assert not any("colonne epci" in said for said in shown["avertissements"])


def test_france_services_of_the_real_list_become_candidates(
    placement: Run, desk: Path, shared_data: Path
) -> None:
    """The four EPCI of Moulins: nine doors of France services, three that travel, valid."""
    listed = shared_data / "sites" / "france_services_2024-08-01.csv"
    epci = ("200071140", "200071389", "200071470", "200071496")
    options = [word for siren in epci for word in ("--epci", siren)]
    done = placement("territory", "init", "m", *options, "--france-services", listed, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["communes"] == 173
    files = read_territory_folder(desk / "territoires" / "m")
    assert sum(site.host == "France services" for site in files.sites) == 9
    mobile = (desk / "territoires" / "m" / "arrets_mobiles.csv").read_text("utf-8-sig")
    assert len(mobile.splitlines()) == 4
    assert placement("check", "scenarios/m").code == 0


def test_territories_are_listed_and_their_sources_told(placement: Run, desk: Path) -> None:
    """The shipped ones and the new one; a broken one is listed too; sources have a licence."""
    placement("territory", "init", "essai", "--epci", "200071140")
    (desk / "territoires" / "casse").mkdir()
    (desk / "territoires" / "casse" / "territoire.yaml").write_text("titre: x\n")
    listed = json.loads(placement("territory", "list", "--json").out)
    named = {one["nom"]: one for one in listed}
    assert set(named) == {"bethune", "moulins", "essai", "casse"}
    assert named["essai"]["communes"] == 44
    assert named["casse"]["titre"].startswith("à corriger")
    assert "essai" in placement("territory", "list").out
    shown = json.loads(placement("territory", "show", "territoires/essai", "--json").out)
    assert {"communes", "contours", "recensement"} <= {one["id"] for one in shown["sources"]}
    assert all(one["licence"] and one["millesime"] for one in shown["sources"])
    assert any("TD_POP1B" in sentence for sentence in shown["estimations"])


def test_a_france_services_list_given_twice_counts_once(
    placement: Run, desk: Path, shared_data: Path
) -> None:
    """By its own option and among the official data: no door is repeated, nor told as such."""
    listed = shared_data / "sites" / "france_services_2024-08-01.csv"
    (desk / "od").mkdir()
    shutil.copy(listed, desk / "od")
    order = ("territory", "init", "m", "--epci", "200071140", "--france-services", listed)
    done = placement(*order, "--donnees", "od")
    assert done.code == 0, done.err
    assert "non répétés" not in done.err


@pytest.mark.slow
def test_every_arrondissement_of_france_makes_a_valid_territory(tmp_path: Path) -> None:
    """Each is written and read back as valid, and nobody is lost: the sum is that of France."""
    leaves = commune_index().leaves
    codes = sorted({record.arrondissement for record in leaves if record.arrondissement})
    found = 0
    for code in codes:
        created = init_territory(
            TerritoryOrder(
                name=f"a{code.lower()}",
                wanted=Wanted(arrondissements=(code,)),
                folder=tmp_path / f"a{code.lower()}",
                scenarios=tmp_path / "scenarios" / f"a{code.lower()}",
            )
        )
        lost = sum(record.population or 0 for record in created.perimeter.unlocated)
        found += created.perimeter.population + lost
        assert created.territory.demand.total > 0
        shutil.rmtree(created.folder)
    assert len(codes) == 333
    assert found == sum(record.population or 0 for record in leaves if record.arrondissement)
