"""What a plan changes: sites, and the communes that gain or lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from placement.french import ABSENT, decimal, euros, plural, whole
from placement.note.content import Told
from placement.note.model import (
    Figure,
    Operation,
    Spans,
    Table,
    spans,
)
from placement.note.trace import to_the_minute
from placement.outcome import Change, SiteOutcome

__all__ = ["Balance", "balance_of", "change_bullets", "commune_rows", "people_words", "site_table"]

_LEAST_MIN: Final = 1
_SOMEBODY: Final = 0.5
_NAMED: Final = 6

_VERBS: Final = {
    Change.OPENED: ("ouvre", "ouvrent"),
    Change.CLOSED: ("ferme", "ferment"),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """Rows of the table of communes: those that gain, those that lose, the most first.

    A commune loses where its mean trip lengthens by a minute, or where somebody loses an access.
    """

    gaining: tuple[dict[str, Any], ...]
    losing: tuple[dict[str, Any], ...]


def balance_of(told: Told) -> Balance:
    """Tell apart the communes that gain and those that lose."""
    rows = told.quotes.files[told.quotes.communes]
    losing = [
        row
        for row in rows
        if _number(row, "ecart_min") >= _LEAST_MIN or _number(row, "perdent_un_acces") >= _SOMEBODY
    ]
    lost = {row["code_commune"] for row in losing}
    gaining = [
        row
        for row in rows
        if row["code_commune"] not in lost
        and (
            _number(row, "ecart_min") <= -_LEAST_MIN
            or _number(row, "gagnent_un_acces") >= _SOMEBODY
        )
    ]
    return Balance(
        gaining=tuple(sorted(gaining, key=lambda row: _weight(row, "gagnent_un_acces", sign=1))),
        losing=tuple(sorted(losing, key=lambda row: _weight(row, "perdent_un_acces", sign=-1))),
    )


def _weight(row: dict[str, Any], access: str, *, sign: int) -> tuple[float, float, str]:
    """Order by the minutes of all, then by those who gain or lose an access, then by code."""
    minutes = sign * _number(row, "ecart_min") * max(_number(row, "jeunes"), 1.0)
    return minutes, -_number(row, access), str(row["code_commune"])


def _number(row: dict[str, Any], key: str) -> float:
    value = row.get(key)
    return float(value) if isinstance(value, int | float) else 0.0


def commune_rows(told: Told, *, rows: Sequence[dict[str, Any]], access: str, caption: str) -> Table:
    """Tell communes: young people, change of the mean trip, who gains or loses an access."""
    word = "gagnent" if access == "gagnent_un_acces" else "perdent"
    return Table(
        caption=caption,
        header=("Commune", "EPCI", "Jeunes", "Écart de trajet", f"{word.capitalize()} un accès"),
        rows=tuple(_commune(told, row=row, access=access) for row in rows),
        widths=(3.4, 4.2, 1.4, 1.8, 1.8),
    )


def _commune(told: Told, *, row: dict[str, Any], access: str) -> tuple[Spans, ...]:
    at, quote = f"[code_commune={row['code_commune']}]", told.quotes.commune
    return (
        (str(row["commune"]),),
        (str(row["epci"]),),
        (quote(f"{at}.jeunes", write=whole),),
        (quote(f"{at}.ecart_min", write=_signed),),
        (quote(f"{at}.{access}", write=whole),),
    )


def _signed(change_min: float | None) -> str:
    text = to_the_minute(change_min)
    return text if text.startswith((ABSENT, "−", "0")) else f"+{text}"


def people_words(told: Told) -> tuple[Spans, ...]:
    """Count communes and young people on both sides: gains and losses, neither without the other.

    Counts of young people are those of the whole commune.
    """
    quote = told.quotes.commune
    sides = (
        ("raccourcit", f"[ecart_min<=-{_LEAST_MIN}]"),
        ("allonge", f"[ecart_min>={_LEAST_MIN}]"),
    )
    lines = [
        spans(
            f"Le trajet moyen s{'e ' if verb == 'raccourcit' else chr(39)}{verb} d'au moins une "
            "minute dans ",
            quote(rows, write=_communes, operation=Operation.COUNT),
            ", où vivent ",
            quote(f"{rows}.jeunes", write=_young),
            ".",
        )
        for verb, rows in sides
    ]
    gained, lost = (quote(f"[*].{key}", write=_young) for key in _ACCESS)
    lines.append(spans("Accès gagnés : ", gained, " ; accès perdus : ", lost, "."))
    return tuple(lines)


_ACCESS: Final = ("gagnent_un_acces", "perdent_un_acces")


def _communes(count: float | None) -> str:
    return ABSENT if count is None else plural(count, one="commune", many="communes")


def _young(count: float | None) -> str:
    return ABSENT if count is None else plural(count, one="jeune", many="jeunes")


def change_bullets(told: Told) -> tuple[Spans, ...]:
    """Name the sites that open, close, or change their presence."""
    sites = told.outcome.sites
    lines = [
        line for change in (Change.OPENED, Change.CLOSED) if (line := _opening(told, change=change))
    ]
    for more, label in ((True, "Présence renforcée"), (False, "Présence réduite")):
        changed = [one for one in sites if one.change is Change.MODIFIED and _grows(one) is more]
        if changed:
            lines.append(_presences(told, sites=changed, label=label))
    return tuple(lines)


def _grows(site: SiteOutcome) -> bool:
    before, after = site.today, site.option
    return bool(before and after and after.half_days >= before.half_days)


def _opening(told: Told, *, change: Change) -> Spans:
    names = [one.site.name for one in told.outcome.sites if one.change is change]
    if not names:
        return ()
    count = told.quotes.figure(
        f"sites[changement={change.value}]", write=_sites, operation=Operation.COUNT
    )
    one, many = _VERBS[change]
    more = len(names) - _NAMED
    rest = f" et {more} autre{'s' if more > 1 else ''} (liste en annexe)" if more > 0 else ""
    return spans(count, f" {one if len(names) < 2 else many} : {', '.join(names[:_NAMED])}{rest}.")


def _sites(count: float | None) -> str:
    return ABSENT if count is None else plural(count, one="lieu", many="lieux")


def _presences(told: Told, *, sites: Sequence[SiteOutcome], label: str) -> Spans:
    parts: list[str | Figure] = [f"{label} : "]
    for rank, one in enumerate(sites[:_NAMED]):
        parts += [", " if rank else "", one.site.name, " (de "]
        parts += [_half_days(told, site=one, suffix="_existant"), " à "]
        parts += [_half_days(told, site=one, suffix=""), ")"]
    more = len(sites) - _NAMED
    rest = f" et {more} autre{'s' if more > 1 else ''} (liste en annexe)" if more > 0 else ""
    return (*parts, f"{rest}, en demi-journées par an.")


def _half_days(told: Told, *, site: SiteOutcome, suffix: str) -> Figure:
    return told.quotes.figure(f"sites[id={site.site.id}].demi_journees{suffix}_an", write=decimal)


def site_table(told: Told) -> Table:
    """List every site open today or in the plan: what, how often, at what cost, for how many."""
    return Table(
        caption="Les lieux : rythme, coût annuel complet et jeunes reçus",
        header=(
            *("Lieu", "Devenir", "Offre du scénario", "½ journées avant"),
            *("½ journées après", "Coût annuel", "Jeunes"),
        ),
        rows=tuple(_site(told, site=one) for one in told.outcome.sites),
        widths=(3.7, 1.4, 5.7, 1.6, 1.6, 1.6, 1.1),
    )


def _site(told: Told, *, site: SiteOutcome) -> tuple[Spans, ...]:
    at, quote = f"sites[id={site.site.id}]", told.quotes.figure
    offer = site.shown.offer.label if site.option else "—"
    return (
        (site.site.name,),
        (site.change.value,),
        (offer,),
        (_half_days(told, site=site, suffix="_existant"),),
        (_half_days(told, site=site, suffix=""),),
        (quote(f"{at}.cout_annuel_eur", write=euros),),
        (quote(f"{at}.jeunes", write=whole),),
    )
