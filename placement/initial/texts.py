"""What a new territory tells its reader: settings, LISEZMOI, templates."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from placement.french import whole

__all__ = ["DROPPED_README", "Story", "readme_text", "settings_text"]

_WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class Story:
    """What there is to tell of a new territory.

    Parameters
    ----------
    name, title : what results and maps call it
    folder : name of its folder
    n_communes, population : of its perimeter
    n_doubtful : communes whose membership is a hypothesis
    supposed : whether the only site of today is a supposed siège
    rule : how candidates were chosen, French
    mobile : names of the public services that travel
    data_folders : folders of data that the settings name
    remarks : what was assumed, set aside or is doubtful, French
    scenarios : where the first scenarios are
    """

    name: str
    title: str
    folder: str
    n_communes: int
    population: int
    n_doubtful: int
    supposed: bool
    rule: str
    mobile: tuple[str, ...]
    data_folders: tuple[str, ...]
    remarks: tuple[str, ...]
    scenarios: str


def settings_text(story: Story) -> str:
    """Return ``territoire.yaml``."""
    quoted = json.dumps(story.title, ensure_ascii=False)
    supposed = (
        "# oui : le siège est supposé. Écrivez non quand lieux.csv contient vos vrais lieux.\n"
        "siege_suppose: oui\n"
        if story.supposed
        else "fictif: non\n"
    )
    folders = "".join(f"  - {json.dumps(name)}\n" for name in story.data_folders)
    shared = (
        f"# Dossiers de données officielles, communs à plusieurs territoires.\ndonnees:\n{folders}"
    )
    notes = "".join(f"  - >-\n{_wrapped(note)}\n" for note in _notes(story))
    name = "" if story.folder == story.name else f"nom: {story.name}\n"
    return (
        f"# Le territoire. Modifiez les valeurs, pas les clés.\n{name}titre: {quoted}\n"
        f"mission_locale: {quoted}\n{supposed}communes_annoncees: {story.n_communes}\n"
        "# Qui a une voiture : par défaut, selon l'âge et la densité ; parts_mobilite\n"
        "# (voiture, sans_voiture, mineurs, de somme 1) ou i-milo en tiennent lieu.\n"
        f"{shared if folders else ''}notes:\n{notes}"
    )


def _notes(story: Story) -> Sequence[str]:
    supposed = (
        "Aucun lieu d'aujourd'hui n'a été donné : un siège est supposé dans la commune la plus "
        "peuplée. Le scénario « existant » est donc une supposition."
    )
    return [
        *([supposed] if story.supposed else []),
        f"Lieux candidats : {story.rule}. Personne n'a été consulté ; salle supposée prêtée.",
        *story.remarks,
    ]


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def readme_text(story: Story) -> str:
    """Return ``LISEZMOI.md``: what was assumed, what to check first."""
    return _README.format(
        title=story.title,
        name=story.name,
        n_communes=whole(story.n_communes),
        population=whole(story.population),
        rule=story.rule,
        existing=_SUPPOSED if story.supposed else _GIVEN,
        doubtful=_DOUBTFUL.format(n=story.n_doubtful) if story.n_doubtful else "",
        mobile=_MOBILE.format(n=len(story.mobile)) if story.mobile else "",
        remarks="".join(f"- {remark}\n" for remark in story.remarks) or "- Rien d'autre.\n",
        scenarios=story.scenarios,
    )


_SUPPOSED: Final = """\
1. **Vos lieux.** Aucun n'a été donné : le siège de `lieux.csv` est **supposé**, à la mairie de
   la commune la plus peuplée. Remplacez-le, ajoutez vos antennes et vos permanences avec leur
   rythme, puis écrivez `siege_suppose: non` dans `territoire.yaml`. D'ici là, le scénario
   `existant` est une supposition, et les budgets viennent de moyennes nationales.
   Vos lieux saisis, refaites les scénarios à partir d'eux (moyens constants, économies…) :
   `placement territory init NOUVEAU-NOM --communes ce-dossier/communes.csv --lieux
   ce-dossier/lieux.csv`.
