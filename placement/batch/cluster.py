"""A batch on a Dask cluster: its workers read and write the same folders as this machine.

Tasks carry a scenario and paths, no data: every worker must see the territories and the folder of
results under the same paths (a shared disk). That, and that workers run this very software, is
verified before anything is computed.
"""

from __future__ import annotations

import importlib
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from placement.batch.conduct import Ended, Share
from placement.batch.work import Report, work
from placement.errors import DataError, OutputError, ScenarioError, cite
from placement.run import LostWorker, Order, software_identity, versions

__all__ = ["installed", "missing", "on_cluster", "work_there"]

_CONNECT_S: Final = 15
_STEP_S: Final = 2
_ALONE_S: Final = 120.0
"""How long a batch waits for a worker when there is none left, s."""
_EXTRA: Final = "pip install 'placement[cluster]'"

Client = Any
Future = Any
"""Those of ``distributed``, which is an extra, and untyped."""


def on_cluster(address: str, *, alone_s: float = _ALONE_S) -> Share:
    """Share orders between the workers of the scheduler at ``address``.

    A worker that dies is survived: what it was doing is done by another. A scenario that brings
    workers down again and again (``distributed.scheduler.allowed-failures``) is given up.

    Parameters
    ----------
    alone_s
        How long to wait when no worker is left, s.

    Raises
    ------
    ScenarioError
        The library is not installed, nobody answers, no worker comes, or they run something else.
    DataError
        Workers do not see the territories.
    OutputError
        Workers do not see the folder of results.
    """

    def share(orders: Sequence[Order], ended: Ended) -> None:
        with _connected(address) as client:
            _refuse_alone(client, address=address, alone_s=alone_s)
            _refuse_other_software(client)
            _refuse_other_disks(client, orders=orders)
            _share(client, orders=orders, ended=ended, alone_s=alone_s)

    return share


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ScenarioError(
            f"--scheduler : aucun ordonnanceur Dask ne répond à « {address} » ({error}) ; vérifiez "
            "l'adresse (tcp://machine:8786) et lancez-le avec « dask scheduler »."
        ) from error
    try:
        yield client
    finally:
        client.close(timeout=_CONNECT_S)


def _distributed() -> ModuleType:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise ScenarioError(
            f"--scheduler demande la bibliothèque distributed, qui n'est pas installée ; {_EXTRA}."
        ) from error


def _refuse_alone(client: Client, *, address: str, alone_s: float) -> None:
    try:
        client.wait_for_workers(1, timeout=alone_s)
    except TimeoutError as error:
        raise ScenarioError(
            f"--scheduler : l'ordonnanceur « {address} » n'a aucun ouvrier ; lancez-en avec "
            f"« dask worker {address} --nthreads 1 »."
        ) from error


def installed() -> dict[str, str]:
    """Return what must be the same on every machine, by name."""
    from importlib.metadata import version  # noqa: PLC0415 - called on the workers

    return {
        **versions(),
        "dask": version("dask"),
        "distributed": version("distributed"),
        "code": software_identity(),
    }


def _refuse_other_software(client: Client) -> None:
    """Compare what the workers run with what this process runs."""
    mine = installed()
    different = {
        name: gap
        for name, theirs in _everywhere(client, installed).items()
        if (gap := _gap(mine, theirs=theirs))
    }
    if different:
        told = " ; ".join(f"{name} : {gap}" for name, gap in sorted(different.items())[:3])
        raise ScenarioError(
            "--scheduler : des ouvriers n'ont pas les mêmes versions que cette machine, les "
            f"résultats en dépendraient ({len(different)} en tout). {told}. Installez partout la "
            "même version de placement, avec requirements.lock."
        )


def _gap(mine: Mapping[str, str], *, theirs: object) -> str:
    if not isinstance(theirs, Mapping):
        return f"placement n'y est pas utilisable ({theirs})"
    gaps = [
        f"{name} {theirs.get(name, 'absent')} au lieu de {mine[name]}"
        for name in sorted(mine)
        if name != "code" and theirs.get(name) != mine[name]
    ]
    if not gaps and theirs.get("code") != mine["code"]:
        return "placement de même numéro, mais dont le code diffère"
    return cite(gaps)


