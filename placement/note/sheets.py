"""The action sheet, in the layouts of Moulins and of Béthune, filled with what is known."""

from __future__ import annotations

from typing import Final

from placement.errors import cite
from placement.evaluate import EVERYBODY
from placement.french import percent, whole
from placement.note.access import key_pairs
from placement.note.changes import change_bullets
from placement.note.content import Dossier, Template, Told
from placement.note.model import Block, Bullets, Heading, Paragraph, Part, Spans, Table, Tone, spans
from placement.note.money import cost_words
from placement.outcome import Change

__all__ = ["sheet"]

_BLANK: Final = Paragraph(("À compléter.",), Tone.BLANK)

_STEPS: Final = (
    ("Partager le diagnostic", "Présenter la note au bureau, puis au conseil d'administration",
     "Comparer les scénarios, recueillir les réserves"),
    ("Rencontrer les hôtes", "Vérifier locaux, confidentialité, accès internet, jours d'ouverture",
     "Visite, puis convention de mise à disposition"),
    ("Consulter les communes", "En priorité celles qui perdent en accès ou en présence",
     "Courrier et rendez-vous avec les élus"),
    ("Boucler le financement", "Valider la part de chaque EPCI et de chaque financeur",
     "Conventions de financement"),
    ("Établir le planning", "Répartir les demi-journées entre conseillers, trajets compris",
     "Caler sur les jours de marché et de transport à la demande"),
    ("Informer les jeunes", "Une à deux semaines avant chaque ouverture",
     "Affiches, réseaux sociaux, partenaires"),
    ("Évaluer", "Relever le tableau de suivi", "Commission de suivi"),
)  # fmt: skip

_STAKES: Final = (
    ("Repérer, mobiliser", False),
    ("Accueillir, informer", True),
    ("Orienter", False),
    ("Accompagner sur le plan professionnel", True),
    ("Accompagner sur le plan global, lever les freins", True),
    ("Accompagner les entreprises", False),
)
_BOX: Final = {True: "☒", False: "☐"}


def sheet(dossier: Dossier, *, template: Template) -> Part:
    """Fill the action sheet of a layout."""
    told = dossier.proposed
    blocks = {Template.MOULINS: _moulins, Template.BETHUNE: _bethune}[template](told)
    name = {Template.MOULINS: "trame de Moulins", Template.BETHUNE: "trame de Béthune"}[template]
    return Part(id=f"fiche-action-{template.value}", title=f"Fiche-action ({name})", blocks=blocks)


def _moulins(told: Told) -> tuple[Block, ...]:
    changes = change_bullets(told) if told.decides else ()
    return (
        *_field("Intitulé", (f"Antennes et permanences : {told.outcome.title}",)),
        *_field(
            "Objectif",
            ("Rapprocher les lieux d'accueil des jeunes, avec et sans voiture, en tenant compte de "
             "la fréquence d'ouverture.",),
        ),
        *_field("Calendrier", ("Préparation : ……   Test d'un an à partir de : ……   Bilans à "
                               "6 mois, 1 an, 18 mois et 3 ans.",)),
        Heading("Résumé"),
        Paragraph(_effect(told)),
        *([Bullets(changes)] if changes else []),
        Paragraph(cost_words(told)),
        Heading("Qui coordonne ?"),
        _BLANK,
        Heading("Qui réalise ?"),
        Paragraph((
            told.quotes.figure("demi_journees_an", write=whole),
            " demi-journées de conseiller par an"
            + (", public captif compris" if told.outcome.plan.fixed_half_days else "")
            + " ; conseillers : CISP 1, CISP 2, CISP 3… à répartir.",
        )),
        *_field("Partenaires", (_partners(told),)),
        Heading("Récurrence"),
        _rhythms(told),
        Heading("Démarche"),
        Table(
            caption="Étapes de la démarche",
            header=("Étape", "Quoi", "Quand", "Qui", "Comment"),
            rows=tuple(
                ((step,), (what,), ("",), ("",), (how,)) for step, what, how in _STEPS
            ),
            widths=(2.2, 3.6, 1.4, 1.4, 3.2),
            open_cells=True,
        ),
        Heading("Évaluations"),
        Bullets((
            ("les lieux répondent-ils aux besoins des jeunes ? des territoires ?",),
            ("nombre de jeunes reçus, par lieu ;",),
            ("nombre de jeunes n'ayant pas de rendez-vous dans les 15 jours ;",),
            ("objectifs atteints, public visé, calendrier et budget respectés (commission de "
             "suivi à 18 mois et 3 ans).",),
        )),
        Heading("Perspectives, évolutions"),
        Paragraph(("Selon les bilans : ajuster les rythmes, les lieux, ou étudier un autre "
                   "scénario.",)),
    )  # fmt: skip


