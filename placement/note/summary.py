"""The two pages that open a note: question, figures, map, proposal, effects, cost, decision."""

from __future__ import annotations

from typing import Final

from placement.evaluate import EVERYBODY
from placement.french import euros, percent, whole
from placement.note.access import key_pairs
from placement.note.changes import balance_of, change_bullets, commune_rows, people_words
from placement.note.content import Choice, Dossier, Told
from placement.note.model import (
    Block,
    Bullets,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Part,
    Span,
    Spans,
    Tone,
    spans,
)
from placement.note.money import cost_words, epci_costs
from placement.note.trace import Writer, to_the_minute
from placement.outcome import Change
from placement.problem import Goal
from placement.report.words import goal_label

__all__ = ["summary"]

_SHOWN: Final = 5
_BENCHMARKS_MIN: Final = (30, 20, 15)

_TRIP_ALONE: Final = (
    "Temps théorique hors congestion ; trajet seul, sans l'attente entre deux ouvertures, que la "
    "carte des gains et des pertes compte aussi."
)

_WHY: Final = {
    Choice.NAMED: "Il a été désigné par l'équipe parmi les scénarios étudiés.",
    Choice.ALONE: "C'est le seul scénario étudié ici.",
    Choice.WITHIN_MEANS: (
        "C'est celui dont l'objectif est le mieux servi parmi les scénarios étudiés qui tiennent "
        "dans le budget et les demi-journées d'aujourd'hui ; le conseil d'administration peut en "
        "retenir un autre."
    ),
    Choice.BEYOND_MEANS: (
        "Aucun scénario étudié ne tient dans les moyens d'aujourd'hui ; c'est celui dont "
        "l'objectif est le mieux servi."
    ),
    Choice.NOTHING: "Aucun changement n'est proposé : cette note décrit le réseau d'aujourd'hui.",
}


def summary(dossier: Dossier) -> Part:
    """Write the summary that a board reads."""
    told = dossier.proposed
    return Part(
        id="synthese",
        title="Note de synthèse",
        blocks=(
            *_question(told),
            KeyFigures(_key_figures(told)),
            *([dossier.picture] if dossier.picture else []),
            *_proposal(dossier),
            *_effects(told),
            *_cost(told),
            *_decision(told),
        ),
    )


def _question(told: Told) -> tuple[Block, ...]:
    asked = " ".join(told.description.split()) or (
        "Où, et à quel rythme, tenir les lieux d'accueil de la Mission Locale pour que les jeunes "
        "y aient accès, avec et sans voiture ?"
    )
    return (Heading("La question posée"), Paragraph((asked,)), Paragraph(_means(told)))


def _means(told: Told) -> Spans:
    """Tell the frame: what may be spent."""
    quote, outcome = told.quotes.figure, told.outcome
    parts: list[Span] = ["Cadre retenu : "]
    if outcome.budget_eur is None:
        parts.append("le réseau tel qu'il est")
    else:
        parts += ["au plus ", quote("budget_annuel_eur", write=euros), " par an"]
    if outcome.half_days_max is not None:
        most = quote("demi_journees_max_an", write=whole)
        parts += [" et ", most, " demi-journées de conseiller"]
    parts += [
        " ; aujourd'hui, ",
        quote("cout_annuel_existant_eur", write=euros),
        " et ",
        quote("demi_journees_existant_an", write=whole),
        " demi-journées.",
    ]
    return tuple(parts)


def _key_figures(told: Told) -> tuple[KeyFigure, ...]:
    """Return three figures: within reach, within reach without a car, without any access.

    The benchmark is the longest that tells today from the plan; where nobody is without access, the
    mean trip says more.
    """
    no_car = "sans_voiture" in told.outcome.plan.indicators
    groups = ((EVERYBODY, "Jeunes"), ("sans_voiture", "Adultes sans voiture"))
    figures = [_within(told, group=group, who=who) for group, who in groups[: 1 + no_car]]
    nobody = key_pairs(told, path=f"{EVERYBODY}.sans_acces", write=whole)
    if any(one.value for one in nobody) or any(one.value is None for one in nobody):
        last = KeyFigure("Jeunes sans aucun accès", *nobody)
    else:
        pair = key_pairs(told, path=f"{EVERYBODY}.moyenne_min", write=to_the_minute)
        last = KeyFigure("Trajet moyen", *pair)
    return (*figures, last)


