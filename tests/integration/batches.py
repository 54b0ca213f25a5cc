"""Two small territories with their scenarios, and batches of them in processes of their own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.territories import SCENARIO, replace, write_territory

NAMES = ("nord", "sud")
BUDGETS = (0, 15000, 40000)


def write_library(folder: Path) -> Path:
    """Write two territories and three scenarios of each, as ``territory init`` lays them out."""
    for name in NAMES:
        territory = write_territory(folder / "territoires" / name)
        replace(territory / "territoire.yaml", old="nom: essai", new=f"nom: {name}")
        scenarios = folder / "scenarios" / name
        scenarios.mkdir(parents=True)
        for budget in BUDGETS:
            text = SCENARIO.replace("20000", str(budget)).replace(
                "nom: essai", f"nom: plus-{budget}"
            )
            text = text.replace("./territoire", f"../../territoires/{name}")
            (scenarios / f"plus-{budget}.yaml").write_text(text, encoding="utf-8")
    return folder


def environment(cache: Path) -> dict[str, str]:
    """Return what a process of a batch is started with."""
    return {**os.environ, "PLACEMENT_CACHE": str(cache)}


def started(
    library: Path, *, out: Path, cache: Path, extra: tuple[str, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start a batch in a session of its own, so that all of it can be killed at once."""
    command = [sys.executable, "-m", "placement", "batch", str(library), "--out", str(out), *extra]
    return subprocess.Popen(
        command,
        env=environment(cache),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def results(out: Path) -> dict[str, object]:
    """Return every file of a folder of results, the times of its manifests left out."""
    return {
        path.relative_to(out).as_posix(): _content(path)
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def _content(path: Path) -> object:
    if path.name != "manifeste.json":
        return path.read_bytes()
    document = json.loads(path.read_text(encoding="utf-8"))
    return {key: value for key, value in document.items() if key != "execution"}


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers, each in its process; stop them all at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    worker = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    lines = [
        [*scheduler, "--no-show"],
        *([*worker, "--local-directory", str(folder / f"ouvrier-{k}")] for k in range(2)),
    ]
    with (folder / "grappe.log").open("ab") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", *line, "--no-dashboard"],
                env=environment(folder / "cache-grappe"),
                stdout=log,
                stderr=log,
            )
            for line in lines
        ]
    try:
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()
