"""What the page of needs says around its map, as HTML that needs no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from placement.french import decimal, percent, plural
from placement.needs import SPREAD, TOP, NeedsOutcome, Normalisation, WeightRow
from placement.sources.provenance import Provenance
from placement.territory import SUPPOSED_SIEGE

__all__ = ["method_html", "notices", "robustness_html", "sources_html", "weights_html"]


def weights_html(outcome: NeedsOutcome) -> str:
    """Table of the criteria: what each weighs, what it counts, why it does not count."""
    rows = "".join(_weight_row(row) for row in outcome.weight_rows())
    return (
        '<table class="weights"><caption>Le poids retenu est la part du critère dans l\'indice, '
        "une fois écartés ceux qui ne peuvent pas compter. Pour changer les poids : besoins.csv, "
        "ou --poids.</caption><thead><tr>"
        '<th scope="col">Critère</th><th scope="col">Poids demandé</th>'
        f'<th scope="col">Poids retenu</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _weight_row(row: WeightRow) -> str:
    counts = row.kept > 0
    about = row.criterion.meaning if counts else f"ne compte pas : {row.reason}"
    origin = ", ".join(part for part in (row.source, row.vintage) if part)
    credit = f" Source : {origin}." if counts and origin else ""
    flag = " Valeurs estimées." if counts and row.estimated else ""
    small = f"{about[:1].upper()}{about[1:]}.{flag}{credit}"
    kept = percent(row.kept, digits=0 if row.kept >= 0.1 else 1) if counts else "—"
    return (
        f'<tr class="{"with" if counts else "without"}"><th scope="row">'
        f"{escape(row.criterion.label)}<small>{escape(small)}</small></th>"
        f'<td class="number">{decimal(row.asked)}</td><td class="number">{kept}</td></tr>'
    )


def robustness_html(outcome: NeedsOutcome) -> str:
    """Tell how much of the ranking depends on the weights."""
    trials, index = outcome.stability, outcome.index
    names = outcome.measured.places.name
    top = [int(at) for at in index.order if 0 < index.rank[at] <= TOP]
    sure = [at for at in top if trials.top_share[at] >= 0.9]
    rivals = [int(at) for at in index.order if at not in top and trials.top_share[at] >= 0.25]
    told = [
        f"Les poids sont des choix : le classement a été refait {trials.trials} fois, chaque poids "
        f"variant de ± {percent(SPREAD)}, seul puis tous ensemble.",
        f"Sur les {len(top)} premiers du classement, {len(sure)} le restent au moins 9 fois sur "
        f"10{_names(names[at] for at in sure)}.",
    ]
    if rivals:
        told.append(
            f"Pourraient entrer dans les {TOP} premiers avec d'autres poids (au moins une fois sur "
            f"quatre){_names(names[at] for at in rivals)}."
        )
    told.append("La fiche de chaque lieu donne son meilleur et son plus mauvais rang.")
    return _paragraphs(told)


def _names(names: Iterable[str]) -> str:
    told = ", ".join(names)
    return f" : {told}" if told else ""


def method_html(outcome: NeedsOutcome) -> str:
    """Tell how the index is made, and what it is not."""
    by_rank = outcome.index.normalisation is Normalisation.RANK
    scale = (
        "Le score d'un critère est la part des jeunes du territoire qui vivent là où le besoin "
        "est moindre (et la moitié de ceux où il est égal) : 80 veut dire que 80 % des jeunes "
        "vivent dans un lieu moins touché. La moyenne des jeunes est à 50."
        if by_rank
        else "Le score d'un critère va de 0 (la valeur la plus favorable du territoire) à 100 (la "
        "moins favorable)."
    )
    told = [
        scale,
        "L'indice est la moyenne des scores, pondérée par les poids. Un critère sans données, ou "
        "de même valeur partout, ne compte pas ; là où un critère manque, les autres comptent "
        "seuls.",
        "Un lieu d'où l'on n'atteint aucune porte ouverte (« sans accès ») est au besoin le plus "
        "élevé pour ce critère. Les temps sont théoriques, hors congestion, vers le lieu ouvert le "
        "plus proche, quel que soit son rythme d'ouverture.",
        "L'indice compare les lieux d'un même territoire : il ne dit rien d'un territoire à "
        "l'autre, ni de l'effet d'une antenne, que les scénarios calculent.",
        *outcome.warnings,
        *outcome.territory.estimates,
    ]
    return _paragraphs(told)


def sources_html(sources: Iterable[Provenance]) -> str:
    """List the sources: what, whose, of when, under which licence."""
    items = "".join(
        f"<li>{escape(one.title)} — {escape(one.owner)}, {escape(one.vintage)} "
        f"({escape(one.licence)})</li>"
        for one in sources
    )
    return (
        f"<ul>{items}</ul><p>Coordonnées en WGS84, affichées en projection Web Mercator ; "
        "surfaces et distances calculées en projection conforme du territoire.</p>"
    )


def notices(outcome: NeedsOutcome) -> list[str]:
    """Say what must be read on the face of the map."""
    told = [outcome.profile.sentence]
    if outcome.measured.doors.estimated:
        told.append("Temps estimés, sans réseau routier")
    if outcome.territory.demand.estimated:
        told.append("Effectifs de jeunes estimés")
    if outcome.territory.fictitious:
        told.append("Données fictives, pour l'exemple")
    if outcome.territory.supposed_siege:
        told.append(SUPPOSED_SIEGE)
    left = sum(1 for row in outcome.weight_rows() if row.asked > 0 and row.kept == 0)
    if left:
        told.append(plural(left, one="critère ne compte pas", many="critères ne comptent pas"))
    return told


def _paragraphs(sentences: Iterable[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in dict.fromkeys(sentences))
