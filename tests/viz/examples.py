"""Small and large contents of a map, built from the real types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import box

from placement.evaluate import EVERYBODY, Evaluation, indicators_of
from placement.offers import SiteKind
from placement.recurrence import parse_recurrence
from placement.territory import Commune, Counted, Demand, Site, Territory
from placement.viz import MapContent, Service, SiteMark, SolveFacts, Source

PROFILES = ("voiture", "sans_voiture", "mineurs")
KM_PER_DEGREE = 111.0


def commune(code: str, *, name: str, lon: float, lat: float, epci: str = "CC du Val") -> Commune:
    """Build a square commune around its mairie."""
    return Commune(
        code=code,
        name=name,
        epci_code=f"2000{len(epci)}",
        epci_name=epci,
        departement=code[:2],
        population=1000 + int(code[-3:]),
        lon=lon,
        lat=lat,
        geometry=box(lon - 0.05, lat - 0.05, lon + 0.05, lat + 0.05),
        confirmed=True,
    )


def site(key: str, *, at: Commune, kind: SiteKind | None, name: str | None = None) -> Site:
    """Build a site at the mairie of a commune."""
    return Site(
        id=key,
        name=name or at.name,
        commune_code=at.code,
        lon=at.lon,
        lat=at.lat,
        position="chef_lieu",
        kind=kind,
        recurrence=None if kind is None else parse_recurrence("1 journée par semaine"),
        premises_lent=True,
        host="Mairie",
        host_status="commune",
        address="1 place de la Mairie",
        annual_cost_eur=None,
        note="",
    )


def demand(communes: Sequence[Commune], *, young: NDArray[np.float64]) -> Demand:
    """Build the young people of each commune, at its mairie; ``young`` is (communes, profiles)."""
    codes = np.array([one.code for one in communes])
    return Demand(
        place_id=codes,
        commune_code=codes,
        lon=np.array([one.lon for one in communes]),
        lat=np.array([one.lat for one in communes]),
        spread_m=np.zeros(len(communes)),
        profiles=PROFILES,
        young=young,
        counted=Counted.POPULATION,
        estimated=True,
        method="répartis selon les 0-19 et 20-64 ans des communes (Insee, RP 2021).",
        sources=("insee",),
    )


def evaluation(
    people: Demand, *, open_sites: Sequence[Site], waits_min: Mapping[str, float], cost_eur: float
) -> Evaluation:
    """Send each segment to its nearest open site: 50 km/h by car, 12 km/h and 45 min without."""
    places, profiles = len(people.place_id), len(people.profiles)
    hours = _distances_km(people, open_sites=open_sites)[:, :, None] / np.array([50.0, 12.0, 12.0])
    wait_s = np.array([waits_min[one.id] for one in open_sites]) * 60
    raw_s = 180.0 + hours * 3600.0  # (places, sites, profiles)
    raw_s[:, :, 1:][raw_s[:, :, 1:] > 45 * 60] = np.nan
    total_s = raw_s + wait_s[None, :, None]
    best = np.argmin(np.where(np.isnan(total_s), np.inf, total_s), axis=1)
    raw = np.take_along_axis(raw_s, best[:, None, :], axis=1)[:, 0, :].ravel()
    total = np.take_along_axis(total_s, best[:, None, :], axis=1)[:, 0, :].ravel()
    ids = np.array([one.id for one in open_sites])[best].ravel()
    ids = np.where(np.isnan(raw), "", ids)
    profile = np.tile(np.array(people.profiles), places)
    young = people.young.ravel()
    groups = {EVERYBODY: np.full(young.size, True)} | {p: profile == p for p in people.profiles}
    return Evaluation(
        segment_id=np.arange(places * profiles).astype(str),
        place_id=np.repeat(people.place_id, profiles),
        profile=profile,
        young=young,
        option_id=np.where(ids == "", "", np.char.add(ids, "|actuel")),
        site_id=ids,
        raw_time_s=raw,
        access_time_s=total,
        within_reach=ids != "",
        open_option_ids=tuple(sorted(f"{one.id}|actuel" for one in open_sites)),
        cost_eur=cost_eur,
        half_days=1200.0,
        fixed_cost_eur=9_100.0,
        fixed_half_days=52.0,
        indicators={
            name: indicators_of(
                young[g], raw_time_s=raw[g], access_time_s=total[g], often_open=(ids != "")[g]
            )
            for name, g in groups.items()
        },
    )


def _distances_km(people: Demand, *, open_sites: Sequence[Site]) -> NDArray[np.float64]:
    lon = np.array([one.lon for one in open_sites])
    lat = np.array([one.lat for one in open_sites])
    east = (people.lon[:, None] - lon) * np.cos(np.radians(people.lat))[:, None]
    straight: NDArray[np.float64] = np.hypot(east, people.lat[:, None] - lat) * KM_PER_DEGREE
    return straight * 1.3


def service(kind: SiteKind, *, young: float, text: str = "1 journée par semaine") -> Service:
    """Build what a site provides."""
    recurrence = parse_recurrence(text)
    return Service(
        kind=kind,
        label=f"{kind.label}, {text}",
        recurrence=text,
        half_days=recurrence.half_days_per_year,
        cost_eur=recurrence.half_days_per_year * 150.0,
        young=young,
    )


def received(told: Evaluation, *, at: Site) -> float:
    """Young people of an evaluation who go to a site."""
    return float(told.young[told.site_id == at.id].sum())


def content(
    communes: Sequence[Commune],
    *,
    sites: Sequence[Site],
    young: NDArray[np.float64],
    planned: Mapping[str, SiteKind],
    waits_min: Mapping[str, float] | None = None,
) -> MapContent:
    """Assemble a content; today's sites have a kind, ``planned`` are those of the scenario."""
    people = demand(communes, young=young)
    territory = Territory(
        name="essai",
        title="Mission Locale du Val",
        crs="EPSG:2154",
        communes=tuple(communes),
        sites=tuple(sites),
        demand=people,
        captive=(),
        announced_communes=None,
        fictitious=True,
        warnings=("126 communes listées, 127 annoncées.",),
    )
    waits = waits_min or {one.id: 3.0 for one in sites}
    today = [one for one in sites if one.kind is not None]
    chosen = [one for one in sites if one.id in planned]
    before = evaluation(people, open_sites=today, waits_min=waits, cost_eur=200_000.0)
    after = evaluation(people, open_sites=chosen, waits_min=waits, cost_eur=198_500.0)
    marks = [
        _mark(one, planned=planned.get(one.id), before=before, after=after)
        for one in sites
        if one.kind is not None or one.id in planned
    ]
    return MapContent(
        territory=territory,
        baseline=before,
        plan=after,
        scenario_title="À moyens constants",
        sites=tuple(marks),
        facts=SolveFacts(status="Optimum prouvé", gap=0.0, engine="pulp 3.3.2 + HiGHS 1.15.1"),
        sources=(
            Source("Insee, RP 2021", "Licence Ouverte 2.0"),
            Source("© les contributeurs d'OpenStreetMap", "ODbL"),
        ),
        credits=("réseau routier : © les contributeurs d'OpenStreetMap, ODbL", "Insee (RP 2021)"),
        date=dt.date(2025, 3, 1),
        estimated_times=True,
        network_label="estimation calibrée, sans réseau routier",
        budget_eur=200_000.0,
        warnings=("Vitesses théoriques.",),
    )


