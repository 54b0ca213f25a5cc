"""The first scenarios of a new territory, as commented YAML."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from placement.french import euros, plural, whole
from placement.initial.money import (
    INHABITANTS_PER_ANTENNE,
    INHABITANTS_PER_PERMANENCE,
    FirstBudget,
    first_budget,
    movable_share,
)
from placement.initial.planned import PlannedSite

__all__ = ["Brief", "first_scenarios"]

_MANY_SITES: Final = 120
_SAVINGS_PCT: Final = (10, 5, 2)
_MORE_PCT: Final = 20
_CONTRAST_PCT: Final = 20


@dataclass(frozen=True, slots=True)
class Brief:
    """What first scenarios depend on.

    Parameters
    ----------
    territory : what the key ``territoire`` cites: a name, or a path from the scenario
    existing : sites held today, a supposed siège among them
    n_sites : all the sites, candidates included
    population : inhabitants of the perimeter
    """

    territory: str
    existing: tuple[PlannedSite, ...]
    n_sites: int
    population: int

    @property
    def supposed(self) -> bool:
        """Whether today's network is only a supposed siège."""
        return any(site.supposed for site in self.existing)


def first_scenarios(brief: Brief) -> dict[str, str]:
    """Return the text of each scenario, by file name."""
    kinds = _supposed(brief) if brief.supposed else _known(brief)
    texts = [_today(brief), *kinds]
    return {f"{n:02d}-{name}.yaml": text for n, (name, text) in enumerate(texts, start=1)}


def _today(brief: Brief) -> tuple[str, str]:
    told = (
        "Une supposition : personne n'a donné les lieux d'aujourd'hui ; un siège est supposé dans "
        "la commune la plus peuplée. Remplacez-le dans lieux.csv par vos vrais lieux."
        if brief.supposed
        else "Le réseau d'aujourd'hui, tel qu'il est dans lieux.csv. Rien n'est optimisé : ce "
        "scénario sert de référence à tous les autres."
    )
    title = "Le siège supposé, seul" if brief.supposed else "Le réseau d'aujourd'hui"
    text = _document(brief, name="existant", title=title, told=told, mode="existant", lines=())
    return "existant", text


def _known(brief: Brief) -> Iterator[tuple[str, str]]:
    """Scenarios that start from the cost of today's network."""
    kept = _forced(brief)
    keeping = (
        "Le siège et les antennes restent ce qu'ils sont ; les permanences sont redéployées."
        if _has_permanences(brief)
        else "Le siège et les antennes restent ouverts ; leur rythme peut changer, et des "
        "permanences ouvrir."
    )
    yield _optimised(
        brief,
        name="moyens-constants",
        title="Redéploiement à moyens constants",
        told=f"Même budget et même temps de conseiller qu'aujourd'hui. {keeping}",
        lines=(*_budget(0), *_half_days(), *kept),
    )
    yield _optimised(
        brief,
        name=f"plus-{_MORE_PCT}-pour-cent",
        title=f"{_MORE_PCT} % de budget en plus",
        told=f"Ce que gagneraient les jeunes si les financeurs ajoutaient {_MORE_PCT} %. Une "
        "partie du budget peut payer une embauche : le temps de conseiller n'est pas limité.",
        lines=(*_budget(_MORE_PCT), *kept),
    )
    yield from _saving(brief, kept=kept)
    yield _optimised(
        brief,
        name="remise-a-plat",
        title="Remise à plat à moyens constants (borne théorique)",
        told="Seul le siège est gardé, tout le reste peut changer. Ce n'est pas une proposition : "
        "c'est la borne de ce que le budget d'aujourd'hui pourrait donner si rien n'était imposé.",
        lines=(*_budget(0), *_half_days()),
    )


