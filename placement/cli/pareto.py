"""``placement pareto``: what each budget buys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.console import guarded, print_json, progress_bars, say
from placement.cli.options import AsJson, Fresh, OutFolder, Reader
from placement.errors import ScenarioError

if TYPE_CHECKING:
    from placement.run.budgets import Budgets
    from placement.run.pareto import ParetoRun

__all__ = ["pareto"]


def pareto(
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO", help="Fichier .yaml d'un scénario.")
    ],
    *,
    budgets: Annotated[
        str,
        typer.Option(
            "--budgets", metavar="EUR,EUR...", help="Budgets annuels, séparés par des virgules."
        ),
    ] = "",
    points: Annotated[
        int, typer.Option("--points", help="Combien de budgets, à défaut de --budgets.")
    ] = 12,
    low: Annotated[
        str, typer.Option("--de", help="Plus petit budget : écart avec le coût d'aujourd'hui.")
    ] = "-20%",
    high: Annotated[
        str, typer.Option("--a", help="Plus grand budget : écart avec le coût d'aujourd'hui.")
    ] = "+40%",
    profil: Reader = "interne",
    out: OutFolder = Path("maps"),
    sans_cache: Fresh = False,
    as_json: AsJson = False,
) -> None:
    """Tracer le front budget et accès d'un scénario, et nommer ses coudes."""
    from placement.privacy import profile_named  # noqa: PLC0415 - the other commands start faster
    from placement.run.pareto import pareto_front  # noqa: PLC0415

    with guarded(), progress_bars() as advance:
        done = pareto_front(
            scenario,
            budgets=_budgets(budgets, points=points, low=low, high=high),
            profile=profile_named(profil),
            out=out,
            advance=advance,
            fresh=sans_cache,
        )
    _tell(done)
    if as_json:
        print_json(done.document())


def _budgets(listed: str, *, points: int, low: str, high: str) -> Budgets:
    from placement.run.budgets import Budgets  # noqa: PLC0415

    amounts = [part for part in listed.replace(";", ",").split(",") if part.strip()]
    return Budgets(
        listed=tuple(_number(part, option="--budgets") for part in amounts),
        points=points,
        low=_number(low, option="--de") / 100,
        high=_number(high, option="--a") / 100,
    )


def _number(text: str, *, option: str) -> float:
    bare = text.strip().rstrip("%€").replace("−", "-").replace("\u202f", "").replace(" ", "")
    try:
        return float(bare)
    except ValueError:
        raise ScenarioError(
            f"{option} : « {text.strip()} » n'est pas un nombre ; écrivez 350000, ou -20% pour "
            "--de et --a."
        ) from None


def _tell(done: ParetoRun) -> None:
    from placement.comparison.words import status_words, written  # noqa: PLC0415
    from placement.french import euros  # noqa: PLC0415
    from placement.report.front_tables import front_notes, point_role  # noqa: PLC0415

    front = done.front
    say(f"\nFront budget et accès : {front.title}", style="bold")
    for remark in front.remarks:
        say(f"  Attention : {remark}")
    for at in front.kept:
        one, role = front.points[at], point_role(front, at=at)
        value = front.shown.minutes(one.value) if front.unit == "min" else one.value
        say(
            f"  {euros(one.budget_eur):>12} : {written(value, unit=front.written_unit)}, coût "
            f"{euros(one.cost_eur)}, {status_words(one.status, gap=one.gap, decided=True)}"
            f"{f' — {role}' if role else ''}"
        )
    for note in front_notes(front)[2:]:
        say(f"  {note}")
    say(f"  Page : {done.folder / 'front.html'}")