def _within(told: Told, *, group: str, who: str) -> KeyFigure:
    """Tell the share within the longest benchmark that a plan changes."""
    asked = [
        (limit, key_pairs(told, path=f"{group}.part_{limit}_min", write=percent))
        for limit in _BENCHMARKS_MIN
    ]
    limit, pair = next(
        ((limit, pair) for limit, pair in asked if pair[0].text != pair[1].text), asked[0]
    )
    return KeyFigure(f"{who} à {limit}\u202fmin ou moins d'un lieu ouvert", *pair)


def _proposal(dossier: Dossier) -> tuple[Block, ...]:
    told = dossier.proposed
    if not told.decides:
        return (Heading("Ce que dit cette note"), Paragraph((_WHY[dossier.choice],)))
    changes = change_bullets(told)
    said = (
        f"Le scénario proposé : « {told.outcome.title} ». ",
        _WHY[dossier.choice],
        *_objective(told),
    )
    kept = sum(one.change is Change.KEPT for one in told.outcome.sites)
    return (
        Heading("Recommandation"),
        Paragraph(said),
        Bullets(changes) if changes else Paragraph(("Aucun lieu ne change.",)),
        *([Paragraph(("Les autres lieux restent ce qu'ils sont.",))] if changes and kept else []),
    )


def _objective(told: Told) -> Spans:
    """Tell what was sought first, today and in the plan."""
    objective = told.outcome.board.stages[0].objective
    path = f"objectifs.{objective.goal.value}"
    write: Writer = percent if objective.goal is Goal.COVERED else to_the_minute
    before, after = (
        told.quotes.figure(f"{path}.{when}", write=write) for when in ("existant", "scenario")
    )
    if before.value is None or after.value is None:
        return ()
    label = goal_label(objective)
    return spans(f" L'objectif recherché, « {label} », passe de ", before, " à ", after, ".")


def _effects(told: Told) -> tuple[Block, ...]:
    """Name those who gain and those who lose; an absence of losers is told too."""
    if not told.decides:
        return ()
    balance = balance_of(told)
    blocks: list[Block] = [
        Heading("Ce qui change, pour qui"),
        Bullets((*people_words(told), _often(told))),
    ]
    for rows, access, verb in (
        (balance.gaining, "gagnent_un_acces", "gagnent"),
        (balance.losing, "perdent_un_acces", "perdent"),
    ):
        if not rows:
            blocks.append(Paragraph((f"Aucune commune ne compte parmi celles qui {verb}.",)))
            continue
        most = len(rows) > _SHOWN
        caption = f"Communes dont les jeunes {verb}" + (
            " le plus (suite en annexe)" if most else ""
        )
        blocks.append(commune_rows(told, rows=rows[:_SHOWN], access=access, caption=caption))
    blocks.append(Paragraph((_TRIP_ALONE,), Tone.REMARK))
    return tuple(blocks)


def _often(told: Told) -> Spans:
    before, after = key_pairs(told, path=f"{EVERYBODY}.part_ouvert_15_jours", write=percent)
    return spans(
        "Part des jeunes dont le lieu ouvre au moins tous les 15 jours : ",
        *(before, " aujourd'hui, ", after, " avec le scénario."),
    )


def _cost(told: Told) -> tuple[Block, ...]:
    return (
        Heading("Coût et financeurs"),
        Paragraph(cost_words(told)),
        epci_costs(told),
    )


def _decision(told: Told) -> tuple[Block, ...]:
    return (Heading("Décision demandée"), *_resolution(told))


def _resolution(told: Told) -> tuple[Block, ...]:
    if not told.decides:
        return (
            Paragraph(
                ("Le conseil d'administration prend acte de cet état des lieux et demande que des "
                 "scénarios d'évolution lui soient présentés.",),
                Tone.DECISION,
            ),
        )  # fmt: skip
    hosts = any(one.change is Change.OPENED for one in told.outcome.sites)
    points: list[Spans] = [
        ("prend acte du diagnostic, de ses sources, de ses hypothèses et de ses limites ;",),
        (f"retient comme base de travail le scénario « {told.outcome.title} » ;",),
        ("mandate la direction pour rencontrer les EPCI, les financeurs et "
         + ("les structures hôtes pressenties, et préparer les conventions de mise à disposition ;"
            if hosts else "les partenaires concernés ;"),),
        ("demande que les communes qui perdent en accès ou en présence soient consultées avant "
         "toute mise en œuvre ;",),
        ("fixe un bilan à 6 mois, 1 an, 18 mois et 3 ans, sur le tableau de suivi en annexe.",),
    ]  # fmt: skip
    return (
        Paragraph(("Projet de délibération. Le conseil d'administration :",), Tone.DECISION),
        Bullets(tuple(points), numbered=True),
        Paragraph(("Pour : ……   Contre : ……   Abstention : ……",), Tone.BLANK),
    )
