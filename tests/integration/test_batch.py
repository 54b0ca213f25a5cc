"""``placement batch``: all is done or told, whatever dies on the way, and never twice."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from placement.batch import cluster as cluster_module
from placement.run import solving
from placement.sources.spreadsheet import Column, Kind, read_table
from tests.integration.batches import BUDGETS, NAMES, cluster, results, started, write_library
from tests.integration.conftest import Ended, Run

SEED = 20260
KILLS = 10
LONGEST_S = 240


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Give two territories with three scenarios each."""
    return write_library(tmp_path / "bureau")


def summary(ended: Ended) -> dict[str, object]:
    return dict(json.loads(ended.out))


def refuse_to_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    def solved_again(*_: object, **__: object) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr(solving, "solve", solved_again)


def test_a_folder_is_done_whole_then_nothing_is_done_twice(
    placement: Run, library: Path, tmp_path: Path
) -> None:
    """Six scenarios, then none: the second batch leaves the very files of the first."""
    out = tmp_path / "lot"
    first = placement("batch", library, "--out", out, "--processus", 1, "--json")
    assert first.code == 0, first.err
    assert summary(first)["statuts"] == {"OPTIMAL": len(NAMES) * len(BUDGETS)}
    dates = {path: path.stat().st_mtime_ns for path in out.glob("*/*/*")}
    assert len([path for path in dates if path.name == "manifeste.json"]) == 6
    second = placement("batch", library, "--out", out, "--json")
    assert "dont 6 déjà faits" in second.err
    assert {path: path.stat().st_mtime_ns for path in out.glob("*/*/*")} == dates
    assert summary(second) == summary(first)


def test_only_what_changed_is_done_again(placement: Run, library: Path, tmp_path: Path) -> None:
    """A site renamed, an output lost, an output edited: those scenarios, and no other."""
    out = tmp_path / "lot"
    placement("batch", library, "--out", out, "--processus", 1)
    (out / "sud" / "plus-0" / "sites.csv").unlink()
    (out / "sud" / "plus-15000" / "communes.csv").write_text("abîmé")
    sites = library / "territoires" / "nord" / "lieux.csv"
    sites.write_text(sites.read_text("utf-8").replace(";Avermes;candidat", ";Avermes 2;candidat"))
    again = placement("batch", library, "--out", out, "--processus", 1)
    assert again.code == 0, again.err
    assert "dont 1 déjà fait " in again.err
    assert (out / "sud" / "plus-0" / "sites.csv").exists()


def test_a_failure_stops_nothing_and_gives_its_code(
    placement: Run, library: Path, tmp_path: Path
) -> None:
    """A broken scenario, an absent territory, a hopeless budget: told in place, the rest done."""
    (library / "scenarios" / "nord" / "a-faux.yaml").write_text("version: 1\nnom: faux\n")
    poor = library / "scenarios" / "sud" / "plus-0.yaml"
    text = poor.read_text("utf-8").replace("existant_plus_eur: 0", "annuel_eur: 10")
    poor.write_text(text, encoding="utf-8")
    sheet = library / "liste.csv"
    sheet.write_text("territoire;scenarios\nterritoires/nord;\nabsent;\nterritoires/sud;\n")
    out = tmp_path / "lot"
    ended = placement("batch", sheet, "--out", out, "--processus", 1, "--json")
    told = summary(ended)
    lines = told["lignes"]
    assert isinstance(lines, list)
    assert [line["code_sortie"] for line in lines] == [2, 0, 0, 0, 3, 4, 0, 0]
    assert ended.code == 2
    assert told["echecs"] == 3
    for words in ("a-faux.yaml", "ligne 3", "absent", "INFEASIBLE"):
        assert words in ended.err + ended.out
    page = (out / "synthese.html").read_text("utf-8")
    assert "impossible" in page


def test_territories_are_crossed_with_scenarios(
    placement: Run, library: Path, tmp_path: Path
) -> None:
    """Scenarios written for one territory run on both; each writes under its own name."""
    out = tmp_path / "lot"
    ended = placement(
        "batch", "--territoires", library / "territoires" / "nord",
        "--territoires", library / "territoires" / "sud",
        "--scenarios", library / "scenarios" / "nord" / "plus-0.yaml",
        "--out", out, "--processus", 1,
    )  # fmt: skip
    assert ended.code == 0, ended.err
    found = {path.parent.relative_to(out).as_posix() for path in out.glob("*/*/carte.html")}
    assert found == {"nord/plus-0", "sud/plus-0"}


