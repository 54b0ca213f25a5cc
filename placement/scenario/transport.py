"""The section of a scenario on public transport, read when a profile may use ``tc``."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from placement.scenario.base import Minutes, Section, incoherent, unit

__all__ = ["Transport", "minutes_of"]

_CLOCK: Final = re.compile(r"(\d{1,2})\s*[:hH]\s*([0-5]\d)?\Z")
_LAST_HOUR: Final = 30


def _clock(value: object) -> str:
    """Read « 9:00 », « 09h00 », or the number of minutes that YAML makes of 14:00."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value // 60}:{value % 60:02d}"
    found = _CLOCK.match(str(value).strip())
    if not found or int(found.group(1)) > _LAST_HOUR:
        raise ValueError(f"« {value} » n'est pas une heure ; écrivez « 09:00 ».")
    return f"{int(found.group(1)):02d}:{found.group(2) or '00'}"


def _date(value: object) -> str | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError(f"« {value} » n'est pas une date ; écrivez « 2026-03-12 ».") from None


_Clock = Annotated[str, BeforeValidator(_clock)]
_Date = Annotated[str | None, BeforeValidator(_date)]
_Share = Annotated[float, Field(strict=True, ge=1, le=5, allow_inf_nan=False)]


def minutes_of(clock: str) -> int:
    """Return the minutes of « 09:30 » after midnight."""
    hours, _, minutes = clock.partition(":")
    return 60 * int(hours) + int(minutes)


class Transport(Section):
    """Transports en commun et transport à la demande, quand un profil utilise le mode tc."""

    date: _Date = None
    """Jour dont on lit les horaires (« 2026-03-12 ») ; sans cette clé, le mardi ou le jeudi le
    plus desservi des fichiers, qui est dit dans les résultats."""
    matin_debut: _Clock = "09:00"
    """Début des rendez-vous du matin."""
    matin_fin: _Clock = "12:00"
    """Fin du dernier rendez-vous du matin."""
    apres_midi_debut: _Clock = "14:00"
    """Début des rendez-vous de l'après-midi."""
    apres_midi_fin: _Clock = "17:00"
    """Fin du dernier rendez-vous de l'après-midi."""
    duree_rendez_vous_min: Minutes = Field(default=45.0, ge=1, json_schema_extra=unit("minutes"))
    """Durée d'un rendez-vous ; l'aller arrive avant, le retour part après."""
    pas_rendez_vous_min: Minutes = Field(default=15.0, ge=5, json_schema_extra=unit("minutes"))
    """Un rendez-vous est essayé toutes les tant de minutes de chaque demi-journée."""
    depart_au_plus_tot: _Clock = "06:00"
    """On ne quitte pas son domicile avant."""
    retour_au_plus_tard: _Clock = "20:00"
    """On est rentré chez soi au plus tard à cette heure."""
    marche_max_min: Annotated[Minutes, Field(le=120)] = Field(
        default=20.0, json_schema_extra=unit("minutes")
    )
    """Marche la plus longue jusqu'à un arrêt, entre deux arrêts ou depuis un arrêt."""
    correspondances_max: Annotated[int, Field(strict=True, ge=0, le=5)] = Field(
        default=2, json_schema_extra=unit("correspondances")
    )
    """Nombre de correspondances qu'on accepte dans un sens."""
    marge_correspondance_min: Minutes = Field(default=3.0, json_schema_extra=unit("minutes"))
    """Temps qu'il faut au moins pour changer de véhicule, marche non comprise."""
    attente_correspondance_max_min: Minutes = Field(default=30.0, json_schema_extra=unit("minutes"))
    """Attente la plus longue qu'on accepte à une correspondance, marge comprise."""
    tad_facteur: _Share = Field(default=1.3, json_schema_extra=unit("multiplicateur"))
    """Transport à la demande : son temps est celui de la voiture multiplié par ce facteur."""
    tad_marge_min: Minutes = Field(default=15.0, json_schema_extra=unit("minutes"))
    """Transport à la demande : minutes ajoutées, pour le créneau donné à la réservation."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        incoherent([*self._order_faults(), *self._duration_faults()])
        return self

    def _order_faults(self) -> list[tuple[str, str]]:
        order = ("matin_debut", "matin_fin", "apres_midi_debut", "apres_midi_fin")
        steps = [
            *pairwise(order),
            ("depart_au_plus_tot", "retour_au_plus_tard"),
        ]
        return [
            (after, f"{getattr(self, after)} vient avant {before} ({getattr(self, before)}).")
            for before, after in steps
            if minutes_of(getattr(self, after)) < minutes_of(getattr(self, before))
        ]

    def _duration_faults(self) -> list[tuple[str, str]]:
        faults = []
        for part in ("matin", "apres_midi"):
            begin, end = getattr(self, f"{part}_debut"), getattr(self, f"{part}_fin")
            if 0 <= minutes_of(end) - minutes_of(begin) < self.duree_rendez_vous_min:
                faults.append(
                    (
                        "duree_rendez_vous_min",
                        f"un rendez-vous de {self.duree_rendez_vous_min:g} minutes ne tient pas "
                        f"entre {begin} et {end}.",
                    )
                )
        if self.attente_correspondance_max_min < self.marge_correspondance_min:
            faults.append(
                (
                    "attente_correspondance_max_min",
                    f"{self.attente_correspondance_max_min:g} est plus court que "
                    f"marge_correspondance_min ({self.marge_correspondance_min:g}).",
                )
            )
        return faults
