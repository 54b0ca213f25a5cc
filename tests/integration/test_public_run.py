"""``placement run --profil public``: what anybody may read, and what nobody can deduce from it."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from placement.cli import main
from placement.errors import PlacementError
from placement.privacy import Profile, Relations, feasible_ranges
from placement.report import Disclosure, column_named
from placement.sources.communes import communes_by_code
from tests.conftest import REPOSITORY
from tests.exported import tables, texts, written
from tests.integration.conftest import Run
from tests.integration.pages import payloads
from tests.integration.territories import SITES_HEADER, replace, write_lines

PUBLICS = ("voiture", "sans_voiture", "mineurs")
HEADER = (
    "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis;nb_entretiens"
)
LOOSE = 1e-4


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def number(text: str) -> float:
    return float(text.replace(",", "."))


@dataclass(frozen=True)
class Place:
    """A territory of 126 real communes with a drawn caseload, and its counts, (n, 3)."""

    folder: Path
    codes: list[str]
    counts: np.ndarray

    def write(self) -> None:
        """Write the caseload in the layout of the template."""
        lines = [
            f"{code};2024;{int(row.sum()) // 4};{int(row.sum())};{int(row[2])};"
            f"{int(row[1] + row[2])};{7 * int(row.sum())}"
            for code, row in zip(self.codes, self.counts, strict=True)
        ]
        write_lines(self.folder / "territoire" / "imilo.csv", [HEADER, *lines])

    def run(self, out: Path, *, profile: str) -> None:
        """Run two scenarios of the territory."""
        with pytest.raises(SystemExit) as ended:
            main(["run", str(self.folder), "--out", str(out), "--profil", profile])
        assert not ended.value.code


def drawn(folder: Path) -> Place:
    """Draw some 2 000 young people followed, as many communes below five as above twenty."""
    shutil.copytree(REPOSITORY / "data" / "territoires" / "moulins", folder / "territoire")
    for name in ("01-existant", "02-moyens-constants"):
        shutil.copy(REPOSITORY / "scenarios" / "moulins" / f"{name}.yaml", folder)
        replace(folder / f"{name}.yaml", old="territoire: moulins", new="territoire: ./territoire")
    codes = [line["code_commune"] for line in read_csv(folder / "territoire" / "communes.csv")]
    people = {record.code: record.population or 0 for record in communes_by_code(codes)}
    population = [people[code] for code in codes]
    generator = np.random.default_rng(12)
    followed = generator.poisson(0.019 * np.array(population))
    parts = [generator.multinomial(n, (0.55, 0.35, 0.1)) for n in followed]
    place = Place(folder, codes, np.array(parts, dtype=np.float64))
    place.write()
    return place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Give the territory, run for everybody and for the team, into ``maps``."""
    made = drawn(tmp_path_factory.mktemp("caseload"))
    for profile in Profile:
        made.run(made.folder / "maps", profile=profile.value)
    return made


def outputs(place: Place, *, profile: Profile) -> list[Path]:
    folders = sorted((place.folder / "maps" / "territoire").iterdir())
    return [one / "public" if profile is Profile.PUBLIC else one for one in folders]


