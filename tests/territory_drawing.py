"""Small territories drawn by hand: sites, young people, times, scenarios.

::

    A ---- 10 min ---- B ---- 20 min ---- C        siège in A, the rest as each test says
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from placement.offers import Offer, SiteKind
from placement.recurrence import parse_recurrence
from placement.scenario import Scenario
from placement.territory import CaptiveSession, Commune, Counted, Demand, Site, Territory
from placement.travel import TravelTimes, Unsnapped

PROFILES = ("voiture", "sans_voiture", "mineurs")
NAMES = ("A", "B", "C")


def site(
    name: str, *, kind: str | None = None, text: str | None = None, lent: bool = True, **fields: Any
) -> Site:
    """Build a site in the commune of the same name; a candidate unless it has a kind."""
    known: dict[str, Any] = {
        "id": name.lower(),
        "name": f"Lieu {name}",
        "commune_code": name,
        "lon": 3.0 + 0.1 * NAMES.index(name),
        "lat": 46.5,
        "position": "chef_lieu",
        "kind": None if kind is None else SiteKind(kind),
        "recurrence": None if text is None else parse_recurrence(text),
        "premises_lent": lent,
        "host": "Mairie",
        "host_status": "",
        "address": "",
        "annual_cost_eur": None,
        "note": "",
    }
    return Site(**(known | fields))


SIEGE = site("A", kind="siege", text="tous les jours", lent=False)
PERMANENCE = site("B", kind="permanence", text="1 demi-journée par mois")
CANDIDATE = site("C")


def offer(offer_id: str, kind: str, text: str) -> Offer:
    """Build an offer of a catalogue."""
    return Offer(id=offer_id, kind=SiteKind(kind), label=text, recurrence=parse_recurrence(text))


def demand(
    young: Mapping[str, Sequence[float]] | None = None, *, spread_m: Sequence[float] | None = None
) -> Demand:
    """Place young people, by profile, in the three communes; ten of each unless told."""
    counts = young or dict.fromkeys(NAMES, (10.0, 10.0, 10.0))
    names = list(counts)
    return Demand(
        place_id=np.array(names),
        commune_code=np.array(names),
        lon=np.array([3.0 + 0.1 * NAMES.index(name) for name in names]),
        lat=np.full(len(names), 46.5),
        spread_m=np.array(spread_m or [0.0] * len(names)),
        profiles=PROFILES,
        young=np.array([counts[name] for name in names], dtype=np.float64),
        counted=Counted.POPULATION,
        estimated=True,
        method="dessinés à la main",
        sources=(),
    )


def territory(
    *sites: Site, people: Demand | None = None, captive: Sequence[str] = (), **fields: Any
) -> Territory:
    """Build a territory of three communes; ``captive`` gives the rhythm of each session."""
    known: dict[str, Any] = {
        "name": "dessin",
        "title": "Territoire dessiné",
        "crs": "EPSG:2154",
        "communes": tuple(_commune(name) for name in NAMES),
        "sites": sites or (SIEGE, PERMANENCE, CANDIDATE),
        "demand": people or demand(),
        "captive": tuple(
            CaptiveSession(id=f"captif-{n}", name="Captif", recurrence=parse_recurrence(text))
            for n, text in enumerate(captive)
        ),
        "announced_communes": None,
        "fictitious": False,
        "warnings": (),
    }
    return Territory(**(known | fields))


def _commune(name: str) -> Commune:
    return Commune(
        code=name,
        name=f"Commune {name}",
        epci_code="E",
        epci_name="CC du Dessin",
        departement="03",
        population=1000,
        lon=3.0 + 0.1 * NAMES.index(name),
        lat=46.5,
        geometry=None,
        confirmed=name != "C",
    )


def times(
    mode: str,
    *,
    minutes: Sequence[Sequence[float]] = ((0, 10, 30), (10, 0, 20), (30, 20, 0)),
    to: Sequence[str] = ("a", "b", "c"),
    lost: Mapping[str, str] | None = None,
) -> TravelTimes:
    """Give times from A, B, C to sites; ``lost`` are the places off the roads, with the reason."""
    time_s = np.array(minutes, dtype=np.float64) * 60
    off = dict(lost or {})
    time_s[[name in off for name in NAMES]] = np.nan
    return TravelTimes(
        mode=mode,
        from_id=NAMES,
        to_id=tuple(to),
        time_s=time_s,
        estimated=False,
        unsnapped=tuple(Unsnapped(name, "origine", 9e3, reason) for name, reason in off.items()),
    )


def scenario(**keys: Any) -> Scenario:
    """Build a scenario that optimises with a large budget, but for the keys given."""
    known: dict[str, Any] = {
        "version": 1,
        "nom": "essai",
        "titre": "Essai",
        "territoire": "dessin",
        "mode": "optimisation",
        "budget": {"annuel_eur": 1e6},
    }
    return Scenario.model_validate(known | keys)
