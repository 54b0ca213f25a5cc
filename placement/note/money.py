"""What a plan costs and who pays: by EPCI, by funder, once; parts add up to the euro."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from placement.french import ABSENT, euros, whole_euros
from placement.note.content import Told
from placement.note.model import Figure, Spans, Table, Term, spans

__all__ = ["cost_words", "epci_costs", "funder_costs"]

_OUTSIDE: Final = "Hors du périmètre"
_UNKNOWN: Final = "Financeur à préciser (lieux.csv)"
_CAPTIVE: Final = "Public captif (maison d'arrêt, CFA…)"
_TODAY, _PLAN = "cout_annuel_existant_eur", "cout_annuel_eur"

Shares = Sequence[tuple[str, float]]


def cost_words(told: Told) -> Spans:
    """Tell the yearly cost, today's, and what is spent once."""
    quote = told.quotes.figure
    return spans(
        "Le scénario coûte ",
        quote(_PLAN, write=euros),
        " par an en coût complet (temps des conseillers compris), contre ",
        quote(_TODAY, write=euros),
        " aujourd'hui, et ",
        quote("investissement_eur", write=euros),
        " une fois, pour ouvrir ou fermer des lieux.",
    )


def epci_costs(told: Told) -> Table:
    """Tell the yearly cost by the EPCI where each site stands."""
    epci = {one.code: one.epci_name for one in told.outcome.territory.communes}
    return _costs(
        told,
        shares=lambda site_id: ((epci.get(_commune(told, site_id), _OUTSIDE), 1.0),),
        caption="Coût annuel complet, selon l'EPCI où se tient le lieu",
        head="EPCI",
    )


def funder_costs(told: Told) -> Table | None:
    """Tell the yearly cost by funder; None where no site names any."""
    funders = {one.site.id: one.site.funders for one in told.outcome.sites}
    if not any(funders.values()):
        return None
    return _costs(
        told,
        shares=lambda site_id: funders[site_id] or ((_UNKNOWN, 1.0),),
        caption="Coût annuel complet, selon le financeur",
        head="Financeur",
    )


def _commune(told: Told, site_id: str) -> str:
    return next(s.site.commune_code for s in told.outcome.sites if s.site.id == site_id)


def _costs(told: Told, *, shares: Callable[[str], Shares], caption: str, head: str) -> Table:
    payers: dict[str, list[tuple[str, float]]] = {}
    for one in told.outcome.sites:
        for name, share in shares(one.site.id):
            payers.setdefault(name, []).append((one.site.id, share))
    columns = [_column(told, payers=payers, key=key) for key in (_TODAY, _PLAN)]
    names = [*sorted(payers), *([_CAPTIVE] if _has_captive(told) else [])]
    changes = [_change(before, after=after) for before, after in zip(*columns, strict=True)]
    cells = list(zip(*columns, changes, strict=True))
    rows = [
        ((name,), *((cell,) for cell in line)) for name, line in zip(names, cells, strict=False)
    ]
    return Table(
        caption=caption,
        header=(head, "Aujourd'hui", "Scénario", "Écart"),
        rows=(*rows, (("Ensemble",), *((cell,) for cell in cells[-1]))),
        widths=(5, 2, 2, 2),
        total=True,
    )


def _has_captive(told: Told) -> bool:
    return bool(told.outcome.plan.fixed_cost_eur)


def _column(told: Told, *, payers: Mapping[str, list[tuple[str, float]]], key: str) -> list[Figure]:
    """Return what each payer pays, the captive public, then the whole: it is their sum."""
    parts = [
        tuple(Term(f"sites[id={site}].{key}", share) for site, share in payers[name])
        for name in sorted(payers)
    ]
    if _has_captive(told):
        parts.append((Term("public_captif.cout_annuel_eur"),))
    exact = [told.quotes.figure(*terms, write=euros) for terms in parts]
    amounts = whole_euros({rank: float(one.value or 0.0) for rank, one in enumerate(exact)})
    told_parts = [
        told.quotes.figure(*terms, write=euros, text=euros(amount))
        for terms, amount in zip(parts, amounts.values(), strict=True)
    ]
    return [*told_parts, told.quotes.figure(key, write=euros)]


def _change(before: Figure, *, after: Figure) -> Figure:
    """Subtract two figures as they are read, so that a line adds up."""
    exact = float(after.value or 0.0) - float(before.value or 0.0)
    read = _amount(after.text) - _amount(before.text)
    return Figure(
        text=_signed(read),
        value=exact,
        file=after.file,
        operation=after.operation,
        terms=(*after.terms, *(Term(one.path, -one.factor) for one in before.terms)),
    )


def _amount(text: str) -> int:
    digits = "".join(letter for letter in text if letter.isdigit())
    return int(digits or 0) * (-1 if text.startswith("−") else 1)


def _signed(amount_eur: float) -> str:
    text = euros(amount_eur)
    return text if text.startswith((ABSENT, "−")) or not amount_eur else f"+{text}"