def test_a_public_batch_is_apart_and_tells_no_more(
    placement: Run, library: Path, tmp_path: Path
) -> None:
    """Results and summary in ``public``; nothing where the team's own would be."""
    out = tmp_path / "lot"
    ended = placement("batch", library, "--out", out, "--processus", 1, "--profil", "public")
    assert ended.code == 0, ended.err
    assert {path.name for path in out.iterdir()} == {"public", *NAMES}
    assert not list(out.glob("*/*/resultat.json"))
    assert len(list(out.glob("*/*/public/resultat.json"))) == 6


def test_the_summary_repeats_the_results(placement: Run, library: Path, tmp_path: Path) -> None:
    """Each line of ``synthese.csv`` is that of ``resultat.json`` where it says."""
    out = tmp_path / "lot"
    placement("batch", library, "--out", out, "--processus", 1)
    columns = (Column("dossier"), Column("moyenne_min", Kind.NUMBER), Column("statut"))
    table = read_table(out / "synthese.csv", columns=columns, ignore_unknown=True)
    assert len(table.rows) == 6
    for row in table.rows:
        result = json.loads((out / row.text("dossier") / "resultat.json").read_text("utf-8"))
        mean = result["indicateurs"]["tous"]["moyenne_min"]
        assert row.number("moyenne_min") == pytest.approx(mean)
        assert row.text("statut") == result["statut"]


def test_results_do_not_depend_on_how_many_processes(library: Path, tmp_path: Path) -> None:
    """One process or three, each with its own cache: the same bytes apart from times."""
    told = []
    for count in ("1", "3"):
        out = tmp_path / f"par-{count}"
        extra = ("--processus", count)
        batch = started(library, out=out, cache=tmp_path / f"cache-{count}", extra=extra)
        assert batch.wait(LONGEST_S) == 0
        told.append(results(out))
    assert told[0] == told[1]


@pytest.mark.slow
def test_ten_sudden_deaths_change_nothing(library: Path, tmp_path: Path) -> None:
    """SIGKILL at ten random moments: never a manifest that lies; restarted, the same bytes."""
    whole, out, cache = tmp_path / "entier", tmp_path / "lot", tmp_path / "cache"
    two = ("--processus", "2")
    began = time.monotonic()
    batch = started(library, out=whole, cache=tmp_path / "cache-entier", extra=two)
    assert batch.wait(LONGEST_S) == 0
    long_s = time.monotonic() - began
    chance = random.Random(SEED)
    killed = 0
    for _ in range(3 * KILLS):
        if len(list(out.glob("*/*/manifeste.json"))) == 6:  # all done: begin again
            shutil.rmtree(out)
            shutil.rmtree(cache)
        moment_s = chance.uniform(0.15, 0.7) * long_s
        batch = started(library, out=out, cache=cache, extra=two)
        time.sleep(moment_s)
        killed += batch.poll() is None
        kill_group(batch.pid)
        batch.wait()
        print(f"seed {SEED}: {killed} killed, the last after {moment_s:.2f} of {long_s:.2f} s")
        assert_no_manifest_lies(out)
        if killed == KILLS:
            break
    assert killed == KILLS
    batch = started(library, out=out, cache=cache, extra=two)
    assert batch.wait(LONGEST_S) == 0
    assert results(out) == results(whole)


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def assert_no_manifest_lies(out: Path) -> None:
    for manifest in out.glob("*/*/manifeste.json"):
        told = json.loads(manifest.read_text(encoding="utf-8"))["sorties_sha256"]
        for name, digest in told.items():
            assert hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() == digest


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same(library: Path, tmp_path: Path) -> None:
    """A real scheduler, two workers, one killed on the way: the bytes of a single machine."""
    alone = started(library, out=tmp_path / "seul", cache=tmp_path / "cache")
    assert alone.wait(LONGEST_S) == 0
    out = tmp_path / "grappe"
    with cluster(tmp_path) as (address, workers):
        batch = started(
            library, out=out, cache=tmp_path / "cache-client", extra=("--scheduler", address)
        )
        while not list(out.glob("*/*/manifeste.json")) and batch.poll() is None:
            time.sleep(0.05)
        workers[0].kill()
        _, told = batch.communicate(timeout=LONGEST_S)
        assert batch.returncode == 0, told.decode()
        assert workers[1].poll() is None
        assert results(out) == results(tmp_path / "seul")