class Reader:
    """Somebody who has every file of every scenario, and subtracts.

    Unknowns are the counts by commune and profile. ``literal`` readers believe that the sums by
    site, rounded, are those of the counts.
    """

    def __init__(self, place: Place, *, profile: Profile, literal: bool) -> None:
        self._at = {code: k for k, code in enumerate(place.codes)}
        self._shape = place.counts.shape
        self._profile = profile
        self._rows: list[np.ndarray] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self.masked: set[str] = set()
        self.unsplit: set[tuple[str, str]] = set()
        for folder in outputs(place, profile=profile):
            self._read_communes(folder)
            self._read_result(folder)
            lines = read_csv(folder / "affectation.csv")
            self._read_assignment(lines)
            if literal:
                self._read_sites(folder, lines=lines)
            self._read_map(folder)
        self._read_groups(place, folder=outputs(place, profile=profile)[0])

    def ranges(self, forms: list[np.ndarray], *, counts: np.ndarray) -> np.ndarray:
        """Bound some sums; the reader even knows which communes are small."""
        size = counts.size
        rows, low, high = list(self._rows), list(self._low), list(self._high)
        for code in self.masked:
            small = counts[self._at[code]].sum() < self._profile.threshold
            rows.append(self.one(code))
            low.append(0.0 if small else self._profile.threshold)
            high.append(self._profile.threshold - 1 if small else np.inf)
        known = Relations(
            matrix=np.array([row.ravel() for row in rows]),
            low=np.array(low),
            high=np.array(high),
            least=np.zeros(size),
            most=np.full(size, np.inf),
        )
        return feasible_ranges(known, targets=np.array([form.ravel() for form in forms]))

    def one(self, code: str, public: str = "") -> np.ndarray:
        """Count of a commune, all told or of one public."""
        form = np.zeros(self._shape)
        form[self._at[code], PUBLICS.index(public) if public else slice(None)] = 1
        return form

    def _know(self, form: np.ndarray, low: float, high: float) -> None:
        self._rows.append(form)
        self._low.append(low)
        self._high.append(high)

    def _read_communes(self, folder: Path) -> None:
        for line in read_csv(folder / "communes.csv"):
            code = line["code_commune"]
            if line["jeunes"]:
                self._know(self.one(code), *[number(line["jeunes"])] * 2)
            else:
                assert "jeunes" in line["masque"]
                self.masked.add(code)
                counts = ("gagnent_un_acces", "perdent_un_acces", "sans_acces_scenario")
                assert not any(line[name] for name in counts)

    def _read_assignment(self, lines: list[dict[str, str]]) -> None:
        for line in lines:
            code, public = line["code_commune"], line["profil"]
            if line["jeunes"]:
                self._know(self.one(code, public), *[number(line["jeunes"])] * 2)
            else:
                self.unsplit.add((code, public))

    def _read_result(self, folder: Path) -> None:
        told = json.loads((folder / "resultat.json").read_text(encoding="utf-8"))
        self._know(np.ones(self._shape), *[told["demande"]["total"]] * 2)
        for rank, public in enumerate(PUBLICS):
            form = np.zeros(self._shape)
            form[:, rank] = 1
            young = told["indicateurs"][public]["jeunes"]
            self._know(form, young - LOOSE, young + LOOSE)

    def _read_sites(self, folder: Path, *, lines: list[dict[str, str]]) -> None:
        step, threshold = self._profile.rounding, self._profile.threshold
        for site in read_csv(folder / "sites.csv"):
            form = np.zeros(self._shape)
            for line in lines:
                if line["lieu"] == site["id"]:
                    form += self.one(line["code_commune"], line["profil"])
            told = number(site["jeunes"]) if site["jeunes"] else None
            low, high = (0, threshold) if told is None else (told - step / 2, told + step / 2)
            if form.any():
                self._know(form, low, high)

    def _read_map(self, folder: Path) -> None:
        communes, data = payloads((folder / "carte.html").read_text(encoding="utf-8"))
        for commune in communes:
            young = commune["young"]
            assert (young[0] is None) == (commune["code"] in self.masked)
            for rank, public in enumerate(PUBLICS, start=1):
                hidden = (commune["code"], public) in self.unsplit
                assert (young[rank] is None) == hidden
                assert (commune["followed"][rank] is None) == hidden
        for rows in data["links"].values():
            for at, _, counts in rows:
                code = sorted(self._at)[at]
                if code in self.masked:
                    assert counts[0] is None
                for public, persons in zip(PUBLICS, counts[1:], strict=True):
                    assert persons in (None, 0) or (code, public) not in self.unsplit

    def _read_groups(self, place: Place, *, folder: Path) -> None:
        """Total of each EPCI, which another page may tell: the exact one."""
        epci: dict[str, np.ndarray] = {}
        for line in read_csv(folder / "communes.csv"):
            form = epci.setdefault(line["code_epci"], np.zeros(self._shape))
            form += self.one(line["code_commune"])
        for form in epci.values():
            total = float((form * place.counts).sum())
            self._know(form, total, total)


