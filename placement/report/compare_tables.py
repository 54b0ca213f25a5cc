"""The tables of a comparison: indicators, sites, communes, moves, who pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from placement.comparison import (
    BEYOND_SITES,
    CAPTIVE,
    MEASURES,
    Bill,
    Compared,
    SiteState,
    Told,
    Verdict,
    difference,
)
from placement.comparison.words import status_words
from placement.evaluate import EVERYBODY
from placement.privacy import marked_rows
from placement.report.tables import Cell, Row, Table

__all__ = [
    "bill_table",
    "commune_change_table",
    "epci_access_table",
    "indicator_table",
    "move_table",
    "scenario_table",
    "site_change_table",
]


def indicator_table(told: Told) -> Table:
    """List every indicator: a column by plan, then its differences from the reference.

    Shares are fractions; minutes and persons are written as in the outputs of each scenario.
    """
    names = _names(told)
    others = _others(told)
    columns = (
        *("rubrique", "public", "indicateur", "libelle", "unite"),
        *names,
        *(f"ecart_{names[k]}" for k in others),
    )
    rows = (
        (
            line.indicator.theme,
            line.indicator.public or None,
            line.indicator.key,
            line.indicator.label,
            _unit(line.indicator.unit),
            *line.values,
            *(line.differences[k] for k in others),
        )
        for line in told.indicators
    )
    return _finished(columns, rows=rows, told=told)


def scenario_table(told: Told) -> Table:
    """List the plans: how each was found, its gap, how many communes gain and lose."""
    columns = (
        *("scenario", "titre", "reference", "statut", "ecart", "statut_en_clair"),
        *("communes_gagnantes", "communes_perdantes", "jeunes_rapproches", "jeunes_eloignes"),
        *("gagnent_un_acces", "perdent_un_acces"),
    )
    compared = told.compared
    rows = (
        (
            one.name,
            one.title,
            "oui" if k == compared.reference else "non",
            one.status.name,
            one.gap,
            status_words(one.status, gap=one.gap, decided=one.decided),
            *(_count(told, at=k, verdict=verdict) for verdict in (Verdict.GAINS, Verdict.LOSES)),
            *told.balances[k, EVERYBODY, "trajet"],
        )
        for k, one in enumerate(compared.variants)
    )
    return _finished(columns, rows=rows, told=told)


def _count(told: Told, *, at: int, verdict: Verdict) -> int:
    rows = told.communes[at, EVERYBODY]
    return sum(row.verdicts["trajet"] is verdict for row in rows)


def site_change_table(told: Told) -> Table:
    """List the sites that some plan opens: what each offers in each plan, and what changes."""
    columns = (
        *("id", "nom", "code_commune", "commune", "epci"),
        *(
            f"{part}_{name}"
            for name in _names(told)
            for part in ("changement", "offre", "demi_journees_an", "cout_annuel_eur", "jeunes")
        ),
    )
    communes = {commune.code: commune for commune in told.compared.territory.communes}
    rows = (
        (
            line.site.id,
            line.site.name,
            line.site.commune_code,
            known.name if (known := communes.get(line.site.commune_code)) else None,
            known.epci_name if known else None,
            *(cell for state in line.states for cell in _site_cells(state, told=told)),
        )
        for line in told.sites
    )
    return _finished(columns, rows=rows, told=told)


def _site_cells(state: SiteState, *, told: Told) -> Row:
    option = state.option
    if option is None:
        return (state.change.value, None, None, None, None)
    young = told.compared.shown.sum(state.young, digits=1)
    return state.change.value, option.offer.label, option.half_days, option.cost_eur, young


def move_table(told: Told) -> Table:
    """List the sites that move: what closes, what opens instead, how far."""
    columns = (
        *("scenario", "type", "epci", "id_ferme", "nom_ferme", "id_ouvert", "nom_ouvert"),
        "distance_km",
    )
    rows = (
        (
            one.name,
            move.kind,
            move.epci,
            move.closed.id,
            move.closed.name,
            move.opened.id,
            move.opened.name,
            round(move.distance_km, 1),
        )
        for one, moves in zip(told.compared.variants, told.moves, strict=True)
        for move in moves
    )
    return _finished(columns, rows=rows, told=told)


def commune_change_table(told: Told) -> Table:
    """List every commune, by plan and by public: times, what differs, who gains and who loses."""
    columns = (
        *("scenario", "public", "code_commune", "commune", "epci", "jeunes"),
        *("temps_trajet_min", "temps_acces_min", "ecart_trajet_min", "ecart_acces_min"),
        *("sans_acces", "gagnent_un_acces", "perdent_un_acces"),
        *("bilan_trajet", "bilan_acces"),
    )
    communes = {commune.code: commune for commune in told.compared.territory.communes}
    rows = (
        (
            told.compared.variants[k].name,
            public,
            line.code,
            communes[line.code].name,
            communes[line.code].epci_name,
            line.young,
            *(line.times[measure] for measure in MEASURES),
            *(line.changes[measure] for measure in MEASURES),
            line.without,
            line.gaining,
            line.losing,
            *(line.verdicts[measure].value for measure in MEASURES),
        )
        for (k, public), lines in told.communes.items()
        for line in lines
    )
    return _finished(columns, rows=rows, told=told)


def epci_access_table(told: Told) -> Table:
    """List the EPCI by plan: young people, access, and what differs from the reference."""
    columns = (
        *("scenario", "epci", "jeunes", "sans_acces", "temps_trajet_min", "temps_acces_min"),
        *("ecart_trajet_min", "ecart_acces_min"),
    )
    base = told.epci[told.compared.reference]
    rows = (
        (
            one.name,
            line.name,
            line.young,
            line.without,
            line.trip_min,
            line.access_min,
            difference(line.trip_min, base=before.trip_min),
            difference(line.access_min, base=before.access_min),
        )
        for one, lines in zip(told.compared.variants, told.epci, strict=True)
        for line, before in zip(lines, base, strict=True)
    )
    return _finished(columns, rows=rows, told=told)


def bill_table(told: Told, *, bills: Sequence[Sequence[Bill]], payer: str) -> Table:
    """List what each payer pays a year, in euros that add up to the total of each plan.

    Parameters
    ----------
    bills
        Those of each plan.
    payer
        What the payers are, French: the name of their column.
    """
    names = _names(told)
    others = _others(told)
    columns = (
        payer,
        *(f"cout_annuel_eur_{name}" for name in names),
        *(f"ecart_eur_{names[k]}" for k in others),
        *(f"lieux_{name}" for name in names),
        *(f"demi_journees_an_{name}" for name in names),
    )
    rows = _bill_rows(bills, compared=told.compared, others=others)
    return _finished(columns, rows=rows, told=told)


def _bill_rows(
    bills: Sequence[Sequence[Bill]], *, compared: Compared, others: Sequence[int]
) -> Iterator[Row]:
    by_name = [{line.payer: line for line in plan} for plan in bills]
    payers = dict.fromkeys(name for plan in by_name for name in plan)
    ordered = sorted(payers, key=lambda name: (name in (BEYOND_SITES, CAPTIVE), name))
    cost = [{name: line.cost_eur for name, line in plan.items()} for plan in by_name]
    base = cost[compared.reference]
    for name in ordered:
        found = [plan.get(name) for plan in by_name]
        yield (
            name,
            *(plan.get(name, 0) for plan in cost),
            *(cost[k].get(name, 0) - base.get(name, 0) for k in others),
            *(line.sites if line else 0 for line in found),
            *(round(line.half_days, 1) if line else 0.0 for line in found),
        )
    totals = [sum(plan.values()) for plan in cost]
    yield (
        "Total",
        *totals,
        *(totals[k] - totals[compared.reference] for k in others),
        *(None for _ in cost),
        *(round(one.plan.half_days, 1) for one in compared.variants),
    )


def _names(told: Told) -> tuple[str, ...]:
    return tuple(one.name for one in told.compared.variants)


def _others(told: Told) -> tuple[int, ...]:
    return tuple(k for k in range(len(told.compared.variants)) if k != told.compared.reference)


def _unit(unit: str) -> str:
    return {"eur_cents": "eur", "part": "part (0 à 1)", "indice": ""}.get(unit, unit)


def _finished(columns: tuple[str, ...], *, rows: Iterable[Sequence[Cell]], told: Told) -> Table:
    return Table(*marked_rows(columns, rows=rows, shown=told.compared.shown))
