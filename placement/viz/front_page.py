"""``front.html``: what each budget buys, on one self-contained page, with no internet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from string import Template
from typing import Any

from placement.comparison import Front, OpenSite, SiteTurn
from placement.comparison.words import gain_words, signed, status_words, written
from placement.french import ABSENT, euros, long_date, percent, plural, whole
from placement.privacy import MASKED
from placement.viz.compare_html import HtmlCell, bullets, html_table
from placement.viz.compare_page import PAGE, POLICY
from placement.viz.embedding import asset, script_json
from placement.viz.front_plot import front_svg, shown_value

__all__ = ["FrontPage", "render_front"]

_SCRIPTS = ("js/format.js", "front/front.js")
Row = tuple[Mapping[str, str], Sequence[str | HtmlCell]]


@dataclass(frozen=True, slots=True, eq=False)
class FrontPage:
    """A front, its day, how to read it, the data sets to credit, the short mentions; French."""

    front: Front
    date: dt.date
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    credits: tuple[str, ...]


def render_front(page: FrontPage) -> str:
    """Render the whole page; the same front gives the same bytes."""
    front = page.front
    return PAGE.substitute(
        policy=POLICY,
        title=escape(f"Budget et accès – {front.title}"),
        styles=asset("comparaison/page.css") + asset("front/front.css"),
        library="",
        body=_body(page),
        code="\n".join(asset(name) for name in _SCRIPTS),
        payload=script_json(_payload(front)),
    )


def _body(page: FrontPage) -> str:
    front = page.front
    fictitious = ["Territoire d'exemple : tout ou partie des lieux sont fictifs."]
    return Template(asset("front/page.html")).substitute(
        territory=escape(front.territory.title),
        scenario=escape(front.title),
        profile=escape(front.profile.sentence),
        date=long_date(page.date),
        goal=escape(front.goal),
        notices=bullets([*(fictitious if front.territory.fictitious else []), *front.remarks]),
        plot=front_svg(front),
        points=_points_html(front),
        sites=_sites_html(front),
        dropped=_dropped_html(front),
        notes=bullets(page.notes),
        sources=bullets(page.sources),
        credits=escape(" ; ".join(page.credits)),
    )


def _people(front: Front, *, persons: float) -> str:
    told = front.shown.sum(persons, digits=1)
    if told == MASKED or not isinstance(told, int | float):
        return MASKED
    return plural(told, one="jeune", many="jeunes")


def _points_html(front: Front) -> str:
    header = (
        "Budget",
        "Coût du plan",
        HtmlCell("Accès", small=front.goal),
        "Pour 1 000 € de plus depuis le point d'avant",
        "Trajet moyen",
        "À 30 min ou moins",
        "Sans accès",
        "Lieux",
        "Ce que vaut le plan",
    )
    rows: list[Row] = []
    for rank, at in enumerate(front.kept):
        one = front.points[at]
        rate = "" if not rank else gain_words(front.steps[rank - 1].per_thousand, unit=front.unit)
        shown = front.shown
        rows.append(
            (
                {"rank": str(rank)},
                (
                    HtmlCell(euros(one.budget_eur), small=_roles(front, at=at)),
                    euros(one.cost_eur),
                    written(shown_value(front, one=one), unit=front.written_unit),
                    rate or ABSENT,
                    written(shown.minutes(one.mean_min), unit="min"),
                    written(
                        shown.share(one.share_30, among=front.territory.demand.total), unit="part"
                    ),
                    _people(front, persons=one.without_access),
                    str(len(one.sites)),
                    HtmlCell(
                        status_words(one.status, gap=one.gap, decided=True), kind="words"
                    ),
                ),
            )
        )  # fmt: skip
    return html_table("Les points du front", header=header, rows=rows, kind="points")


def _roles(front: Front, *, at: int) -> str:
    names = (("coude", front.knee), ("rendement divisé par deux ensuite", front.half))
    return " ; ".join(name for name, of in names if of == at)


def _sites_html(front: Front) -> str:
    """Set the sites against the budgets, without those that never change."""
    points = front.front
    offers = [{site.id: site.offer for site in one.sites} for one in points]
    names = {site.id: site.name for one in points for site in one.sites}
    changing = [key for key in sorted(names) if len({plan.get(key) for plan in offers}) > 1]
    same = [names[key] for key in sorted(names) if key not in changing]
    rows: list[Row] = [
        ({}, (names[key], *_along([plan.get(key) for plan in offers]))) for key in changing
    ]
    told = f"<p class='note'>Partout pareils : {escape(', '.join(same))}.</p>" if same else ""
    if not rows:
        return "<p>Aucun lieu ne change le long du front.</p>" + told
    header = ("Lieu", *(euros(one.budget_eur) for one in points))
    table = html_table(
        "Lieux qui apparaissent, changent ou disparaissent quand le budget monte",
        header=header,
        rows=rows,
        kind="sites",
    )
    return table + told


def _along(offers: Sequence[str | None]) -> list[HtmlCell]:
    cells = []
    for k, offer in enumerate(offers):
        before = offers[k - 1] if k else offer
        if offer == before:
            cells.append(HtmlCell(offer or "—", kind="kept" if offer else "absent"))
        elif before is None:
            cells.append(HtmlCell(f"+ {offer}", kind="opened"))
        elif offer is None:
            cells.append(HtmlCell("× fermé", kind="closed"))
        else:
            cells.append(HtmlCell(f"± {offer}", kind="modified"))
    return cells


def _dropped_html(front: Front) -> str:
    lines = [
        f"{euros(one.budget_eur)} : le plan du budget de "
        f"{euros(front.points[by].budget_eur)} vaut autant sans coûter plus cher."
        for one, by in zip(front.points, front.dominated_by, strict=True)
        if by is not None
    ]
    lines += [f"{euros(one.budget_eur)} : {one.reason}" for one in front.missing]
    if not lines:
        return "<p>Tous les budgets demandés ont leur point sur le front.</p>"
    return f"<details><summary>Budgets sans point sur le front</summary>{bullets(lines)}</details>"


def _payload(front: Front) -> dict[str, Any]:
    return {"points": [_told(front, rank=rank, at=at) for rank, at in enumerate(front.kept)]}


def _told(front: Front, *, rank: int, at: int) -> dict[str, Any]:
    """Say everything of a point, for the sheet beside the plot."""
    one, shown = front.points[at], front.shown
    facts = [
        ["Coût du plan", euros(one.cost_eur)],
        [
            front.goal[:1].upper() + front.goal[1:],
            written(shown_value(front, one=one), unit=front.written_unit),
        ],
        ["Trajet moyen", written(shown.minutes(one.mean_min), unit="min")],
        ["À 30 min ou moins", percent(_shown_share(front, share=one.share_30))],
        ["Sans accès", _people(front, persons=one.without_access)],
        ["Demi-journées par an", whole(one.half_days)],
        ["Plan", status_words(one.status, gap=one.gap, decided=True)],
    ]
    turn = front.turns[rank - 1] if rank else SiteTurn((), (), ())
    if rank:
        step = front.steps[rank - 1]
        facts.append(["Depuis le point d'avant", f"{signed(step.more_eur, unit='eur')} par an"])
        facts.append(["Pour 1 000 € de plus", gain_words(step.per_thousand, unit=front.unit)])
    return {
        "title": f"Budget de {euros(one.budget_eur)}",
        "role": _roles(front, at=at),
        "facts": facts,
        "changes": [
            [verb, [_named(site) for site in sites]]
            for verb, sites in (
                ("Ouvrent", turn.opened),
                ("Ferment", turn.closed),
                ("Changent", turn.changed),
            )
            if sites
        ],
    }


def _shown_share(front: Front, *, share: float) -> float | None:
    """Return a share as the reader of a front may know it; None where it is masked."""
    told = front.shown.share(share, among=front.territory.demand.total)
    return told if isinstance(told, float) else None


def _named(site: OpenSite) -> str:
    return f"{site.name}\u00a0: {site.offer[:1].lower() + site.offer[1:]}"
