"""Bad input: one French message that names what and which, an exit code, nothing half-written."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from placement.cli import main
from placement.errors import PlacementError
from tests.conftest import REPOSITORY
from tests.integration import roads
from tests.integration.conftest import Run
from tests.integration.territories import (
    SCENARIO,
    SITES_HEADER,
    replace,
    write_lines,
    write_scenario,
    write_territory,
)
from tests.integration.untouched import assert_told, drafts, snapshot

Spoil = Callable[[Path], object]

FORCED = SCENARIO.replace("{existant_plus_eur: 20000}", "{annuel_eur: 150000}") + (
    "sites:\n  imposes: [{lieu: le-montet, offre: antenne-5j}]\n"
)


@dataclass(frozen=True)
class Bad:
    """One way to spoil a workplace, the exit code it deserves, and what must be told."""

    spoil: Spoil
    code: int
    words: tuple[str, ...]


def scenario(text: str) -> Spoil:
    """Replace the scenario."""
    return lambda place: write_scenario(place, text=text)


def scenario_edit(old: str, new: str) -> Spoil:
    """Replace a few words of the scenario."""
    return scenario(SCENARIO.replace(old, new))


def edit(name: str, old: str, new: str) -> Spoil:
    """Replace a few words in a file of the territory."""
    return lambda place: replace(place / "territoire" / name, old=old, new=new)


def file(name: str, content: bytes | str) -> Spoil:
    """Write a file of the territory, or replace it."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda place: (place / "territoire" / name).write_bytes(raw)


def add_site(line: str) -> Spoil:
    """Give ``lieux.csv`` a siège and one other line, the third of the file."""
    siege = "moulins;Moulins;siege;03190;;;;chef_lieu;tous les jours;;;non;;"
    return lambda place: write_lines(
        place / "territoire" / "lieux.csv", [SITES_HEADER, siege, line]
    )


def two_imilo(place: Path) -> None:
    for name in ("imilo.csv", "imilo_2024.csv"):
        file(name, "code_commune;annee;premiers_accueils;jeunes_suivis\n03190;2024;1;9\n")(place)