def _mark(
    one: Site, *, planned: SiteKind | None, before: Evaluation, after: Evaluation
) -> SiteMark:
    change = "modifié"
    if one.kind is None:
        change = "ouvert"
    elif planned is None:
        change = "fermé"
    elif planned is one.kind:
        change = "inchangé"
    today = None if one.kind is None else service(one.kind, young=received(before, at=one))
    later = None if planned is None else service(planned, young=received(after, at=one))
    return SiteMark(site=one, change=change, today=today, planned=later)


def small_content(*, site_name: str = "Valbourg", plan_differs: bool = True) -> MapContent:
    """Three communes in a row; the far one (D) has a candidate.

    ::

        A ---- B ---- C ---------------- D      (lon)
        siège         permanence         candidate, chosen when the plan differs
    """
    towns = [
        commune("03001", name="Valbourg", lon=3.0, lat=46.5),
        commune("03002", name="Saint-Éloi", lon=3.1, lat=46.5),
        commune("03003", name="Le Mont", lon=3.2, lat=46.5, epci="CC du Mont"),
        commune("03004", name="Loin-sur-Besbre", lon=3.6, lat=46.5, epci="CC du Mont"),
    ]
    sites = [
        site("valbourg", at=towns[0], kind=SiteKind.SIEGE, name=site_name),
        site("le-mont", at=towns[2], kind=SiteKind.PERMANENCE),
        site("loin", at=towns[3], kind=None),
    ]
    later = {"valbourg": SiteKind.SIEGE, "loin": SiteKind.PERMANENCE}
    same = {"valbourg": SiteKind.SIEGE, "le-mont": SiteKind.PERMANENCE}
    young = np.array([[100.0, 40.0, 10.0], [30.0, 10.0, 5.0], [20.0, 10.0, 0.0], [50.0, 25.0, 8.0]])
    return content(towns, sites=sites, young=young, planned=later if plan_differs else same)


def large_content(*, communes: int = 180, sites: int = 400, corners: int = 120) -> MapContent:
    """Synthetic territory of the largest size the project promises, contours included."""
    side = int(np.ceil(np.sqrt(communes)))
    towns = [
        _detailed(
            commune(
                f"{62000 + n:05d}",
                name=f"Commune-sur-Lawe {n}",
                lon=2.0 + 0.1 * (n % side),
                lat=50.0 + 0.1 * (n // side),
                epci=f"CC n° {n % 5}",
            ),
            corners=corners,
        )
        for n in range(communes)
    ]
    kinds = [SiteKind.SIEGE] + [SiteKind.ANTENNE] * 10 + [SiteKind.PERMANENCE] * 36
    places = [
        site(f"lieu-{n}", at=towns[n % communes], kind=kinds[n] if n < len(kinds) else None)
        for n in range(sites)
    ]
    chosen = {f"lieu-{n}": SiteKind.PERMANENCE for n in range(1, 80)} | {"lieu-0": SiteKind.SIEGE}
    young = np.linspace(1, 300, communes)[:, None] * np.array([0.5, 0.4, 0.1])
    return content(towns, sites=places, young=young, planned=chosen)


def _detailed(one: Commune, *, corners: int) -> Commune:
    assert one.geometry is not None
    return replace(one, geometry=one.geometry.segmentize(0.4 / corners))
