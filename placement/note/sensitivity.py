"""How solid a plan is: the proof, the other good plans, the price of each site."""

from __future__ import annotations

from placement.french import decimal, percent, whole
from placement.note.content import Dossier, Told
from placement.note.model import Block, Bullets, Heading, Paragraph, Part, Spans, Table, Tone, spans

__all__ = ["sensitivity"]


def sensitivity(dossier: Dossier) -> Part:
    """Tell how solid the plan is: the proof, the other good plans, the price of each site."""
    told = dossier.proposed
    return Part(
        id="sensibilite",
        title="Annexe 4 : solidité et sensibilité",
        blocks=(
            Heading("La qualité de la solution"),
            Paragraph(_proof(told)),
            *_sentences(told),
            Heading("Les autres bons plans"),
            *_others(told),
        ),
        follows=True,
    )


def _proof(told: Told) -> Spans:
    status, gap = told.quotes.value("statut"), told.quotes.value("ecart")
    if not told.decides:
        return ("Le réseau d'aujourd'hui est décrit tel qu'il est : rien n'est optimisé.",)
    if status == "OPTIMAL":
        opening = (
            "Sous les hypothèses de cette note, le calcul prouve qu'aucun autre choix de lieux et "
            "de rythmes ne sert mieux l'objectif"
        )
    else:
        opening = (
            "Le plan est bon mais la preuve n'est pas terminée : un autre pourrait mieux servir "
            "l'objectif"
        )
    if gap is None:
        return (f"{opening}.",)
    return spans(
        f"{opening} (écart au meilleur possible : au plus ",
        told.quotes.figure("ecart", write=_share),
        ").",
    )


def _share(value: float | None) -> str:
    return percent(value, digits=2)


def _sentences(told: Told) -> tuple[Block, ...]:
    count = len(told.quotes.value("explications"))
    if not count:
        return ()
    return (Bullets(tuple((told.quotes.sentence(f"explications.{k}"),) for k in range(count))),)


def _others(told: Told) -> tuple[Block, ...]:
    others = told.outcome.others
    if others is None or not (others.asked or others.sites):
        return (
            Paragraph(
                ("Ce scénario n'a pas demandé d'autres plans. Pour les obtenir, ajoutez-lui "
                 "« alternatives: {nombre: 5, par_lieu: oui} » : la note dira alors quels plans "
                 "valent presque autant, et ce que coûterait d'imposer ou d'interdire chaque "
                 "lieu. Pour éprouver un coût, une vitesse ou un effectif, faites-en un scénario "
                 "de plus : il entrera dans le tableau de comparaison.",)
            ),
        )  # fmt: skip
    return (
        *([_plans(told)] if others.asked and others.plans else []),
        *((_standings(told), _unit(told)) if others.sites else ()),
    )


def _unit(told: Told) -> Paragraph:
    unit = told.quotes.sentence("alternatives.unite")
    opening = (
        "Surcoût : ce que perd l'objectif si l'on ferme un lieu du plan, ou si l'on en ouvre "
        "un qu'il ne retient pas, en "
    )
    return Paragraph((opening, unit, "."), Tone.REMARK)


def _plans(told: Told) -> Table:
    names = {one.id: one.name for one in told.outcome.territory.sites}
    plans = told.outcome.others.plans if told.outcome.others else ()
    return Table(
        caption="D'autres plans, presque aussi bons",
        header=("Rang", "Moins bon de", "Lieux en plus", "Lieux en moins"),
        rows=tuple(
            (
                (told.quotes.figure(f"alternatives.plans.{k}.rang", write=whole),),
                (told.quotes.figure(f"alternatives.plans.{k}.ecart", write=_share),),
                (", ".join(names[one] for one in plan.opened) or "—",),
                (", ".join(names[one] for one in plan.closed) or "—",),
            )
            for k, plan in enumerate(plans)
        ),
        widths=(1, 1.6, 4, 4),
    )


def _standings(told: Told) -> Table:
    names = {one.id: one.name for one in told.outcome.territory.sites}
    sites = told.outcome.others.sites if told.outcome.others else ()
    return Table(
        caption="Ce que pèse chaque lieu",
        header=("Lieu", "Dans le plan", "Part des bons plans", "Surcoût si le contraire"),
        rows=tuple(
            (
                (names[one.site_id],),
                ("ouvert" if one.open_in_best else "non retenu",),
                (told.quotes.figure(f"alternatives.lieux.{k}.part_bons_plans", write=percent),),
                (told.quotes.figure(f"alternatives.lieux.{k}.surcout", write=decimal),),
            )
            for k, one in enumerate(sites)
        ),
        widths=(4, 2, 2, 2.4),
    )
