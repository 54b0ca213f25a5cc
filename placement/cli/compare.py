"""``placement compare``: several scenarios of one territory, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.console import guarded, leave_with, print_json, progress_bars, say
from placement.cli.options import AsJson, Fresh, OutFolder, Reader, Scenarios

if TYPE_CHECKING:
    from placement.comparison import Told
    from placement.run.compare import CompareRun

__all__ = ["compare"]


def compare(
    scenarios: Scenarios,
    *,
    reference: Annotated[
        str, typer.Option("--reference", help="Nom du scénario dont les autres diffèrent.")
    ] = "existant",
    profil: Reader = "interne",
    out: OutFolder = Path("maps"),
    sans_cache: Fresh = False,
    as_json: AsJson = False,
) -> None:
    """Comparer des scénarios : une page, un classeur, qui gagne et qui perd."""
    from placement.privacy import profile_named  # noqa: PLC0415 - the other commands start faster
    from placement.run.compare import compare_scenarios  # noqa: PLC0415

    with guarded(), progress_bars() as advance:
        runs = compare_scenarios(
            scenarios,
            reference=reference,
            profile=profile_named(profil),
            out=out,
            advance=advance,
            fresh=sans_cache,
        )
    for done in runs:
        _tell(done)
    if as_json:
        print_json([done.document() for done in runs])
    leave_with([*(done.error for done in runs), *(one.error for one in runs[0].left_out)])


def _tell(done: CompareRun) -> None:
    if done.told is None:
        return
    compared = done.told.compared
    say(f"\nComparaison : {compared.territory.title}", style="bold")
    for remark in compared.remarks:
        say(f"  Attention : {remark}")
    say(f"  Référence : {compared.base.title}")
    for at in range(len(compared.variants)):
        if at != compared.reference:
            _tell_one(done.told, at=at)
    if done.folder is not None:
        say(f"  Page : {done.folder / 'comparaison.html'}")


def _tell_one(told: Told, *, at: int) -> None:
    from placement.comparison import Verdict  # noqa: PLC0415
    from placement.comparison.words import signed, status_words, written  # noqa: PLC0415
    from placement.evaluate import EVERYBODY  # noqa: PLC0415

    one = told.compared.variants[at]
    figures = {(line.indicator.key, line.indicator.public): line for line in told.indicators}
    parts = []
    for key, public in (("cout_annuel_eur", ""), ("acces_tous_min", EVERYBODY)):
        line = figures[key, public]
        unit = line.indicator.unit
        parts.append(f"{written(line.values[at], unit=unit)} "
                     f"({signed(line.differences[at], unit=unit)})")  # fmt: skip
    rows = told.communes[at, EVERYBODY]
    sides = [
        sum(row.verdicts["trajet"] is verdict for row in rows)
        for verdict in (Verdict.GAINS, Verdict.LOSES)
    ]
    say(
        f"  {one.title} : {parts[0]} par an, accès moyen {parts[1]}, {sides[0]} communes gagnent, "
        f"{sides[1]} perdent ; {status_words(one.status, gap=one.gap, decided=one.decided)}."
    )