@pytest.mark.parametrize("profile", Profile)
def test_whoever_subtracts_all_the_files_learns_nothing(place: Place, profile: Profile) -> None:
    """Two scenarios, every file, EPCI totals besides: masked totals span [0, threshold - 1]."""
    reader = Reader(place, profile=profile, literal=False)
    at = {code: k for k, code in enumerate(place.codes)}
    small = sorted(c for c in reader.masked if place.counts[at[c]].sum() < profile.threshold)
    assert len(small) > 20
    ranges = reader.ranges([reader.one(code) for code in small], counts=place.counts)
    assert np.all(ranges[:, 0] <= LOOSE)
    assert np.all(ranges[:, 1] >= profile.threshold - 1 - LOOSE)
    parts = sorted(reader.unsplit)[::7]
    ranges = reader.ranges([reader.one(*part) for part in parts], counts=place.counts)
    assert np.all(ranges[:, 1] - ranges[:, 0] >= 2)


@pytest.mark.parametrize("profile", Profile)
def test_whoever_believes_the_sums_by_site_pins_nothing_down(
    place: Place, profile: Profile
) -> None:
    """Rounded sums of two scenarios: they contradict the rest, or leave every count open."""
    reader = Reader(place, profile=profile, literal=True)
    codes = sorted(reader.masked)
    try:
        ranges = reader.ranges([reader.one(code) for code in codes], counts=place.counts)
    except PlacementError:
        return
    assert np.all(ranges[:, 1] - ranges[:, 0] >= 1)


@pytest.mark.parametrize("profile", Profile)
def test_every_scenario_masks_the_same_communes(place: Place, profile: Profile) -> None:
    """What one scenario hides, no other one tells."""
    masked = [
        {line["code_commune"] for line in read_csv(folder / "communes.csv") if not line["jeunes"]}
        for folder in outputs(place, profile=profile)
    ]
    assert len(masked) == 2
    assert masked[0] == masked[1]
    at = {code: k for k, code in enumerate(place.codes)}
    below = {code for code in place.codes if place.counts[at[code]].sum() < profile.threshold}
    assert below <= masked[0]


def test_two_caseloads_that_are_published_alike_give_the_same_files(tmp_path: Path) -> None:
    """Small communes of one EPCI exchange their young people: not a byte changes.

    Sums by site, means, decimals, maps: nothing in them comes from a masked count. Of the manifest,
    only the clock may differ.
    """
    first = drawn(tmp_path)
    first.run(tmp_path / "avant", profile="public")
    epci_of = {record.code: record.epci_code for record in communes_by_code(first.codes)}
    epci = [epci_of[code] for code in first.codes]
    counts = first.counts.copy()
    for code in set(epci):
        small = [k for k, own in enumerate(epci) if own == code and counts[k].sum() < 5]
        counts[small] = counts[small[::-1]]
    assert not np.array_equal(counts, first.counts)
    second = Place(first.folder, first.codes, counts)
    second.write()
    second.run(tmp_path / "apres", profile="public")
    before, after = (
        {path.relative_to(tmp_path / name): path for path in (tmp_path / name).rglob("*.*")}
        for name in ("avant", "apres")
    )
    assert before.keys() == after.keys()
    for name, path in before.items():
        if path.name == "manifeste.json":
            told = [json.loads(p.read_text(encoding="utf-8")) for p in (path, after[name])]
            assert all(one.pop("execution") for one in told)
            assert told[0] == told[1]
        else:
            assert path.read_bytes() == after[name].read_bytes(), name


@pytest.mark.parametrize("profile", Profile)
def test_every_output_says_for_whom_it_is(place: Place, profile: Profile) -> None:
    """Each row of each table, both documents, the face of the map."""
    for folder in outputs(place, profile=profile):
        for path in folder.glob("*.csv"):
            assert {line["diffusion"] for line in read_csv(path)} == {profile.value}, path.name
        result = json.loads((folder / "resultat.json").read_text(encoding="utf-8"))
        manifest = json.loads((folder / "manifeste.json").read_text(encoding="utf-8"))
        assert result["diffusion"] == manifest["diffusion"]["profil"] == profile.value
        assert f"seuil de {profile.threshold}" in manifest["diffusion"]["explication"]
        assert manifest["territoire_fichiers_sha256"]["imilo.csv"] is None
        _, data = payloads((folder / "carte.html").read_text(encoding="utf-8"))
        assert data["profile"]["id"] == profile.value
        assert any(f"profil {profile}" in warning for warning in data["warnings"])


