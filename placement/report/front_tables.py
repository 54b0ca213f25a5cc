"""``front.csv``, ``front.xlsx`` and ``front.json``: a plan by budget, and what more money buys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from placement.comparison import Front, OpenSite
from placement.comparison.words import gain_words, status_words
from placement.french import euros, plural
from placement.privacy import marked_document, marked_rows
from placement.report.tables import Cell, Row, Table
from placement.report.typed_workbook import Sheet, workbook_bytes

__all__ = [
    "front_document",
    "front_notes",
    "front_table",
    "front_workbook",
    "point_role",
    "step_table",
    "value_of",
]

_FORMAT_VERSION: Final = 1
_BENDING: Final = 3
"""Points from which a front may bend."""


def front_table(front: Front) -> Table:
    """List every budget asked for, those without a plan and those off the front included."""
    unit, gained = ("min", "minutes") if front.unit == "min" else ("part", "points")
    columns = (
        *("budget_eur", "sur_le_front", "role", "cout_annuel_eur", f"objectif_{unit}"),
        *("statut", "ecart", "demi_journees_an", "trajet_moyen_min", "part_30_min"),
        *("sans_acces", "lieux", f"{gained}_pour_1000_eur", "remarque"),
    )
    rows: list[Row] = [_point(front, at=at) for at in range(len(front.points))]
    rows += [_missing(one.budget_eur, reason=one.reason) for one in front.missing]
    return _finished(columns, rows=sorted(rows, key=_by_budget), front=front)


def _by_budget(row: Row) -> float:
    return float(row[0]) if isinstance(row[0], int | float) else 0.0


def _point(front: Front, *, at: int) -> Row:
    one, shown = front.points[at], front.shown
    share = shown.share(one.share_30, among=front.territory.demand.total)
    return (
        one.budget_eur,
        "oui" if front.dominated_by[at] is None else "non",
        point_role(front, at=at),
        round(one.cost_eur, 2),
        value_of(front, value=one.value),
        one.status.name,
        one.gap,
        round(one.half_days, 1),
        shown.minutes(one.mean_min),
        share,
        shown.sum(one.without_access, digits=1),
        len(one.sites),
        _rate_before(front, at=at),
        _remark(front, at=at),
    )


def _missing(budget_eur: float, *, reason: str) -> Row:
    return (budget_eur, "non", None, *(None for _ in range(10)), reason)


def value_of(front: Front, *, value: float | None) -> Cell:
    """Write a value of the objective for the reader of a front."""
    if value is None:
        return None
    if front.unit == "min":
        return front.shown.minutes(value, digits=2)
    return front.shown.share(value, among=front.territory.demand.total)


def point_role(front: Front, *, at: int) -> str:
    """Name what a point is on the front, French; empty for an ordinary one."""
    roles = []
    if at == front.knee:
        roles.append("coude")
    if at == front.half:
        roles.append("rendement divisé par deux ensuite")
    return " ; ".join(roles)


def _rate_before(front: Front, *, at: int) -> float | None:
    """Tell what 1,000 EUR bought from the point before, in minutes or in points."""
    if at not in front.kept or at == front.kept[0]:
        return None
    rate = front.steps[front.kept.index(at) - 1].per_thousand
    return round(rate if front.unit == "min" else rate * 100, 4)


def _remark(front: Front, *, at: int) -> str | None:
    one, by = front.points[at], front.dominated_by[at]
    if by is not None:
        other = front.points[by]
        same = "vaut autant" if one.cost_eur == other.cost_eur else "vaut autant pour moins cher"
        return f"hors du front : le plan du budget de {euros(other.budget_eur)} {same}"
    if one.carried_from is not None:
        return f"plan trouvé pour un budget de {euros(one.carried_from)}"
    return None


def step_table(front: Front) -> Table:
    """List the steps along the front: more money, what is gained, which sites change."""
    columns = (
        *("budget_de_eur", "budget_a_eur", "cout_en_plus_eur", "gain_objectif"),
        *("gain_pour_1000_eur", "lieux_ouverts", "lieux_fermes", "lieux_modifies"),
    )
    points = front.front
    rows = (
        (
            points[k].budget_eur,
            points[k + 1].budget_eur,
            round(step.more_eur, 2),
            round(step.gained, 4),
            round(step.per_thousand, 6),
            *(_named(sites) for sites in (turn.opened, turn.closed, turn.changed)),
        )
        for k, (step, turn) in enumerate(zip(front.steps, front.turns, strict=True))
    )
    return _finished(columns, rows=rows, front=front)


def _named(sites: Sequence[OpenSite]) -> str | None:
    return ", ".join(f"{site.name} ({site.offer})" for site in sites) or None


def _site_table(front: Front) -> Table:
    """List the sites of the front: what each offers for each budget."""
    points = front.front
    names = {site.id: site.name for one in points for site in one.sites}
    offers = [{site.id: site.offer for site in one.sites} for one in points]
    columns = ("id", "nom", *(f"budget {one.budget_eur:.0f}" for one in points))
    rows = (
        (key, names[key], *(plan.get(key) for plan in offers)) for key in sorted(names)
    )  # the offer of the plan, nothing where it does not open
    return _finished(columns, rows=rows, front=front)


def front_notes(front: Front) -> tuple[str, ...]:
    """Say how to read a front; French sentences."""
    fixed = ", ".join(front.fixed)
    held = f"les autres règles du scénario ({fixed})" if fixed else "tout le reste du scénario"
    return (
        f"Chaque point est le meilleur plan trouvé pour un budget : {front.goal}. Le budget seul "
        f"change ; {held} sont tenus pareils à chaque point.",
        "Un budget plus grand garde le meilleur des deux plans : l'accès ne se dégrade jamais en "
        "montant.",
        *(
            f"Budget de {euros(one.budget_eur)} : "
            f"{status_words(one.status, gap=one.gap, decided=True)}."
            for one in front.front
            if one.status.name != "OPTIMAL"
        ),
        *_dropped(front),
        *_bends(front),
        *_beyond(front),
        *(
            f"Budget de {euros(one.budget_eur)}, sans plan : {one.reason}"
            for one in front.missing
        ),
    )  # fmt: skip


def _dropped(front: Front) -> list[str]:
    count = sum(by is not None for by in front.dominated_by)
    if not count:
        return []
    told = plural(count, one="point est écarté", many="points sont écartés")
    return [f"{told} : un autre vaut autant sans coûter plus cher."]


def _bends(front: Front) -> list[str]:
    told = []
    if front.knee is not None:
        told.append(
            f"Coude au budget de {euros(front.points[front.knee].budget_eur)} : c'est le point le "
            "plus loin sous la droite qui joint les deux bouts du front."
        )
    if front.half is not None:
        first = gain_words(front.steps[0].per_thousand, unit=front.unit)
        told.append(
            f"Au-delà de {euros(front.points[front.half].budget_eur)}, 1 000 € de plus rapportent "
            f"au plus la moitié de ce qu'ils rapportent au début ({first} au premier pas)."
        )
    if len(front.kept) < _BENDING:
        return ["Trop peu de points sur le front pour y lire un coude : essayez plus de budgets."]
    if not told:
        told.append("Le front ne plie nettement nulle part : chaque euro rapporte presque autant.")
    return told


def _beyond(front: Front) -> list[str]:
    """Say from which budget money alone buys nothing more, where the range goes beyond it."""
    last = max(front.kept, key=lambda at: front.points[at].cost_eur)
    if last == len(front.points) - 1 or front.dominated_by[-1] is None:
        return []
    fixed = f" ({', '.join(front.fixed)})" if front.fixed else ""
    return [
        f"Au-delà de {euros(front.points[last].cost_eur)}, plus de budget n'apporte plus rien tant "
        f"que les autres règles{fixed} et les lieux possibles restent les mêmes."
    ]


def front_document(front: Front) -> dict[str, Any]:
    """Write a front as JSON values; what is masked is null, its key in ``masque``."""
    (today_eur, today), walk = front.today, step_table(front)
    document: dict[str, Any] = {
        "version": _FORMAT_VERSION,
        "territoire": front.territory.name,
        "scenario": front.scenario,
        "titre": front.title,
        "diffusion": front.profile.value,
        "objectif": front.goal,
        "unite": front.unit,
        "regles_tenues": list(front.fixed),
        "aujourdhui": {"cout_annuel_eur": today_eur, "objectif": value_of(front, value=today)},
        "points": [
            {**_record(front, at=at), "ouverts": [_site(site) for site in one.sites]}
            for at, one in enumerate(front.points)
        ],
        "sans_plan": [
            {"budget_eur": one.budget_eur, "raison": one.reason} for one in front.missing
        ],
        "coude_eur": _budget(front, at=front.knee),
        "rendement_divise_par_deux_eur": _budget(front, at=front.half),
        "pas": [dict(zip(walk.columns, row, strict=True)) for row in walk.rows],
        "lecture": list(front_notes(front)),
        "avertissements": list(front.remarks),
    }  # fmt: skip
    marked: dict[str, Any] = marked_document(document)
    return marked


def _record(front: Front, *, at: int) -> dict[str, Any]:
    columns = front_table(front).columns
    return dict(zip(columns, _point(front, at=at), strict=False))


def _site(site: OpenSite) -> dict[str, str]:
    return {"id": site.id, "nom": site.name, "type": site.kind, "offre": site.offer}


def _budget(front: Front, *, at: int | None) -> float | None:
    return None if at is None else front.points[at].budget_eur


def front_workbook(front: Front, *, sources: Sequence[str]) -> bytes:
    """Write the workbook; ``sources`` are French lines, data set and licence."""
    title = f"Budget et accès – {front.title}"
    notes = [
        *front_notes(front),
        *(f"Attention : {text}" for text in front.remarks),
        *(f"Source : {text}" for text in sources),
    ]
    return workbook_bytes(
        [
            Sheet(
                "Lisez-moi",
                Table(("à savoir",), tuple((line,) for line in notes)),
                frozen=0,
                headings=(title, front.profile.sentence),
            ),
            Sheet("Front", front_table(front)),
            Sheet("Pas à pas", step_table(front), frozen=2),
            Sheet("Lieux", _site_table(front), frozen=2),
        ],
        title=title,
    )


def _finished(columns: tuple[str, ...], *, rows: Iterable[Row], front: Front) -> Table:
    return Table(*marked_rows(columns, rows=rows, shown=front.shown))
