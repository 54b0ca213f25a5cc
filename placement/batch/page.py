"""``synthese.html``: where the territories of a batch are, and what each scenario comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Final
from urllib.parse import quote

from placement.batch.conduct import Batch, BatchLine
from placement.batch.figures import figures_of
from placement.batch.outlines import Outline, Panel
from placement.french import ABSENT, euros, minutes, percent, plural, whole

__all__ = ["summary_page"]

_POLICY: Final = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
_STATUSES: Final = {
    "OPTIMAL": "prouvé optimal",
    "FEASIBLE": "bon plan, preuve non terminée",
    "INFEASIBLE": "impossible",
    "NO_SOLUTION": "rien trouvé à temps",
    "ERROR": "erreur",
    "DEFECT": "défaut du logiciel",
}
_STATES: Final = {
    "bon": "tout est calculé et prouvé",
    "reserve": "un plan n'est pas prouvé",
    "echec": "un scénario a échoué",
}
_MARKS: Final = {"bon": "", "reserve": "~", "echec": "!"}

Show = Callable[[Any], str]


def _count(value: Any) -> str:
    return whole(value)


_FIGURES: Final[Sequence[tuple[str, str, Show]]] = (
    ("jeunes", "Jeunes", _count),
    ("moyenne_min_existant", "Trajet moyen aujourd'hui", minutes),
    ("moyenne_min", "Trajet moyen du scénario", minutes),
    ("part_30_min_existant", "À 30 min ou moins aujourd'hui", percent),
    ("part_30_min", "À 30 min ou moins, scénario", percent),
    ("sans_acces", "Jeunes sans accès", _count),
    ("cout_annuel_existant_eur", "Coût annuel aujourd'hui", euros),
    ("cout_annuel_eur", "Coût annuel du scénario", euros),
)


def summary_page(batch: Batch, *, places: Sequence[str | None], panels: Sequence[Panel]) -> str:
    """Render the page, which needs nothing else; the same batch gives the same bytes.

    Parameters
    ----------
    places
        Folder of the results of each line, from that of the page; None for a failure.
    panels
        Outlines of the territories.
    """
    assets = files("placement.batch").joinpath("assets")
    failures = sum(line.report.exit_code != 0 for line in batch.lines)
    names = {line.territory for line in batch.lines if line.territory}
    told = (
        f"{plural(len(names), one='territoire', many='territoires')}, "
        f"{plural(len(batch.lines), one='scénario', many='scénarios')}, "
        f"{plural(failures, one='échec', many='échecs')}. Diffusion : {batch.profile.value}."
    )
    return Template(assets.joinpath("synthese.html").read_text(encoding="utf-8")).substitute(
        policy=_POLICY,
        style=assets.joinpath("synthese.css").read_text(encoding="utf-8"),
        script=assets.joinpath("synthese.js").read_text(encoding="utf-8"),
        told=escape(told),
        legend="".join(
            f'<li><span class="carre {state}" aria-hidden="true">{_MARKS[state]}</span>{words}</li>'
            for state, words in _STATES.items()
        ),
        maps="".join(_map(panel, batch=batch) for panel in panels),
        heads="".join(_head(title) for _, title, _ in _FIGURES),
        rows="".join(
            _row(line, place=place, first=_is_first(batch, k))
            for k, (line, place) in enumerate(zip(batch.lines, places, strict=True))
        ),
    )


def _is_first(batch: Batch, position: int) -> bool:
    """Whether a line is the first of its territory: where the map leads."""
    names = [line.territory for line in batch.lines]
    return names.index(names[position]) == position


def _head(title: str) -> str:
    return (
        f'<th scope="col" class="nombre"><button type="button">{escape(title)}'
        '<span aria-hidden="true"></span></button></th>'
    )


def _map(panel: Panel, *, batch: Batch) -> str:
    width, height = f"{panel.width:.0f}", f"{panel.height:.0f}"
    drawn = "".join(_shape(outline, batch=batch) for outline in panel.outlines)
    return (
        f'<figure><figcaption>{escape(panel.title)}</figcaption><svg viewBox="-12 -12 '
        f'{panel.width + 24:.0f} {panel.height + 24:.0f}" style="aspect-ratio: {width} / {height}" '
        f'role="group" aria-label="Carte : {escape(panel.title)}">{drawn}</svg></figure>'
    )


def _shape(outline: Outline, *, batch: Batch) -> str:
    """Draw a territory as a link to its lines; its state is a colour, a mark and words."""
    lines = [line for line in batch.lines if line.territory == outline.territory]
    state = _state(lines)
    told = f"{lines[0].title or outline.territory} : {_STATES[state]}. {_best(lines)}"
    return (
        f'<a href="#t-{quote(outline.territory)}" aria-label="{escape(told)}">'
        f"<title>{escape(told)}</title>"
        f'<path class="{state}" d="{outline.path}"/>'
        f'<circle cx="{outline.x}" cy="{outline.y}" r="7"/>'
        f'<text x="{outline.x}" y="{outline.y}">{_MARKS[state]}</text></a>'
    )


def _state(lines: Sequence[BatchLine]) -> str:
    if any(line.report.exit_code for line in lines):
        return "echec"
    proved = all(line.report.status == "OPTIMAL" for line in lines)
    return "bon" if proved else "reserve"


def _best(lines: Sequence[BatchLine]) -> str:
    """Tell the mean trip today and by the scenario where it is the shortest."""
    figures = [figures_of(line) for line in lines]
    known = [one for one in figures if isinstance(one["moyenne_min"], int | float)]
    if not known:
        return "Aucun chiffre."
    best = min(known, key=lambda one: float(one["moyenne_min"]))
    today, after = minutes(best["moyenne_min_existant"]), minutes(best["moyenne_min"])
    return f"Trajet moyen : {today} aujourd'hui, {after} au mieux."


def _row(line: BatchLine, *, place: str | None, first: bool) -> str:
    name = escape(line.title or line.territory or line.where)
    mark = f' id="t-{quote(line.territory)}"' if first and line.territory else ""
    title = escape(str(line.report.document.get("titre", "")) or line.scenario or ABSENT)
    linked = title
    if place is not None:
        linked = f'<a href="{quote(place)}/carte.html">{title}</a>'
    status = escape(_STATUSES.get(line.report.status, line.report.status))
    message = f"<p>{escape(line.report.message)}</p>" if line.report.message else ""
    failed = ' class="echec"' if line.report.exit_code else ""
    figures = figures_of(line)
    cells = "".join(_cell(figures[key], show=show) for key, _, show in _FIGURES)
    return (
        f'<tr{mark}{failed} tabindex="-1"><th scope="row">{name}</th><td>{linked}</td>'
        f"<td>{status}{message}</td>{cells}</tr>\n"
    )


def _cell(value: Any, *, show: Show) -> str:
    known = isinstance(value, int | float)
    return f'<td class="nombre" data-v="{value if known else ""}">{_shown(value, show=show)}</td>'


def _shown(value: Any, *, show: Show) -> str:
    return escape(show(value)) if isinstance(value, int | float) else ABSENT
