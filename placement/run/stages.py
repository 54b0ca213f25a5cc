"""The stages before solving, in order; what scenarios share is done once."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from placement.assemble import Assembly, assemble, scenario_modes
from placement.assemble.van import VanGround
from placement.network import Points, RoadNetwork, check_covers
from placement.privacy import Profile
from placement.run.cache import cache_folder, cached_times
from placement.run.networks import homes_of, network_of, sites_of
from placement.run.settings import territory_modes, territory_speeds
from placement.run.transit import territory_transit
from placement.run.turns import one_at_a_time
from placement.run.van_ground import van_ground
from placement.scenario import Scenario, territory_folder
from placement.sources.territory_folder import territories_folder
from placement.territory import Site, Territory, load_territory
from placement.travel import MODES, TravelMode, TravelTimes, doubtful_attachments
from placement.travel.transit import TRANSIT_MODE, TransitTimes

__all__ = ["Advance", "Prepared", "Workshop"]

Advance = Callable[[str, int, int], None]
"""``advance(what, done, total)``: progress of a long-lasting job named in French."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A scenario ready to be solved; ``warnings`` are French, ``seconds`` are spent by stage.

    ``transit`` tells more than the times of the mode ``tc``; None when no profile uses it.
    """

    scenario: Scenario
    file: Path
    folder: Path
    territory: Territory
    network: RoadNetwork
    times: dict[str, TravelTimes]
    transit: TransitTimes | None
    assembly: Assembly
    warnings: tuple[str, ...]
    seconds: dict[str, float]


@dataclass(slots=True)
class Workshop:
    """Prepares scenarios one after the other; keeps territories and networks between them."""

    advance: Advance
    _territories: dict[tuple[Path, Profile], Territory] = field(default_factory=dict)
    _networks: dict[tuple[Path, str], RoadNetwork] = field(default_factory=dict)

    def lend(self, territory: Territory, *, folder: Path, profile: Profile) -> None:
        """Have scenarios on a folder use a territory that was built otherwise."""
        self._territories[folder.resolve(), profile] = territory

    def prepare(
        self, scenario: Scenario, *, file: Path, profile: Profile = Profile.INTERNE
    ) -> Prepared:
        """Read the territory, its network and its times, and assemble the problem.

        The young people are those that the readers of ``profile`` may know of.

        Raises
        ------
        ScenarioError, DataError
            What the scenario asks for is not there, or contradicts itself.
        """
        seconds: dict[str, float] = {}
        folder = territory_folder(scenario, scenario_file=file, library=territories_folder())
        with _timed(seconds, "territoire"):
            territory = self._territory(folder, profile=profile)
        with _timed(seconds, "reseau"):
            network = self._network(folder, territory=territory, wanted=scenario.temps.reseau)
            uncovered = check_covers(network, homes_of(territory))
        with _timed(seconds, "temps"):
            modes = _modes(scenario, folder=folder)
            times = self._times(scenario, modes=modes, territory=territory, network=network)
            doubts = _doubtful_sites(network, sites=sites_of(territory))
            transit = self._transit(
                scenario,
                modes=modes,
                folder=folder,
                territory=territory,
                network=network,
                times=times,
            )
            if transit is not None:
                times[TRANSIT_MODE.name] = transit.travel_times()
        with _timed(seconds, "assemblage"):
            van = self._van(
                scenario,
                modes=modes,
                folder=folder,
                territory=territory,
                network=network,
                times=times,
            )
            assembly = assemble(territory, scenario=scenario, times=times, modes=modes, van=van)
        return Prepared(
            scenario=scenario,
            file=file,
            folder=folder,
            territory=territory,
            network=network,
            times=times,
            transit=transit,
            assembly=assembly,
            warnings=(
                *territory.warnings,
                *uncovered,
                *doubts,
                *_lost_sites(times),
                *(transit.remarks if transit is not None else ()),
                *assembly.warnings,
            ),
            seconds=seconds,
        )

    def _territory(self, folder: Path, *, profile: Profile) -> Territory:
        key = folder.resolve(), profile
        if key not in self._territories:
            self._territories[key] = load_territory(folder, profile=profile)
        return self._territories[key]

    def _network(self, folder: Path, *, territory: Territory, wanted: str) -> RoadNetwork:
        key = folder.resolve(), wanted
        if key not in self._networks:
            self._networks[key] = network_of(territory, folder=folder, wanted=wanted)
        return self._networks[key]

    def _times(
        self,
        scenario: Scenario,
        *,
        modes: Mapping[str, TravelMode],
        territory: Territory,
        network: RoadNetwork,
    ) -> dict[str, TravelTimes]:
        """Compute the times of every mode but public transport."""
        return {
            name: self._mode_times(mode, scenario, territory=territory, network=network)
            for name, mode in modes.items()
            if name != TRANSIT_MODE.name
        }

    def _mode_times(
        self, mode: TravelMode, scenario: Scenario, *, territory: Territory, network: RoadNetwork
    ) -> TravelTimes:
        return cached_times(
            network,
            origins=homes_of(territory),
            destinations=sites_of(territory),
            mode=mode,
            max_snap_m=scenario.temps.rattachement_max_m,
            progress=partial(self.advance, f"temps de trajet {mode.label}"),
        )

    def _van(
        self,
        scenario: Scenario,
        *,
        modes: Mapping[str, TravelMode],
        folder: Path,
        territory: Territory,
        network: RoadNetwork,
        times: dict[str, TravelTimes],
    ) -> VanGround | None:
        """Find where the van may go, when the scenario has one."""
        if scenario.van is None:
            return None

        def times_to(stops: tuple[Site, ...]) -> dict[str, TravelTimes]:
            only = dataclasses.replace(territory, sites=stops)
            found = self._times(scenario, modes=modes, territory=only, network=network)
            transit = self._transit(
                scenario, modes=modes, folder=folder, territory=only, network=network, times=found
            )
            by_bus = {} if transit is None else {TRANSIT_MODE.name: transit.travel_times()}
            return {**found, **by_bus}

        return van_ground(
            scenario,
            van=scenario.van,
            territory=territory,
            folder=folder,
            network=network,
            car=modes.get("voiture", territory_modes(folder)["voiture"]),
            times=times,
            times_to=times_to,
        )

    def _transit(
        self,
        scenario: Scenario,
        *,
        modes: Mapping[str, TravelMode],
        folder: Path,
        territory: Territory,
        network: RoadNetwork,
        times: dict[str, TravelTimes],
    ) -> TransitTimes | None:
        """Round trips by public transport, when a profile uses them."""
        if TRANSIT_MODE.name not in modes:
            return None
        car = modes.get("voiture", territory_modes(folder)["voiture"])

        def by_car() -> TravelTimes:
            known = times.get(car.name)
            if known is not None:
                return known
            return self._mode_times(car, scenario, territory=territory, network=network)

        name = hashlib.sha256(f"tc {folder.resolve()}".encode()).hexdigest()
        with one_at_a_time(cache_folder() / "verrous" / name):  # the next one finds it in the cache
            return territory_transit(
                territory,
                folder=folder,
                scenario=scenario,
                network=network,
                by_car=by_car,
                progress=partial(self.advance, f"temps de trajet {TRANSIT_MODE.label}"),
            )


def _modes(scenario: Scenario, *, folder: Path) -> dict[str, TravelMode]:
    """Modes of a scenario, by the territory's own tables where it has some."""
    return scenario_modes(scenario, table=territory_modes(folder), speeds=territory_speeds(folder))


def _doubtful_sites(network: RoadNetwork, *, sites: Points) -> tuple[str, ...]:
    """Name the sites whose place on the road by car should be checked."""
    doubts = doubtful_attachments(network, points=sites, mode=MODES["voiture"])
    return tuple(f"lieu « {doubt.id} » : {doubt.reason}" for doubt in doubts)


def _lost_sites(times: dict[str, TravelTimes]) -> tuple[str, ...]:
    """Say which sites no road reaches: nobody can be sent there."""
    lost = {
        point.id: point.reason
        for table in times.values()
        for point in table.unsnapped
        if point.role == "destination"
    }
    return tuple(
        f"lieu « {name} » : {reason} ; personne ne peut y être affecté."
        for name, reason in sorted(lost.items())
    )


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = time.perf_counter() - started