def _everywhere(client: Client, function: Callable[..., Any], *given: Any) -> dict[str, Any]:
    """Call a function on every worker; what one raised is its answer, one that dies has none."""
    answers: dict[str, Any] = client.run(function, *given, on_error="return")
    return {name: said for name, said in answers.items() if not isinstance(said, OSError)}


def missing(paths: Sequence[str]) -> list[str]:
    """Return the paths that are not on this machine."""
    return [path for path in paths if not Path(path).exists()]


def _refuse_other_disks(client: Client, *, orders: Sequence[Order]) -> None:
    """Prove that workers see what they will read, and where they will write."""
    files = sorted({str(order.file) for order in orders})
    for worker, absent in sorted(_everywhere(client, missing, files).items()):
        if absent:
            told = cite(absent) if isinstance(absent, list) else str(absent)
            raise DataError(
                f"--scheduler : l'ouvrier {worker} ne voit pas {told} ; placez territoires et "
                "scénarios sur un disque que toutes les machines voient au même endroit."
            )
    for out in sorted({order.out for order in orders}):
        with tempfile.NamedTemporaryFile(prefix=".placement-", dir=out) as probe:
            blind = [w for w, gap in _everywhere(client, missing, [probe.name]).items() if gap]
        if blind:
            raise OutputError(
                f"--scheduler : l'ouvrier {cite(sorted(blind))} ne voit pas le dossier « {out} » ; "
                "choisissez avec --out un dossier que toutes les machines voient au même endroit."
            )


def work_there(order: Order, *, asked_of: str) -> Report:
    """Run one order on a worker, unless it runs another software: it may have come since."""
    if software_identity() != asked_of:
        raise ScenarioError(
            "--scheduler : un ouvrier arrivé en cours de route n'a pas la même version de "
            "placement ; arrêtez-le et relancez le lot, qui reprendra où il en est."
        )
    return work(order)


def _share(client: Client, *, orders: Sequence[Order], ended: Ended, alone_s: float) -> None:
    mark = f"{time.time_ns():x}"
    positions: dict[Future, int] = {
        client.submit(
            work_there, order, asked_of=software_identity(), key=f"placement-{mark}-{k}", pure=False
        ): k
        for k, order in enumerate(orders)
    }
    try:
        for future in _ended(client, set(positions), alone_s=alone_s):
            ended(positions[future], _answer(future))
    finally:
        client.cancel(list(positions))


def _ended(client: Client, left: set[Future], *, alone_s: float) -> Iterator[Future]:
    """Yield the futures as they end; give up when the scheduler is gone, or every worker."""
    distributed, alone_since = _distributed(), time.monotonic()
    while left:
        with client.as_current():
            done = _done_of(distributed, left)
        if client.status != "running":
            raise ScenarioError(
                "--scheduler : l'ordonnanceur ne répond plus ; relancez la même commande, le lot "
                "reprendra où il en est."
            )
        if done or client.nthreads():
            alone_since = time.monotonic()
        elif time.monotonic() - alone_since > alone_s:
            raise ScenarioError(
                f"--scheduler : plus aucun ouvrier depuis {alone_s:.0f} s ; relancez-en, puis la "
                "même commande : le lot reprendra où il en est."
            )
        left -= done
        yield from sorted(done, key=lambda future: str(future.key))


def _done_of(distributed: ModuleType, left: set[Future]) -> set[Future]:
    """Wait a little for some future to end."""
    try:
        done: set[Future] = distributed.wait(
            list(left), timeout=_STEP_S, return_when="FIRST_COMPLETED"
        ).done
    except TimeoutError:
        return set()
    return done


def _answer(future: Future) -> Report | LostWorker:
    error = future.exception() if future.status == "error" else None
    if isinstance(error, _distributed().KilledWorker):
        return LostWorker(None)
    if error is not None:
        raise error
    report: Report = future.result()
    return report
