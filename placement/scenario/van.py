"""The section of a scenario on the van: where it may go, how often, with whom, at what cost."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from placement.scenario.base import Euros, Minutes, Section, Slug, YesNo, incoherent, repeated, unit

__all__ = ["Van", "VanCosts", "VanIsolation"]

_Positive = Annotated[float, Field(strict=True, gt=0, le=100, allow_inf_nan=False)]
_Weight = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]
_Share = Annotated[float, Field(strict=True, ge=0, le=10, allow_inf_nan=False)]
_Km = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]
_EurosPerKm = Annotated[float, Field(strict=True, ge=0, le=10, allow_inf_nan=False)]
_Frequency = Literal["hebdomadaire", "quinzaine", "mensuelle"]


class VanIsolation(Section):
    """Poids des critères d'isolement, qui classent les arrêts possibles ; 0 : ne compte pas."""

    temps_sans_voiture: _Weight = 3.0
    """Temps sans voiture jusqu'à la porte ouverte aujourd'hui la plus proche."""
    temps_voiture: _Weight = 3.0
    """Temps en voiture jusqu'à la porte ouverte aujourd'hui la plus proche."""
    jeunes: _Weight = 2.0
    """Nombre de jeunes de la commune."""
    mineurs: _Weight = 1.0
    """Nombre de mineurs parmi eux."""
    autres_services: _Weight = 1.0
    """Temps en voiture jusqu'au bus France services le plus proche (arrets_mobiles.csv du
    territoire) ; sans ce fichier, ne compte pas."""


class VanCosts(Section):
    """Ce que coûte le camion ; hypothèses à discuter.

    Le coût complet compte tout, amortissement et temps des conseillers compris : c'est lui qui
    entre dans le budget. Le coût budgétaire, dit à côté, ne compte que ce qui sort en plus.
    """

    achat_eur: Euros = Field(default=85_000.0, json_schema_extra=unit("€ une fois"))
    """Achat, aménagement et flocage (bas 60 000, haut 120 000) ; aussi compté dans
    investissement."""
    amortissement_ans: _Positive = Field(default=8.0, json_schema_extra=unit("ans"))
    """Durée d'usage du camion (7 à 8 ans) : chaque année coûte l'achat divisé par elle."""
    fonctionnement_eur: Euros = Field(default=12_500.0, json_schema_extra=unit("€ par an"))
    """Assurance, entretien, stationnement, télécom, matériel, hors personnel et hors kilomètres
    (bas 10 000, haut 15 000)."""
    km_eur: _EurosPerKm = Field(default=0.45, json_schema_extra=unit("€ par km"))
    """Carburant et usure (bas 0,35, haut 0,64) ; 0 s'ils sont déjà dans le fonctionnement."""
    conseiller_eur: Euros = Field(default=48_000.0, json_schema_extra=unit("€ par an et ETP"))
    """Conseiller recruté, chargé (bas 43 000, haut 55 000)."""
    appui_eur: Euros = Field(default=38_000.0, json_schema_extra=unit("€ par an et ETP"))
    """Chargé d'accueil ou appui, chargé (bas 34 000, haut 42 000)."""
    demi_journees_par_etp: Annotated[
        float, Field(strict=True, gt=0, le=600, allow_inf_nan=False)
    ] = Field(default=430.0, json_schema_extra=unit("demi-journées par an"))
    """Demi-journées utiles d'un temps plein (bas 400, haut 440)."""