def damaged_network(place: Path) -> None:
    """Build a network, then flip one bit of its arcs."""
    folder = place / "territoire"
    build = ["network", "build", str(folder), "--tables", *map(str, roads.write_tables(place))]
    _ended(build)
    arcs = folder / "reseau" / "arcs.parquet"
    raw = bytearray(arcs.read_bytes())
    raw[len(raw) // 3] ^= 1
    arcs.write_bytes(bytes(raw))


def _ended(arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


BAD: dict[str, Bad] = {
    "misspelt key": Bad(
        scenario_edit("budget:", "budjet:"), 2, ("budjet", "ligne 6", "« budget »", "essai.yaml")
    ),
    "misspelt key in a section": Bad(
        scenario(SCENARIO + "temps: {plafon_min: 60}\n"), 2, ("temps.plafon_min", "plafond_min")
    ),
    "misspelt key of the territory": Bad(
        edit("territoire.yaml", "fictif:", "fictiff:"), 3, ("territoire.yaml", "fictiff", "fictif")
    ),
    "unknown commune": Bad(
        edit("communes.csv", "03183;", "03999;"), 3, ("communes.csv", "03999", "inconnu")
    ),
    "unknown commune of a site": Bad(
        add_site("ici;Ici;candidat;03999;;;;;;;;;;"),
        3,
        ("lieux.csv", "ligne 3", "« ici »", "03999"),
    ),
    "site outside the perimeter": Bad(
        add_site("clermont;Clermont;candidat;63113;;;;;;;;;;"),
        3,
        ("lieux.csv", "ligne 3", "« clermont »", "Clermont-Ferrand", "hors du périmètre"),
    ),
    "two sites with one id": Bad(
        add_site("moulins;Autre;candidat;03321;;;;;;;;;;"),
        3,
        ("lieux.csv", "ligne 3", "« moulins »", "ligne 2"),
    ),
    "an id that a scenario could not cite": Bad(
        add_site("Le Montet|1;Le Montet;candidat;03183;;;;;;;;;;"),
        3,
        ("lieux.csv", "ligne 3", "« Le Montet|1 »", "« le-montet »"),
    ),
    "a name that would leave the folder": Bad(
        edit("territoire.yaml", "nom: essai", "nom: ../../ailleurs"),
        3,
        ("territoire.yaml", "« nom »", "../../ailleurs"),
    ),
    "one year of i-milo in two files": Bad(
        two_imilo, 3, ("i-milo", "03190 en 2024", "deux fichiers")
    ),
    "site placed far from its commune": Bad(
        add_site("ici;Ici;candidat;03013;;2,35;48,85;adresse;;;;;;"),
        3,
        ("ligne 3", "« ici »", "km"),
    ),
    "longitude and latitude exchanged": Bad(
        add_site("ici;Ici;candidat;03013;;46,58;3,30;adresse;;;;;;"), 3, ("« ici »", "inversées")
    ),
    "budget below the forced sites": Bad(scenario(FORCED), 4, ("« essai »", "budget", "de plus")),
    "negative cost in the scenario": Bad(
        scenario(SCENARIO + "couts:\n  permanence_demi_journee_eur: -5\n"),
        2,
        ("couts.permanence_demi_journee_eur", "ligne 8", "-5"),
    ),
    "negative budget": Bad(
        scenario_edit("existant_plus_eur: 20000", "annuel_eur: -1"), 2, ("budget.annuel_eur",)
    ),
    "negative cost in lieux.csv": Bad(
        add_site("ici;Ici;candidat;03013;;;;;;;;;-12;"),
        3,
        ("lieux.csv", "ligne 3", "-12", "cout_annuel_eur", "négatif"),
    ),
    "lost leading zero in communes.csv": Bad(
        edit("communes.csv", "03190;", "3190;"), 3, ("communes.csv", "« 3190 »", "zéro", "03190")
    ),
    "lost leading zero in lieux.csv": Bad(
        add_site("ici;Ici;candidat;3013;;;;;;;;;;"), 3, ("lieux.csv", "ligne 3", "zéro", "03013")
    ),
    "lost leading zero in a population": Bad(
        file("population_16_25.csv", "code_commune;jeunes_16_25\n3190;10\n"),
        3,
        ("population_16_25.csv", "ligne 2", "zéro", "03190"),
    ),
    "negative population": Bad(
        file("population_16_25.csv", "code_commune;jeunes_16_25\n03190;-10\n"),
        3,
        ("population_16_25.csv", "ligne 2", "-10"),
    ),
    "unknown territory": Bad(
        scenario_edit("./territoire", "mouluns"), 2, ("mouluns", "« moulins »", "essai.yaml")
    ),
    "absent folder of the territory": Bad(
        scenario_edit("./territoire", "./nulle-part"), 2, ("nulle-part", "n'existe pas")
    ),
    "unknown site": Bad(
        scenario(SCENARIO + "sites: {interdits: [montlucon]}\n"), 2, ("interdits", "montlucon")
    ),
    "unknown offer": Bad(
        scenario(SCENARIO + "sites:\n  imposes: [{lieu: avermes, offre: antenne-9j}]\n"),
        2,
        ("imposes", "antenne-9j", "antenne-5j"),
    ),
    "offer that the siège cannot receive": Bad(
        scenario(SCENARIO + "sites:\n  imposes: [{lieu: moulins, offre: antenne-3j}]\n"),
        2,
        ("« moulins »", "antenne-3j", "actuel"),
    ),
    "site forced and forbidden": Bad(
        scenario(SCENARIO + "sites:\n  imposes: [{lieu: avermes}]\n  interdits: [avermes]\n"),
        2,
        ("avermes", "imposé et interdit"),
    ),
    "empty YAML": Bad(scenario(""), 2, ("essai.yaml", "vide")),
    "scenario not in UTF-8": Bad(
        lambda place: (place / "essai.yaml").write_bytes(
            SCENARIO.replace("Essai", "Été").encode("latin-1")
        ),
        2,
        ("essai.yaml", "ligne 3", "UTF-8"),
    ),
    "a list for a scenario": Bad(scenario("- un\n- deux\n"), 2, ("essai.yaml", "clé: valeur")),
    "a key given twice": Bad(scenario(SCENARIO + "nom: autre\n"), 2, ("« nom »", "ligne 7")),
    "a tabulation": Bad(scenario(SCENARIO + "temps:\n\tplafond_min: 60\n"), 2, ("tabulation",)),
    "no lieux.csv": Bad(
        lambda place: (place / "territoire" / "lieux.csv").unlink(), 3, ("lieux.csv", "absent")
    ),
    "no territoire.yaml": Bad(
        lambda place: (place / "territoire" / "territoire.yaml").unlink(),
        3,
        ("territoire.yaml", "absent"),
    ),
    "territory not in UTF-8": Bad(
        file("territoire.yaml", "titre: Été\n".encode("latin-1")), 3, ("territoire.yaml",)
    ),
    "a workbook renamed": Bad(
        file("lieux.csv", b"PK\x03\x04 un classeur"), 3, ("lieux.csv", "classeur", "CSV")
    ),
    "an empty spreadsheet": Bad(file("communes.csv", b""), 3, ("communes.csv", "vide")),
    "a missing column": Bad(
        file("communes.csv", "nom\nMoulins\n"), 3, ("communes.csv", "code_commune")
    ),
    "an ambiguous rhythm": Bad(
        add_site("ici;Ici;permanence;03013;;;;;bimensuel;;;;;"),
        3,
        ("lieux.csv", "ligne 3", "bimensuel"),
    ),
    "an open site without rhythm": Bad(
        add_site("ici;Ici;antenne;03013;;;;;;;;;;"), 3, ("ligne 3", "« ici »", "recurrence")
    ),
    "names of people from i-milo": Bad(
        file("imilo.csv", "code_commune;annee;nom;prenom;jeunes_suivis\n03190;2024;A;B;1\n"),
        3,
        ("imilo.csv", "nominatives", "prenom", "RGPD"),
    ),
    "shares that do not add up": Bad(
        edit("territoire.yaml", "voiture: 0.5", "voiture: 0.9"), 3, ("parts_mobilite", "1,4")
    ),
    "roads wanted and none built": Bad(
        scenario(SCENARIO + "temps: {reseau: route}\n"), 3, ("réseau", "network build")
    ),
    "a damaged network": Bad(damaged_network, 3, ("reseau", "Reconstruisez-le")),
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workplace whose scenario was run once."""
    place = tmp_path_factory.mktemp("fini")
    write_territory(place / "territoire")
    write_scenario(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLACEMENT_CACHE", str(place / "cache"))
        assert _ended(["run", str(place / "essai.yaml"), "--out", str(place / "maps")]) == 0
    return place


@pytest.fixture
def workshop(finished: Path, tmp_path: Path) -> Path:
    """Give a copy of the finished workplace, to spoil."""
    return Path(shutil.copytree(finished, tmp_path / "atelier"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_is_told_once_and_writes_nothing(
    placement: Run, workshop: Path, name: str
) -> None:
    """The former results are byte-identical, a first run leaves nothing, ``check`` agrees."""
    bad = BAD[name]
    before = snapshot(workshop / "maps")
    assert before
    bad.spoil(workshop)
    assert_told(
        placement("run", workshop, "--out", workshop / "maps", "--json"),
        code=bad.code,
        words=bad.words,
    )
    assert snapshot(workshop / "maps") == before
    assert_told(
        placement("run", workshop, "--out", workshop / "neuf"), code=bad.code, words=bad.words
    )
    assert not snapshot(workshop / "neuf")
    assert not drafts(workshop)
    assert_told(placement("check", workshop, "--json"), code=bad.code, words=bad.words)


@pytest.mark.parametrize("command", [("run",), ("check",)])
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("absent.yaml", ("absent.yaml", "n'existe pas")),
        ("esai.yaml", ("essai.yaml", "vouliez-vous dire")),
        ("vide", ("vide", "aucun scénario")),
        ("territoire/lieux.csv", ("lieux.csv", ".yaml")),
    ],
)
def test_a_scenario_that_is_not_there_is_told(
    placement: Run, workplace: Path, command: tuple[str, ...], asked: str, words: tuple[str, ...]
) -> None:
    """A missing file, a typing error, a folder without scenarios, another kind of file: 2."""
    (workplace / "vide").mkdir()
    assert_told(placement(*command, workplace / asked), code=2, words=words)


def test_faults_of_three_files_are_told_at_once(placement: Run, workplace: Path) -> None:
    """Three faults in three files of a territory: one message, each with its file."""
    edit("communes.csv", "03190;", "3190;")(workplace)
    edit("territoire.yaml", "fictif:", "fictiff:")(workplace)
    file("imilo.csv", "code_commune;annee;prenom\n")(workplace)
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    assert_told(ended, code=3, words=("communes.csv", "territoire.yaml", "imilo.csv", "erreurs"))


def test_damaged_embedded_data_are_never_read(
    placement: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bit flipped in the communes of France: the file is named, nothing is computed."""
    data = Path(shutil.copytree(REPOSITORY / "data", workplace / "data"))
    monkeypatch.setenv("PLACEMENT_DATA", str(data))
    registry = json.loads((data / "france" / "registre.json").read_text(encoding="utf-8"))
    (entry,) = [one for one in registry["datasets"] if one["id"] == "communes"]
    raw = bytearray((data / entry["file"]).read_bytes())
    raw[len(raw) // 2] ^= 1
    (data / entry["file"]).write_bytes(bytes(raw))
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    assert_told(ended, code=3, words=("altéré", Path(entry["file"]).name))
    assert not snapshot(workplace / "maps")
    doctor = placement("doctor", "--json")
    assert doctor.code == 3
    wrong = [finding["quoi"] for finding in json.loads(doctor.out) if not finding["bon"]]
    assert "Données embarquées" in wrong


def test_a_doctor_without_data_still_answers(
    placement: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No embedded data at all: a finding with what to do, exit code 3, no traceback."""
    monkeypatch.setenv("PLACEMENT_DATA", str(tmp_path))
    ended = placement("doctor", "--json")
    assert ended.code == 3, ended.err
    assert any("introuvables" in finding["constat"] for finding in json.loads(ended.out))
    assert "Traceback" not in ended.err


# --- Roads ----------------------------------------------------------------------------------


def empty(place: Path) -> list[object]:
    (place / "vide.osm").write_bytes(b"")
    return ["--osm", place / "vide.osm"]


def without_road(place: Path) -> list[object]:
    (place / "sans.osm").write_text('<?xml version="1.0"?>\n<osm version="0.6"></osm>\n', "utf-8")
    return ["--osm", place / "sans.osm"]


def not_osm(place: Path) -> list[object]:
    (place / "page.osm").write_text("<html>maintenance</html>", "utf-8")
    return ["--osm", place / "page.osm"]


def cut_xml(place: Path) -> list[object]:
    path = roads.write_osm(place / "coupe.osm")
    path.write_bytes(path.read_bytes()[:-60])
    return ["--osm", path]


def elsewhere(place: Path) -> list[object]:
    return ["--tables", *roads.write_tables(place, shift=(4.0, -3.0))]


def two_pieces(place: Path) -> list[object]:
    return ["--tables", *roads.write_tables(place, roads=roads.TWO_PIECES)]


def unknown_node(place: Path) -> list[object]:
    nodes, arcs = roads.write_tables(place)
    replace(arcs, old="03190;03013", new="03190;99999")
    return ["--tables", nodes, arcs]


def no_length(place: Path) -> list[object]:
    nodes, arcs = roads.write_tables(place)
    replace(arcs, old="length_m", new="largeur")
    return ["--tables", nodes, arcs]


def foreign_parquet(place: Path) -> list[object]:
    for name in ("noeuds.parquet", "arcs.parquet"):
        (place / name).write_bytes(b"PAR1 rien PAR1")
    return ["--tables", place / "noeuds.parquet", place / "arcs.parquet"]


def bad_speeds(place: Path) -> list[object]:
    (place / "vitesses.csv").write_text("classe;vitesse_kmh\nprimary;-20\n", "utf-8")
    return [*elsewhere(place), "--vitesses", place / "vitesses.csv"]


BAD_ROADS: dict[str, tuple[Callable[[Path], list[object]], int, tuple[str, ...]]] = {
    "empty OSM file": (empty, 3, ("vide.osm", "vide (0 octet)")),
    "OSM file without road": (without_road, 3, ("sans.osm", "aucune route")),
    "a page of HTML": (not_osm, 3, ("page.osm",)),
    "cut XML": (cut_xml, 3, ("coupe.osm", "tronqué")),
    "elsewhere": (elsewhere, 3, ("ailleurs", "arcs.csv", "sud-est")),
    "in two pieces": (two_pieces, 3, ("2 morceaux", "arcs.csv")),
    "unknown node": (unknown_node, 3, ("arcs.csv", "ligne 3", "nœud absent")),
    "missing column": (no_length, 3, ("arcs.csv", "length_m")),
    "foreign Parquet": (foreign_parquet, 3, ("arcs.parquet", "illisible")),
    "bad speeds": (bad_speeds, 3, ("vitesses.csv", "-20")),
    "missing file": (lambda place: ["--osm", place / "x.osm.pbf"], 3, ("x.osm.pbf", "introuvable")),
    "unknown format": (lambda place: ["--osm", place / "essai.yaml"], 3, ("essai.yaml", ".osm")),
    "no door": (lambda _: [], 2, ("--osm", "--tables", "--estimation")),
    "two doors": (lambda _: ["--overpass", "--estimation"], 2, ("une seule",)),
}


@pytest.fixture
def with_roads(placement: Run, workplace: Path) -> Path:
    """Give a workplace whose territory has roads."""
    ended = placement(
        "network", "build", workplace / "territoire", "--tables", *roads.write_tables(workplace)
    )
    assert ended.code == 0, ended.err
    return workplace


@pytest.mark.parametrize("name", BAD_ROADS)
def test_bad_roads_are_told_and_the_former_ones_kept(
    placement: Run, with_roads: Path, name: str
) -> None:
    """One message with the file, and the network that was there is byte-identical."""
    door, code, words = BAD_ROADS[name]
    options = door(with_roads)
    before = snapshot(with_roads)
    ended = placement("network", "build", with_roads / "territoire", *options)
    assert_told(ended, code=code, words=words)
    assert {k: v for k, v in snapshot(with_roads).items() if "cache/" not in k} == before
    assert not drafts(with_roads)


def test_a_truncated_pbf_is_told(placement: Run, with_roads: Path, shared_data: Path) -> None:
    """Two thirds of a real extract: the file is named, the former network kept."""
    raw = (shared_data / "roads" / "rutland.osm.pbf").read_bytes()
    cut = with_roads / "coupe.osm.pbf"
    cut.write_bytes(raw[: 2 * len(raw) // 3])
    before = snapshot(with_roads / "territoire")
    ended = placement("network", "build", with_roads / "territoire", "--osm", cut)
    assert_told(ended, code=3, words=("coupe.osm.pbf", "tronqué"))
    assert snapshot(with_roads / "territoire") == before


def test_a_real_extract_of_elsewhere_is_told(
    placement: Run, workplace: Path, shared_data: Path
) -> None:
    """The roads of Rutland, in England, are not those of Moulins."""
    extract = shared_data / "roads" / "rutland.osm.pbf"
    ended = placement("network", "build", workplace / "territoire", "--osm", extract)
    assert_told(ended, code=3, words=("rutland.osm.pbf", "ailleurs", "nord"))
    assert not (workplace / "territoire" / "reseau").exists()


def test_an_unreachable_overpass_is_told(
    placement: Run, with_roads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody answers: the address, the other way to go, and the former network kept."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    before = snapshot(with_roads / "territoire")
    ended = placement(
        *("network", "build", with_roads / "territoire", "--overpass", "--overpass-url", url)
    )
    assert_told(ended, code=3, words=(url, "injoignable", ".osm.pbf"))
    assert snapshot(with_roads / "territoire") == before


def test_roads_for_an_unknown_territory_are_told(placement: Run, tmp_path: Path) -> None:
    """The nearest shipped name is proposed."""
    told = assert_told
    told(placement("network", "build", "mouluns", "--estimation"), code=3, words=("« moulins »",))
    told(placement("territory", "show", tmp_path), code=3, words=("territoire.yaml",))


# --- Outputs --------------------------------------------------------------------------------


def file_in_the_way(place: Path) -> Path:
    (place / "maps").write_text("une note", encoding="utf-8")
    return place / "maps"


def file_above(place: Path) -> Path:
    return file_in_the_way(place) / "dessous"


def file_for_the_territory(place: Path) -> Path:
    (place / "maps").mkdir()
    (place / "maps" / "essai").write_text("une note", encoding="utf-8")
    return place / "maps"


def nowhere(_: Path) -> Path:
    return Path("/proc/placement")


@pytest.mark.parametrize("spoil", [file_in_the_way, file_above, file_for_the_territory, nowhere])
def test_an_out_that_cannot_be_written_is_told(
    placement: Run, workplace: Path, spoil: Callable[[Path], Path]
) -> None:
    """Exit code 3 with the folder and what to do; the file in the way is still there."""
    out = spoil(workplace)
    before = snapshot(workplace)
    ended = placement("run", workplace / "essai.yaml", "--out", out)
    assert_told(ended, code=3, words=(str(out), "--out"))
    assert {k: v for k, v in snapshot(workplace).items() if "cache/" not in k} == before
    assert not drafts(workplace)


def test_a_cache_that_cannot_be_written_only_costs_time(
    placement: Run, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends well, with the same results."""
    before = snapshot(workshop / "maps")
    monkeypatch.setenv("PLACEMENT_CACHE", "/proc/placement")
    ended = placement("run", workshop / "essai.yaml", "--out", workshop / "maps")
    assert ended.code == 0, ended.err
    after = snapshot(workshop / "maps")
    assert {k for k in before if before[k] != after[k]} <= {"essai/essai/manifeste.json"}


@pytest.mark.parametrize("name", ["sites.csv", "carte.html", "manifeste.json"])
def test_a_result_that_cannot_be_replaced_leaves_the_former_set(
    placement: Run, workshop: Path, name: str
) -> None:
    """A folder bears the name of one of the six files: the five others stay those of before."""
    folder = workshop / "maps" / "essai" / "essai"
    (folder / name).unlink()
    (folder / name).mkdir()
    (folder / name / "note.txt").write_text("à garder", encoding="utf-8")
    write_scenario(workshop, text=SCENARIO.replace("20000", "90000"))
    before = snapshot(folder)
    ended = placement("run", workshop / "essai.yaml", "--out", workshop / "maps")
    assert_told(ended, code=3, words=(str(folder),))
    assert snapshot(folder) == before
    assert not drafts(workshop)


@pytest.mark.parametrize("name", ["communes.csv", "carte.html", "resultat.json", "manifeste.json"])
def test_a_full_disk_leaves_the_former_results(
    placement: Run, workshop: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """No space left in the middle of a file: 3, the reason told, the old results intact."""
    write_scenario(workshop, text=SCENARIO.replace("20000", "90000"))
    before = snapshot(workshop / "maps")
    fill_the_disk(monkeypatch, name=name)
    ended = placement("run", workshop / "essai.yaml", "--out", workshop / "maps")
    assert_told(ended, code=3, words=("plus de place sur le disque", "--out"))
    assert snapshot(workshop / "maps") == before
    ended = placement("run", workshop / "essai.yaml", "--out", workshop / "neuf")
    assert ended.code == 3
    assert not snapshot(workshop / "neuf")
    assert not drafts(workshop)


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, *, name: str) -> None:
    """Any file of that name gets its first ten characters, then there is no space left."""
    opened = Path.open
    write_text = Path.write_text

    def no_space() -> OSError:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def half(self: Path, data: str, *rest: object, **options: object) -> int:
        if self.name != name:
            return write_text(self, data, *rest, **options)  # type: ignore[arg-type]
        with opened(self, "w", encoding="utf-8") as stream:
            stream.write(data[:10])
        raise no_space()

    fdopen = os.fdopen

    def half_table(handle: int, *rest: object, **options: object) -> object:
        if name in str(Path(f"/proc/self/fd/{handle}").readlink()):
            os.write(handle, b"code_commu")
            os.close(handle)
            raise no_space()
        return fdopen(handle, *rest, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "write_text", half)
    monkeypatch.setattr(os, "fdopen", half_table)


# --- Interruption and defects -----------------------------------------------------------------


@pytest.mark.parametrize("stage", ["solving.solve", "one_scenario.map_page", "bundle.os.replace"])
def test_an_interruption_leaves_nothing_half_written(
    placement: Run, workshop: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Ctrl-C while solving, while drawing, while replacing: 130 and the former results."""
    write_scenario(workshop, text=SCENARIO.replace("20000", "90000"))
    before = snapshot(workshop / "maps")
    interrupt(monkeypatch, stage=stage)
    ended = placement("run", workshop / "essai.yaml", "--out", workshop / "maps")
    assert ended.code == 130
    assert "Interrompu" in ended.err
    assert "Traceback" not in ended.err
    monkeypatch.undo()
    assert snapshot(workshop / "maps") == before
    assert not drafts(workshop)


def interrupt(monkeypatch: pytest.MonkeyPatch, *, stage: str) -> None:
    """Raise KeyboardInterrupt at a stage; a replacement is interrupted at the third file."""
    replaced = os.replace
    seen = []

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def third(source: Path, target: Path) -> None:
        if source.parent.name.startswith(".en-cours-") and source.parent != Path(target).parent:
            seen.append(target)
        if len(seen) == 3:
            seen.append(target)
            raise KeyboardInterrupt
        replaced(source, target)

    monkeypatch.setattr(f"placement.run.{stage}", third if stage.endswith("replace") else stop)


@pytest.mark.parametrize("kind", [ZeroDivisionError, PlacementError])
def test_a_defect_is_one_line_and_no_traceback(
    placement: Run, workshop: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    """An exception that nobody foresaw, or a rule of ours that broke: 1, and how to report it."""

    def broken(*_: object, **__: object) -> None:
        raise kind("boum")

    before = snapshot(workshop / "maps")
    monkeypatch.setattr("placement.run.solving.solve", broken)
    ended = placement("run", workshop / "essai.yaml", "--out", workshop / "maps")
    assert ended.code == 1
    assert ended.err.count("boum") == 1
    assert "--verbose" in ended.err
    assert "Traceback" not in ended.err
    assert snapshot(workshop / "maps") == before
    verbose = placement("--verbose", "run", workshop / "essai.yaml", "--out", workshop / "maps")
    assert "Traceback" in verbose.err


def test_no_solution_in_time_is_not_infeasible(
    placement: Run, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that ends without a plan: 5, with the key to change."""
    from placement.solution import Result, Termination

    def late(*_: object, **__: object) -> Result:
        return Result(
            termination=Termination.NO_SOLUTION,
            solution=None,
            objective=None,
            best_bound=None,
            gap=None,
            time_s=120.0,
            engine="essai",
            young=1.0,
        )

    monkeypatch.setattr("placement.run.solving.solve", late)
    ended = placement("run", workshop / "essai.yaml", "--out", workshop / "maps")
    assert_told(ended, code=5, words=("« essai »", "temps_max_s"))


def test_the_territory_is_never_changed(placement: Run, workshop: Path) -> None:
    """Running, checking and showing leave every file of the user as it was."""
    before = snapshot(workshop / "territoire")
    placement("run", workshop, "--out", workshop / "maps")
    placement("check", workshop)
    placement("territory", "show", workshop / "territoire")
    assert snapshot(workshop / "territoire") == before
    assert np.all([b"\r\n" in raw for name, raw in before.items() if name.endswith(".csv")])