"""
_GIVEN: Final = """\
1. **Vos lieux.** Le type et le rythme de chacun, dans `lieux.csv` : tout le calcul en dépend.
"""
_DOUBTFUL: Final = """\
   {n} communes sont au statut `hypothese` (EPCI partagé avec une autre Mission Locale) :
   supprimez celles qui ne sont pas à vous, écrivez `confirme` pour les autres.
"""
_MOBILE: Final = """
`arrets_mobiles.csv` liste {n} services publics itinérants du périmètre : ce ne sont pas des
lieux candidats, mais des partenaires possibles pour un camion. Le calcul ne le lit pas encore.
"""
_README: Final = """\
# {title}

{n_communes} communes, {population} habitants. Ce dossier a été préparé par
`placement territory init {name}`. Il se modifie avec LibreOffice ou Excel, et `territoire.yaml`
avec un éditeur de texte. Après chaque changement, `placement check {scenarios}` relit tout et
signale les erreurs, ligne par ligne.

## À vérifier d'abord

{existing}2. **Le périmètre.** `communes.csv`, une commune par ligne : supprimez, ajoutez.
{doubtful}3. **Qui a une voiture.** C'est estimé, selon l'âge et la densité des communes.
   Vos chiffres prévalent : i-milo, `parts_mobilite.csv`, ou `parts_mobilite` (`territoire.yaml`).
4. **Les candidats** de `lieux.csv` :
   {rule}.
   Personne n'a été consulté, un candidat n'engage à rien ; la salle est supposée prêtée
   (`local_prete`). Supprimez ceux qui sont exclus.

Deux commandes décrivent le territoire avant tout scénario : `placement portrait` (qui sont les
jeunes, et quels fichiers manquent) et `placement needs` (quelles communes en ont le plus besoin).

| Fichier | Ce qu'il contient |
|---|---|
| `territoire.yaml` | titre, parts de mobilité, notes |
| `communes.csv` | le périmètre |
| `lieux.csv` | les lieux d'aujourd'hui et les lieux candidats |
| `public_captif.csv` | les séances en prison, en CFA… (vide : à compléter) |
| `donnees/` | les fichiers officiels que vous y déposez, tels que téléchargés |
| `gabarits/` | des modèles : ils servent une fois remplis et déplacés dans ce dossier |
{mobile}
## Ce qui a été fait, et dit

{remarks}
## Écrire une récurrence

« tous les jours », « 4 jours par semaine », « 1 journée par mois »,
« 2 demi-journées par mois », « 1er et 3e mardi matin ». Évitez « bimensuel », que chacun comprend
autrement.
"""

DROPPED_README: Final = """\
# Déposez ici vos fichiers officiels, tels que téléchargés

Ils sont reconnus par leurs colonnes, pas par leur nom ; `placement territory show` dit ce qui a
été lu. Rien n'est obligatoire : sans eux, des estimations servent, et toutes les sorties le
disent.

| Fichier | Ce qu'il remplace ou ajoute |
|---|---|
| `TD_POP1B_20xx` (Insee, population par âge détaillé) | l'estimation des 16-25 ans |
| bases infracommunales de l'Insee (activité, diplômes, logement…) | les besoins par commune |
| carroyage Filosofi (200 m ou 1 km) | place les jeunes où ils habitent, et non à la mairie |
| QPV 2024 (GeoJSON, GeoPackage, Shapefile) | ajoute les quartiers prioritaires |
| contours ADMIN EXPRESS | les contours simplifiés |

La liste complète, avec les licences et où les télécharger, est dans `docs/sources.md`. Vos
propres effectifs (`population_16_25.csv`, `imilo.csv`, `parts_mobilite.csv`) se mettent dans le
dossier au-dessus : modèles dans `gabarits/`. Jamais de nom, de date de naissance ni de
téléphone.
"""