@pytest.mark.slow
def test_a_cluster_of_another_version_is_refused(
    placement: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers whose code differs: 2, who, why, what to do; nothing is computed."""
    with cluster(tmp_path) as (address, _):
        monkeypatch.setattr(cluster_module, "software_identity", lambda: "autre")
        ended = placement("batch", library, "--out", tmp_path / "lot", "--scheduler", address)
    assert ended.code == 2
    for words in ("tcp://", "le code diffère", "même version"):
        assert words in ended.err
    assert not list((tmp_path / "lot").iterdir())


def test_without_the_extra_the_message_says_what_to_install(
    placement: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No ``distributed``: 2, and the very command."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    ended = placement("batch", library, "--out", tmp_path, "--scheduler", "tcp://127.0.0.1:1")
    assert ended.code == 2
    assert "pip install 'placement[cluster]'" in ended.err


def test_a_scheduler_that_does_not_answer_is_told(
    placement: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody at the address: 2, the address, how to start one."""
    monkeypatch.setattr(cluster_module, "_CONNECT_S", 1)
    ended = placement("batch", library, "--out", tmp_path, "--scheduler", "tcp://127.0.0.1:1")
    assert ended.code == 2
    assert "« tcp://127.0.0.1:1 »" in ended.err
    assert "dask scheduler" in ended.err


def test_a_disk_that_fills_fails_what_it_must_and_leaves_no_half(
    placement: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No space for one map: that scenario fails, without any file; the rest is done."""
    write = Path.write_text

    def full(self: Path, data: str, *rest: object, **options: object) -> int:
        if self.name == "carte.html" and "plus-0" in str(self) and "nord" in str(self):
            self.write_bytes(data[:100].encode())
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, data, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full)
    out = tmp_path / "lot"
    ended = placement("batch", library, "--out", out, "--processus", 1)
    assert ended.code == 3
    assert "plus de place" in ended.err
    assert not (out / "nord" / "plus-0").exists()
    assert len(list(out.glob("*/*/manifeste.json"))) == 5
    monkeypatch.undo()


def test_a_folder_that_cannot_be_written_is_told_before_any_work(
    placement: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in the place of the folder: 3, and nothing is solved."""
    refuse_to_solve(monkeypatch)
    (tmp_path / "lot").write_text("un fichier")
    ended = placement("batch", library, "--out", tmp_path / "lot" / "ici")
    assert ended.code == 3
    assert "impossible d'écrire" in ended.err


def test_a_batch_without_cache_only_costs_time(
    placement: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in the place of the cache: every result is there, the log says so."""
    (tmp_path / "occupe").write_text("un fichier")
    monkeypatch.setenv("PLACEMENT_CACHE", str(tmp_path / "occupe"))
    ended = placement("batch", library, "--out", tmp_path / "lot", "--processus", 1)
    assert ended.code == 0, ended.err
    assert len(list((tmp_path / "lot").glob("*/*/manifeste.json"))) == 6


def test_a_second_run_solves_nothing(
    placement: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``placement run`` twice: the same bytes without the solver; ``--sans-cache`` calls it."""
    folder = library / "scenarios" / "nord"
    for name in ("un", "deux"):
        ended = placement("run", folder, "--out", tmp_path / name)
        assert ended.code == 0, ended.err
        refuse_to_solve(monkeypatch)
    assert results(tmp_path / "un") == results(tmp_path / "deux")
    assert placement("run", folder, "--out", tmp_path / "trois", "--sans-cache").code == 1


def test_an_interruption_keeps_what_is_finished(
    placement: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the second scenario: 130, the first is whole, and is not solved again."""
    solve, calls = solving.solve, []

    def interrupted(*given: object, **options: object) -> object:
        calls.append(threading.get_ident())
        if len(calls) == 2:
            raise KeyboardInterrupt
        return solve(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(solving, "solve", interrupted)
    out = tmp_path / "lot"
    assert placement("batch", library, "--out", out, "--processus", 1).code == 130
    assert len(list(out.glob("*/*/manifeste.json"))) == 1
    ended = placement("batch", library, "--out", out, "--processus", 1)
    assert ended.code == 0, ended.err
    assert "dont 1 déjà fait" in ended.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "rien à calculer"),
        (("absent.csv",), "absent.csv"),
        (("--scenarios", "un.yaml"), "--territoires"),
        ((".",), "ni scénario ni territoire"),
    ],
)
def test_a_batch_of_nothing_is_refused(
    placement: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    """Nothing to do, an absent list, scenarios without territory: 2, and what to do."""
    monkeypatch.chdir(tmp_path)
    ended = placement("batch", *arguments)
    assert ended.code == 2
    assert words in ended.err
