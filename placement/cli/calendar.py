"""``placement calendar``: who holds which door on which half-day, over four weeks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from placement.cli.console import guarded, leave_with, print_json, progress_bars, say
from placement.cli.options import AsJson, Fresh, OutFolder, Reader, Scenarios

if TYPE_CHECKING:
    from placement.run.timetable import CalendarRun

__all__ = ["calendar"]

_NO_MAP = "lancez « placement run » pour l'y voir"


def calendar(
    scenarios: Scenarios,
    *,
    debut: Annotated[
        str, typer.Option("--debut", help="Premier lundi (2026-01-05) ; le prochain par défaut.")
    ] = "",
    matin: Annotated[str, typer.Option("--matin", help="Heures d'accueil du matin.")] = "9h-12h",
    apres_midi: Annotated[
        str, typer.Option("--apres-midi", help="Heures d'accueil de l'après-midi.")
    ] = "14h-17h",
    binome: Annotated[
        list[str] | None,
        typer.Option("--binome", metavar="LIEU", help="Lieu tenu à deux ; à répéter."),
    ] = None,
    reunion: Annotated[
        str, typer.Option("--reunion", help="Réunion de toute l'équipe au siège : « lundi matin ».")
    ] = "",
    absents: Annotated[
        int,
        typer.Option(
            "--absents", min=0, max=2, help="Absences simulées : 0, une, ou deux à la fois."
        ),
    ] = 1,
    temps_max: Annotated[
        float, typer.Option("--temps-max", min=1, help="Secondes de recherche, par scénario.")
    ] = 30.0,
    profil: Reader = "interne",
    out: OutFolder = Path("maps"),
    sans_cache: Fresh = False,
    as_json: AsJson = False,
) -> None:
    """Répartir les conseillers : quatre semaines, chaque porte, chaque demi-journée."""
    from placement.agenda import day_hours, first_monday  # noqa: PLC0415 - faster for the others
    from placement.privacy import profile_named  # noqa: PLC0415
    from placement.run.timetable import (  # noqa: PLC0415
        CalendarAsked,
        meeting_of,
        write_calendars,
    )

    with guarded(), progress_bars() as advance:
        asked = CalendarAsked(
            start=first_monday(debut or _next_monday()),
            hours=day_hours(matin, afternoon=apres_midi),
            pairs=frozenset(binome or ()),
            meeting=meeting_of(reunion),
            away=absents,
            time_limit_s=temps_max,
        )
        runs = write_calendars(
            scenarios,
            asked=asked,
            profile=profile_named(profil),
            out=out,
            advance=advance,
            fresh=sans_cache,
        )
    for done in runs:
        _tell(done)
    if as_json:
        print_json([done.document() for done in runs])
    leave_with(done.error for done in runs)


def _next_monday() -> str:
    today = dt.date.today()
    return (today + dt.timedelta(days=(7 - today.weekday()) % 7)).isoformat()


def _tell(done: CalendarRun) -> None:
    content = done.content
    if content is None:
        return
    say(f"\nCalendrier : {content.territory_title}, {content.scenario_title}", style="bold")
    for conflict in content.conflicts:
        say(f"  Conflit aujourd'hui : {conflict.sentence}")
    for remark in content.remarks:
        say(f"  Attention : {remark}")
    _tell_figures(done)
    if done.folder is not None:
        say(f"  Fichiers : {done.folder}")
        say(f"  Carte    : {done.map_file or _NO_MAP}")


def _tell_figures(done: CalendarRun) -> None:
    from placement.french import decimal, plural  # noqa: PLC0415
    from placement.timetable import road_h, said_name  # noqa: PLC0415

    content = done.content
    if content is None or not content.internal:
        return
    timetable = content.result.timetable
    held = plural(len(timetable.held), one="ouverture tenue", many="ouvertures tenues")
    road = decimal(road_h(content.problem, timetable=timetable))
    say(f"  {held} par {len(content.problem.advisers)} conseillers, {road} h de route.")
    for one in content.absences:
        who = " et ".join(map(said_name, one.adviser_ids))
        lost = plural(one.total_lost, one="demi-journée fermée", many="demi-journées fermées")
        say(
            f"  Sans {who} : {lost} ; avec le secours, "
            f"{one.backup_lost} ({one.taken_over} reprises, {one.shifted} à un autre moment)."
        )