def numbers(value: Any, *, keys: re.Pattern[str], key: str = "") -> Iterator[float]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from numbers(item, keys=keys, key=name)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item, keys=keys, key=key)
    elif isinstance(value, float | int) and keys.search(key):
        yield float(value)


def test_public_times_are_whole_minutes(place: Place) -> None:
    """In tables, documents and maps alike."""
    for folder in outputs(place, profile=Profile.PUBLIC):
        for name in ("communes.csv", "affectation.csv"):
            for line in read_csv(folder / name):
                told = [value for key, value in line.items() if key.endswith("_min") and value]
                assert all("," not in value for value in told), line
        result = json.loads((folder / "resultat.json").read_text(encoding="utf-8"))
        minutes = list(
            numbers(result["indicateurs"], keys=re.compile(r"(moyenne|p90|max)\w*_min$"))
        )
        assert minutes
        assert all(value == round(value) for value in minutes)
        communes, _ = payloads((folder / "carte.html").read_text(encoding="utf-8"))
        told = list(numbers(communes, keys=re.compile("^(trajet|acces)$")))
        assert told
        assert all(value == round(value) for value in told)


def test_both_profiles_tell_the_same_plan(place: Place) -> None:
    """The public annex shows the sites that the team has discussed."""
    for inside, outside in zip(
        outputs(place, profile=Profile.INTERNE), outputs(place, profile=Profile.PUBLIC), strict=True
    ):
        told = [
            {
                (line["id"], line["offre"], line["changement"])
                for line in read_csv(one / "sites.csv")
            }
            for one in (inside, outside)
        ]
        assert told[0] == told[1]


def test_demand_adds_up_in_both_profiles(place: Place) -> None:
    """Total = assigned + without access + not attached, and the total is that of the caseload."""
    for profile in Profile:
        for folder in outputs(place, profile=profile):
            told = json.loads((folder / "resultat.json").read_text(encoding="utf-8"))["demande"]
            parts = told["affectee"] + told["sans_acces"] + told["non_rattachee"]
            assert parts == pytest.approx(told["total"])
            assert told["total"] == pytest.approx(place.counts.sum())


def test_what_is_masked_is_masked_in_every_file(place: Place) -> None:
    """Workbooks, plain CSV, GeoPackage and GeoJSON: no count of a masked commune, any of them."""
    for profile in Profile:
        for folder in outputs(place, profile=profile):
            lines = read_csv(folder / "communes.csv")
            masked = {line["code_commune"] for line in lines if not line["jeunes"]}
            assert masked
            seen = set()
            for name, rows in tables(folder):
                told = [row for row in rows if row.get("code_commune") in masked]
                by_commune = [row for row in told if "commune" in row]
                for row in by_commune:
                    counts = [row[key] for key in row if is_count(key)]
                    assert all(shown_nothing(cell) for cell in counts), (name, row)
                seen |= {name} if by_commune else set()
            assert {"communes.csv", "Communes", "gpkg:communes", "communes.geojson"} <= seen
            assert {"Affectation", "gpkg:liaisons", "affectation.csv"} <= seen


def is_count(name: str) -> bool:
    return column_named(name).disclosure is Disclosure.COUNT


def shown_nothing(cell: object) -> bool:
    return cell is None or cell in ("", "masqué") or cell != cell  # noqa: PLR0124 - NaN


def test_a_public_run_leaves_the_files_of_the_team_alone(placement: Run, workplace: Path) -> None:
    """They live in a folder of their own, which holds nothing of the team's."""
    run = ("run", workplace / "essai.yaml", "--out", workplace / "maps")
    assert placement(*run).code == 0
    folder = workplace / "maps" / "essai" / "essai"
    before = written(folder)
    assert placement(*run, "--profil", "public").code == 0
    assert written(folder) == before
    assert written(folder / "public").keys() == before.keys()


