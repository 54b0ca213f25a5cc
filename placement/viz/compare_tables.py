"""What the page of a comparison says in tables: scenarios, indicators, sites, moves, who pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from placement.comparison import (
    BEYOND_SITES,
    CAPTIVE,
    Bill,
    IndicatorTold,
    SiteChange,
    SiteState,
    Told,
    Verdict,
    difference,
)
from placement.comparison.words import public_words, signed, status_words, written
from placement.evaluate import EVERYBODY
from placement.french import decimal, euros, plural
from placement.privacy import MASKED
from placement.viz.compare_html import HtmlCell, html_table

__all__ = [
    "bill_html",
    "epci_html",
    "indicators_html",
    "moves_html",
    "scenarios_html",
    "sites_html",
]

Row = tuple[Mapping[str, str], Sequence[str | HtmlCell]]

_MARKS = {
    SiteChange.KEPT: "",
    SiteChange.OPENED: "+",
    SiteChange.CLOSED: "×",
    SiteChange.MOVED_HERE: "→",
    SiteChange.MOVED_AWAY: "←",
    SiteChange.MODIFIED: "±",
    SiteChange.ABSENT: "",
}


def scenarios_html(told: Told) -> str:
    """Sum up each plan: how it was found, money, access, who gains and who loses."""
    header = (
        "Scénario",
        "Coût annuel",
        "Accès moyen de tous",
        "Sans accès",
        "Communes qui gagnent",
        "Communes qui perdent",
        "Ce que vaut le plan",
    )
    return html_table(
        "En bref : chaque scénario, et son écart avec la référence",
        header=header,
        rows=[({}, _summary(told, at=k)) for k in range(len(told.compared.variants))],
        kind="brief",
    )


def _summary(told: Told, *, at: int) -> Sequence[HtmlCell]:
    compared, one = told.compared, told.compared.variants[at]
    reference = at == compared.reference
    name = HtmlCell(one.title, small="référence" if reference else "")
    figures = {(line.indicator.key, line.indicator.public): line for line in told.indicators}
    keys = (("cout_annuel_eur", ""), ("acces_tous_min", EVERYBODY), ("sans_acces", EVERYBODY))
    values = [_value(figures[key], at=at, reference=reference) for key in keys]
    sides = [] if reference else [
        HtmlCell(
            str(sum(row.verdicts["trajet"] is verdict for row in told.communes[at, EVERYBODY])),
            small=_people(told.balances[at, EVERYBODY, "trajet"][side], verb=verb),
        )
        for verdict, side, verb in (
            (Verdict.GAINS, 0, "plus près"),
            (Verdict.LOSES, 1, "plus loin"),
        )
    ]  # fmt: skip
    status = HtmlCell(status_words(one.status, gap=one.gap, decided=one.decided), kind="words")
    return (name, *values, *(sides or [HtmlCell("—"), HtmlCell("—")]), status)


def _people(count: float | str | None, *, verb: str) -> str:
    if not isinstance(count, int | float):
        return f"effectif {MASKED}"
    return f"{plural(count, one='jeune', many='jeunes')} {verb}"


def indicators_html(told: Told) -> str:
    """Set every indicator side by side, the reference first; each row tells its public."""
    compared = told.compared
    header: tuple[str | HtmlCell, ...] = (
        "Indicateur",
        "Public",
        *(
            HtmlCell(one.title, small="référence" if k == compared.reference else "")
            for k, one in enumerate(compared.variants)
        ),
    )
    return html_table(
        "Indicateurs côte à côte",
        header=header,
        rows=_indicator_rows(told),
        kind="figures two",
        stuck=2,
    )


def _indicator_rows(told: Told) -> Iterator[Row]:
    for line in told.indicators:
        one = line.indicator
        values = [
            _value(line, at=k, reference=k == told.compared.reference)
            for k in range(len(line.values))
        ]
        label = HtmlCell(one.label, small=one.theme)
        yield {"public": one.public}, (label, public_words(one.public) or "—", *values)


def _value(line: IndicatorTold, *, at: int, reference: bool) -> HtmlCell:
    unit, moved = line.indicator.unit, line.differences[at]
    text = written(line.values[at], unit=unit)
    if reference or moved is None:
        return HtmlCell(text)
    return HtmlCell(text, small=signed(moved, unit=unit), kind=_kind(line, moved=moved))


def _kind(line: IndicatorTold, *, moved: float | str) -> str:
    if not isinstance(moved, int | float) or not line.indicator.better or not moved:
        return ""
    return "better" if (moved > 0) == (line.indicator.better > 0) else "worse"


def sites_html(told: Told) -> str:
    """List the sites that some plan opens, and what becomes of each in every plan."""
    compared = told.compared
    epci = {one.code: one.epci_name for one in compared.territory.communes}
    names = {one.code: one.name for one in compared.territory.communes}
    rows: list[Row] = [
        (
            {"epci": epci.get(line.site.commune_code, "")},
            (
                HtmlCell(line.site.name, small=names.get(line.site.commune_code, "")),
                *(_state(state, told=told) for state in line.states),
            ),
        )
        for line in told.sites
    ]
    header = ("Lieu", *(one.title for one in compared.variants))
    return html_table("Les lieux dans chaque scénario", header=header, rows=rows, kind="sites")


def _state(state: SiteState, *, told: Told) -> HtmlCell:
    kind = state.change.name.lower().replace("_", "-")
    mark = f"{_MARKS[state.change]} ".lstrip()
    if state.option is None:
        return HtmlCell(f"{mark}{state.change.value}", kind=kind)
    young = told.compared.shown.sum(state.young, digits=1)
    people = _people(young, verb="").strip()
    return HtmlCell(
        f"{mark}{state.change.value}",
        small=f"{state.option.offer.label} · {euros(state.option.cost_eur)} · {people}",
        kind=kind,
    )


def moves_html(told: Told) -> str:
    """List the moves of every plan; a sentence where nothing moves."""
    rows: list[Row] = [
        (
            {"epci": move.epci},
            (
                one.title,
                move.closed.name,
                move.opened.name,
                move.kind,
                f"{decimal(move.distance_km)}\u202fkm",
            ),
        )
        for one, moves in zip(told.compared.variants, told.moves, strict=True)
        for move in moves
    ]
    if not rows:
        return "<p>Aucun lieu n'est déplacé d'un scénario à l'autre.</p>"
    header = ("Scénario", "Ferme", "Ouvre à la place", "Type", "Distance")
    return html_table("Lieux déplacés", header=header, rows=rows, kind="moves")


def bill_html(told: Told, *, bills: Sequence[Sequence[Bill]], payer: str) -> str:
    """Set what each payer pays side by side; the last row is the total.

    Parameters
    ----------
    payer
        What the payers are, French.
    """
    cost = [{line.payer: line.cost_eur for line in plan} for plan in bills]
    reference = told.compared.reference
    payers = dict.fromkeys(name for plan in cost for name in plan)
    ordered = sorted(payers, key=lambda name: (name in (BEYOND_SITES, CAPTIVE), name))
    rows: list[Row] = [
        (
            {"epci": name},
            (name, *_amounts([plan.get(name, 0) for plan in cost], reference=reference)),
        )
        for name in ordered
    ]
    totals = [sum(plan.values()) for plan in cost]
    rows.append(({"total": "oui"}, ("Total", *_amounts(totals, reference=reference))))
    header = (payer, *(one.title for one in told.compared.variants))
    return html_table(f"Coût annuel par {payer}", header=header, rows=rows, kind="bills")


def _amounts(amounts: Sequence[int], *, reference: int) -> list[HtmlCell]:
    base = amounts[reference]
    return [
        HtmlCell(
            euros(amount), small="" if k == reference else signed(float(amount - base), unit="eur")
        )
        for k, amount in enumerate(amounts)
    ]


def epci_html(told: Told) -> str:
    """Set the mean trip of each EPCI side by side, and the young people without access."""
    reference = told.compared.reference
    rows: list[Row] = []
    for at, first in enumerate(told.epci[reference]):
        cells = []
        for k, plan in enumerate(told.epci):
            line = plan[at]
            moved = difference(line.trip_min, base=first.trip_min)
            text = written(line.trip_min, unit="min")
            if k != reference:
                text += f" ({signed(moved, unit='min')})"
            cells.append(HtmlCell(text, small=_without(line.without)))
        rows.append(({"epci": first.name}, (first.name, *cells)))
    header = ("EPCI", *(one.title for one in told.compared.variants))
    return html_table(
        "Trajet moyen par EPCI, et jeunes sans accès", header=header, rows=rows, kind="figures"
    )


def _without(count: float | str | None) -> str:
    if not isinstance(count, int | float):
        return f"sans accès : {MASKED}"
    return f"{plural(count, one='jeune', many='jeunes')} sans accès"