def _saving(brief: Brief, *, kept: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield a saving that can be made: on the permanences, else on the antennes too."""
    closable = ("permanence", "antenne")
    for kinds, lines in ((closable[:1], kept), (closable, ())):
        share = movable_share(brief.existing, kinds=kinds)
        possible = [pct for pct in _SAVINGS_PCT if pct < 100 * share]
        if possible:
            pct = possible[0]
            what = "sans toucher au siège ni aux antennes" if lines else "le siège seul étant gardé"
            yield _optimised(
                brief,
                name=f"economie-{pct}-pour-cent",
                title=f"Économie de {pct} %",
                told=f"S'il fallait économiser {pct} %, {what}, quels lieux garder ? La carte dit "
                "quelles communes y perdent.",
                lines=(*_budget(-pct), *_half_days(), *lines),
            )
            return


def _supposed(brief: Brief) -> Iterator[tuple[str, str]]:
    """Scenarios of a first network: absolute budgets, since today's cost is not known."""
    siege = next(site for site in brief.existing if site.supposed)
    budget = first_budget(brief.population, siege=siege)
    yield _first(brief, budget=budget, pct=0)
    yield _first(brief, budget=budget, pct=_CONTRAST_PCT)
    yield _first(brief, budget=budget, pct=-_CONTRAST_PCT)


def _first(brief: Brief, *, budget: FirstBudget, pct: int) -> tuple[str, str]:
    suffix = {0: "", _CONTRAST_PCT: f"-plus-{pct}", -_CONTRAST_PCT: f"-moins-{-pct}"}[pct]
    sign = f" ({'+' if pct > 0 else '−'}{abs(pct)} %)" if pct else ""
    amount = max(
        round(budget.total_eur * (100 + pct) / 100),
        round(budget.siege_eur + budget.permanence_eur),
    )
    told = (
        "Où tenir un premier réseau d'antennes et de permanences, siège supposé compris, pour un "
        f"budget tiré des moyennes nationales{sign}. Ce n'est pas votre budget : remplacez-le."
    )
    return _optimised(
        brief,
        name=f"premier-maillage{suffix}",
        title=f"Premier maillage{sign}",
        told=told,
        lines=(*_explained(budget, population=brief.population, pct=pct), "budget:",
               f"  annuel_eur: {amount}"),
    )  # fmt: skip


def _explained(budget: FirstBudget, *, population: int, pct: int) -> Iterator[str]:
    """Comment every assumption of the budget."""
    yield "# D'où vient ce budget (tout est une hypothèse, en coût complet, à remplacer) :"
    yield f"# - siège, tous les jours, accueil compris : {euros(budget.siege_eur)} ;"
    yield (
        f"# - {_counted(budget.antennes, 'antenne')}, 3 jours par semaine, local prêté : "
        f"{euros(budget.antenne_eur)} chacune. Une pour {whole(INHABITANTS_PER_ANTENNE)} habitants,"
    )
    yield "#   siège compris (1 137 antennes en France en 2015, pour 65 millions d'habitants) ;"
    yield (
        f"# - {_counted(budget.permanences, 'permanence')}, 2 demi-journées par mois : "
        f"{euros(budget.permanence_eur)} chacune. Une pour"
    )
    yield f"#   {whole(INHABITANTS_PER_PERMANENCE)} habitants (4 981 permanences en 2015)."
    yield (
        f"# Population : {whole(population)} habitants. Total : {euros(budget.total_eur)} par an"
        + (f", ici {'plus' if pct > 0 else 'moins'} {abs(pct)} %." if pct else ".")
    )
    yield "# Coûts unitaires : rubrique « couts », valeurs par défaut (docs/scenario.md)."


def _counted(number: int, noun: str) -> str:
    return plural(number, one=noun, many=f"{noun}s")


def _budget(pct: int) -> tuple[str, ...]:
    return (
        "# Coût du réseau d'aujourd'hui, plus ou moins ce pourcentage.",
        "budget:",
        f"  existant_plus_pct: {pct}",
    )


def _half_days() -> tuple[str, ...]:
    return (
        "# Pas une demi-journée de conseiller de plus qu'aujourd'hui.",
        "demi_journees:",
        "  existant_plus_pct: 0",
    )


def _forced(brief: Brief) -> tuple[str, ...]:
    """Keep today's antennes as they are; open only, where nothing else could move."""
    antennes = [site.id for site in brief.existing if site.kind == "antenne"]
    if not antennes:
        return ()
    if _has_permanences(brief):
        told, offer = "« actuel » garde le service d'aujourd'hui.", ", offre: actuel"
    else:
        told, offer = "Sans « offre », le lieu reste ouvert, à un rythme choisi au mieux.", ""
    return (
        f"# {told} Le siège est toujours gardé.",
        "sites:",
        "  imposes:",
        *(f"    - {{lieu: {name}{offer}}}" for name in antennes),
    )


def _has_permanences(brief: Brief) -> bool:
    return any(site.kind == "permanence" for site in brief.existing)


def _optimised(
    brief: Brief, *, name: str, title: str, told: str, lines: Sequence[str]
) -> tuple[str, str]:
    limits = _limits(brief)
    text = _document(
        brief, name=name, title=title, told=told, mode="optimisation", lines=(*lines, *limits)
    )
    return name, text


def _limits(brief: Brief) -> tuple[str, ...]:
    """Stop sooner on a large territory: a proof to a thousandth, within minutes."""
    if brief.n_sites <= _MANY_SITES:
        return ()
    return (
        f"# {brief.n_sites} lieux : un plan prouvé à un millième près, en quelques minutes.",
        "solveur:",
        "  ecart_max: 0.001",
        "  temps_max_s: 180",
    )


def _document(
    brief: Brief, *, name: str, title: str, told: str, mode: str, lines: Sequence[str]
) -> str:
    comment = "\n".join(f"# {line}" for line in textwrap.wrap(told, 92))
    description = "\n".join(f"  {line}" for line in textwrap.wrap(told, 92))
    rest = "".join(f"{line}\n" for line in lines)
    return (
        f"{comment}\n# Toutes les clés : docs/scenario.md.\n\n"
        f"version: 1\nnom: {name}\ntitre: {title}\ndescription: >\n{description}\n"
        f"territoire: {brief.territory}\nmode: {mode}\n{rest}"
    )