class Van(Section):
    """Le camion : une journée part du dépôt, s'arrête en quelques lieux, et y revient.

    Les tournées sont choisies en même temps que les lieux, pour le même budget. Les arrêts
    possibles sont dans arrets_camion.csv du territoire ; sans ce fichier, ce sont les mairies.
    """

    possible: YesNo = "oui"
    """oui : le camion est retenu s'il améliore le plan ; non : cette rubrique est sans effet."""
    impose: YesNo = "non"
    """oui : le camion roule, même si des lieux fixes feraient mieux pour le même budget."""
    nombre: Annotated[int, Field(strict=True, ge=1, le=3)] = 1
    """Camions qui partent du même dépôt, chacun avec son équipe, ses coûts et ses jours."""
    depot: Slug | None = None
    """Identifiant du lieu d'où il part et où il rentre ; sans cette clé, le siège."""
    personnel: Literal["recrutement", "en-poste"] = "recrutement"
    """recrutement : l'équipe est embauchée, à l'année ; en-poste : un conseiller de l'équipe
    actuelle, dont les demi-journées de tournée comptent dans demi_journees."""
    etp_conseiller: _Share = Field(default=1.0, json_schema_extra=unit("ETP"))
    """Conseillers à bord."""
    etp_appui: _Share = Field(default=0.25, json_schema_extra=unit("ETP"))
    """Appui à bord : chauffeur, chargé d'accueil, partie de son temps."""
    jours_semaine: Annotated[int, Field(strict=True, ge=1, le=6)] = 4
    """Jours de sortie de chaque camion par semaine."""
    frequences: Annotated[tuple[_Frequency, ...], Field(min_length=1)] = (
        "hebdomadaire",
        "quinzaine",
        "mensuelle",
    )
    """Rythmes possibles d'une tournée ; quinzaine : une semaine sur deux, mensuelle : une sur
    quatre."""
    depart: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "08:30"
    """Heure de départ du dépôt, au plus tôt ; plus tard si la première porte n'est pas ouverte
    (colonnes ouvre et ferme de arrets_camion.csv)."""
    arrets_max_jour: Annotated[int, Field(strict=True, ge=1, le=6)] = 2
    """Arrêts d'une journée, au plus."""
    arrets_etudies: Annotated[int, Field(strict=True, ge=1, le=400)] = 60
    """Arrêts possibles que le calcul étudie : les plus isolés, quand il y en a davantage."""
    duree_arret_min: Minutes = Field(default=150.0, gt=0, json_schema_extra=unit("minutes"))
    """Porte ouverte à chaque arrêt (2 à 3 heures)."""
    montage_min: Minutes = Field(default=15.0, json_schema_extra=unit("minutes"))
    """Installation à chaque arrêt."""
    repli_min: Minutes = Field(default=15.0, json_schema_extra=unit("minutes"))
    """Rangement à chaque arrêt."""
    conduite_max_min: Minutes = Field(default=150.0, json_schema_extra=unit("minutes"))
    """Conduite d'une journée, du dépôt au dépôt."""
    journee_max_min: Annotated[float, Field(strict=True, gt=0, le=600, allow_inf_nan=False)] = (
        Field(default=525.0, json_schema_extra=unit("minutes"))
    )
    """Travail d'une journée, conduite, installation et attente d'une ouverture comprises, pause
    exclue : 8 h 45, soit 35 heures en quatre jours ; la loi en permet dix."""
    pause_min: Minutes = Field(default=20.0, json_schema_extra=unit("minutes"))
    """Pause d'une journée d'au moins pause_apres_min de travail ; elle allonge la journée."""
    pause_apres_min: Minutes = Field(default=360.0, json_schema_extra=unit("minutes"))
    """Travail à partir duquel la pause est due."""
    exclusion_lieux_km: _Km = Field(default=5.0, json_schema_extra=unit("km"))
    """Pas d'arrêt à moins de cette distance, à vol d'oiseau, d'un lieu qui reste ouvert à coup
    sûr : siège, lieux imposés, lieux voisins."""
    exclusion_bus_km: _Km = Field(default=5.0, json_schema_extra=unit("km"))
    """Pas d'arrêt à moins de cette distance d'un arrêt de bus France services
    (arrets_mobiles.csv du territoire)."""
    isolement: VanIsolation = VanIsolation()
    """Poids du score d'isolement."""
    couts: VanCosts = VanCosts()
    """Coûts du camion."""

    @property
    def leaves_s(self) -> float:
        """When the crew leaves the depot at the earliest, s after midnight."""
        hours, minutes = self.depart.split(":")
        return int(hours) * 3600.0 + int(minutes) * 60.0

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        faults = []
        if repeated(self.frequences):
            faults.append(
                ("frequences", f"rythme répété : {', '.join(repeated(self.frequences))}.")
            )
        if self.impose == "oui" and self.possible == "non":
            faults.append(("impose", "oui contredit « possible: non » ; retirez l'une des deux."))
        at_stop_min = self.montage_min + self.duree_arret_min + self.repli_min
        if at_stop_min > self.journee_max_min:
            faults.append(
                (
                    "duree_arret_min",
                    f"un arrêt, installation et rangement compris ({at_stop_min:g} min), ne tient "
                    f"pas dans journee_max_min ({self.journee_max_min:g}).",
                )
            )
        if not any(self.isolement.model_dump().values()):
            faults.append(("isolement", "aucun critère n'a de poids ; donnez-en un."))
        incoherent(faults)
        return self