def _field(title: str, told: Spans) -> tuple[Block, ...]:
    return (Heading(title), Paragraph(told))


def _effect(told: Told) -> Spans:
    near, nobody = (
        key_pairs(told, path=f"{EVERYBODY}.{key}", write=write)
        for key, write in (("part_30_min", percent), ("sans_acces", whole))
    )
    return spans(
        "Part des jeunes à 30 min ou moins d'un lieu ouvert (temps théorique hors congestion) : ",
        *(near[0], " aujourd'hui, ", near[1], " avec le scénario. Jeunes sans aucun accès : "),
        *(nobody[0], " aujourd'hui, ", nobody[1], " avec le scénario."),
    )


def _partners(told: Told) -> str:
    epci = sorted({one.epci_name for one in told.outcome.territory.communes})
    hosts = sorted({
        one.site.host
        for one in told.outcome.sites
        if one.option and one.site.host and one.change is not Change.CLOSED
    })  # fmt: skip
    parts = [f"EPCI : {cite(epci)}"]
    if hosts:
        parts.append(f"hôtes : {cite(hosts)}")
    return f"{' ; '.join(parts)}. Attention à ne pas doubler le passage du bus France services."


def _rhythms(told: Told) -> Bullets:
    """Gather the open sites by rhythm, the most present first."""
    sites: dict[str, list[str]] = {}
    for one in sorted(told.outcome.sites, key=lambda line: -line.shown.half_days):
        if one.option:
            sites.setdefault(one.shown.offer.recurrence.text, []).append(one.site.name)
    return Bullets(tuple((f"{text} : {', '.join(names)} ;",) for text, names in sites.items()))


def _bethune(told: Told) -> tuple[Block, ...]:
    changes = change_bullets(told) if told.decides else ()
    return (
        *_field("Intitulé", (f"Optimiser notre implantation géographique : {told.outcome.title}",)),
        Heading("Enjeux"),
        Table(
            caption="Enjeux auxquels répond la fiche (cases à cocher)",
            header=("Enjeu", "Retenu"),
            rows=tuple(((name,), (_BOX[on] + (" oui" if on else " non"),)) for name, on in _STAKES),
            widths=(6, 1),
        ),
        Heading("Objectifs"),
        Bullets((
            ("une implantation qui répond aux besoins de tout le territoire ;",),
            ("une meilleure accessibilité des zones rurales ou éloignées ;",),
            ("des temps de déplacement réduits, avec et sans voiture ;",),
            ("des disparités territoriales réduites.",),
        )),
        Heading("Descriptif synthétique"),
        Paragraph(("Analyse territoriale. ", *_effect(told))),
        *((Paragraph(("Ce qui change :",)), Bullets(changes)) if changes else ()),
        Paragraph(("Moyens. ", *cost_words(told))),
        Paragraph((f"Mobilisation des partenaires. {_partners(told)}",)),
        Paragraph(("Cartographie des besoins et diagnostic complet : voir les annexes de la "
                   "note.",)),
    )  # fmt: skip
