"""Every kind of file that may be dropped, the preferred ones first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from placement.sources.cog import COG_CHANGES, COG_COMMUNES
from placement.sources.commuting import MOBPRO, MOBSCO
from placement.sources.density import DENSITY
from placement.sources.deposits import adapters
from placement.sources.deposits.importers import Importer
from placement.sources.epci_composition import EPCI_COMPOSITION
from placement.sources.grids import (
    EUROSTAT,
    FILOSOFI_1KM,
    FILOSOFI_200M,
    read_eurostat,
    read_filosofi,
)
from placement.sources.iris_bases import IRIS_ACTIVITY, IRIS_AGES, IRIS_EDUCATION, IRIS_HOUSING
from placement.sources.markets import MARKETS
from placement.sources.outlines import OUTLINES
from placement.sources.places import PLACE_SOURCES, is_annuaire_json
from placement.sources.places.annuaire import ANNUAIRE
from placement.sources.pop1b import POP1B, POP1B_BY_COLUMN
from placement.sources.provenance import SourceKind
from placement.sources.qpv import QPV
from placement.sources.wishes import WISHES

__all__ = ["IMPORTERS"]


def _json_of(kind: SourceKind) -> Callable[[Path], bool] | None:
    """How a list that also comes as JSON is told; None for a table."""
    return is_annuaire_json if kind is ANNUAIRE else None


_BASES: Final = (IRIS_ACTIVITY, IRIS_EDUCATION, IRIS_HOUSING)
_GRIDS: Final = (
    (FILOSOFI_200M, read_filosofi),
    (FILOSOFI_1KM, read_filosofi),
    (EUROSTAT, read_eurostat),
)
_FOR_INIT: Final = (COG_COMMUNES, COG_CHANGES)

IMPORTERS: Final = (
    *(Importer(kind, adapters.young) for kind in (POP1B, POP1B_BY_COLUMN)),
    Importer(IRIS_AGES, adapters.ages, shares_files=True),
    *(Importer(kind, partial(adapters.iris, kind=kind), shares_files=True) for kind in _BASES),
    Importer(DENSITY, adapters.density),
    *(Importer(kind, partial(adapters.grid, read=read), adds_up=True) for kind, read in _GRIDS),
    Importer(QPV, adapters.priority_areas),
    Importer(OUTLINES, adapters.outlines, adds_up=True),
    Importer(EPCI_COMPOSITION, adapters.epci),
    *(Importer(kind, partial(adapters.commuting, kind=kind)) for kind in (MOBPRO, MOBSCO)),
    *(
        Importer(
            source.kind,
            partial(adapters.places, read=source.read),
            adds_up=True,
            looks_like=_json_of(source.kind),
        )
        for source in PLACE_SOURCES
    ),
    Importer(MARKETS, adapters.markets, adds_up=True),
    Importer(WISHES, adapters.wishes),
    *(Importer(kind, partial(adapters.for_init, kind=kind)) for kind in _FOR_INIT),
)
"""The preferred kinds first, where two say the same thing."""