def test_what_is_the_teams_own_is_on_no_public_file(placement: Run, workplace: Path) -> None:
    """Captive sessions and what they cost, notes, hosts who have not said yes."""
    territory = workplace / "territoire"
    write_lines(
        territory / "lieux.csv",
        [
            SITES_HEADER,
            "moulins;Moulins;siege;03190;;;;chef_lieu;tous les jours;;;non;;NOTESECRETE",
            "avermes;Avermes;candidat;03013;RUESECRETE;;;chef_lieu;;HOTESECRET;pressenti;oui;;",
            "souvigny;Souvigny;candidat;03275;;;;chef_lieu;;HOTEDACCORD;accord;oui;;",
        ],
    )
    write_lines(
        territory / "public_captif.csv",
        ["id;nom;recurrence;remarque", "prison;PRISONSECRETE;1 demi-journée par semaine;"],
    )
    run = ("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    (inside,) = json.loads(placement(*run).out)
    (outside,) = json.loads(placement(*run, "--profil", "public").out)
    folder = workplace / "maps" / "essai" / "essai"
    internal = "".join(texts(folder).values())
    public = "".join(texts(folder / "public").values())
    for secret in ("NOTESECRETE", "HOTESECRET"):
        assert secret in internal
    for secret in ("NOTESECRETE", "HOTESECRET", "RUESECRETE", "PRISONSECRETE", "captif, par an"):
        assert secret not in public
    assert "public_captif" not in outside
    spent = inside["public_captif"]
    assert outside["cout_annuel_eur"] == inside["cout_annuel_eur"] - spent["cout_annuel_eur"]
    assert outside["cout_annuel_eur"] == sum(site["cout_annuel_eur"] for site in outside["sites"])


def test_the_population_of_the_census_is_not_masked(placement: Run, workplace: Path) -> None:
    """It is public by itself: the public tables have every commune."""
    run = ("run", workplace / "essai.yaml", "--out", workplace / "maps", "--profil", "public")
    assert placement(*run).code == 0
    lines = read_csv(workplace / "maps" / "essai" / "essai" / "public" / "communes.csv")
    assert all(line["jeunes"] for line in lines)
    assert "masque" not in lines[0]


def test_an_unknown_profile_is_refused(placement: Run, workplace: Path) -> None:
    """Exit code 2, and the two that exist."""
    ended = placement("run", workplace / "essai.yaml", "--profil", "prive")
    assert ended.code == 2
    assert "interne ou public" in ended.err


def test_what_only_the_search_knows_is_not_public(placement: Run, workplace: Path) -> None:
    """Bounds, gaps, values of other plans and the price of equity are those of the team's counts.

    Which sites the other plans open is told.
    """
    write_lines(
        workplace / "territoire" / "imilo.csv",
        [
            HEADER,
            "03190;2024;50;300;20;180;900",
            "03321;2024;9;80;8;50;300",
            "03013;2024;5;40;4;20;90",
            "03275;2024;2;12;1;8;30",
            "03183;2024;1;3;0;2;12",
        ],
    )
    with (workplace / "essai.yaml").open("a", encoding="utf-8") as stream:
        stream.write("objectif: maximum\nalternatives: {nombre: 2, par_lieu: oui, ecart_pct: 90}\n")
    run = ("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    (inside,) = json.loads(placement(*run).out)
    (outside,) = json.loads(placement(*run, "--profil", "public").out)
    assert inside["borne"] is not None
    assert inside["prix_equite"] is not None
    assert (outside["borne"], outside["ecart"], outside["prix_equite"]) == (None, None, None)
    told = [document["alternatives"]["plans"] for document in (inside, outside)]
    assert told[0]
    assert [plan["lieux_en_plus"] for plan in told[0]] == [p["lieux_en_plus"] for p in told[1]]
    assert all(plan["valeur"] is not None for plan in told[0])
    assert all(plan["masque"] == ["valeur", "ecart"] for plan in told[1])
    lines = read_csv(Path(outside["dossier"]) / "lieux-alternatives.csv")
    assert lines
    assert all(not line["surcout"] for line in lines)
