"""Which cells of a grid of all France, or of all Europe, lie near a territory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.exceptions import CRSError

from placement.errors import DataError, cite
from placement.french import plural
from placement.sources.grids.identifiers import CellFamily, CellPlaces, places_of
from placement.sources.official import Field, FileHead
from placement.sources.official.batches import batches_of
from placement.sources.provenance import SourceKind

__all__ = ["ElsewhereError", "Near", "Window"]

Window = tuple[float, float, float, float]
"""West, south, east, north: WGS84 degrees."""

_WGS84: Final = "EPSG:4326"
_MARGIN_M: Final = 1000.0


class ElsewhereError(DataError):
    """A grid of another part of the world: right for a territory, of no use for this one."""


@dataclass(frozen=True, slots=True)
class Near:
    """The rows of one file that lie near a territory of ``communes`` communes."""

    head: FileHead
    kind: SourceKind
    window: Window
    communes: int

    def __post_init__(self) -> None:
        if not self.head.holds(self.kind.fields):
            wanted = [field.headers[0].upper() for field in self.kind.fields if field.required]
            raise DataError(
                f"fichier {self.head.path.name} : il faut les colonnes {', '.join(wanted)} (casse "
                f"indifférente) ; le fichier a {cite(self.head.headers)}. Reprenez le fichier "
                "publié, tel quel."
            )

    def ids(self, field: Field) -> tuple[CellFamily, set[str]]:
        """Return the identifiers of the cells that the window touches, and what cells they are.

        Where a file holds cells of several sides, the finest are kept.

        Raises
        ------
        DataError
            No cell is near; an identifier cannot be read; its system is unknown.
        """
        near: dict[CellFamily, set[str]] = {}
        frames: dict[CellFamily, Window] = {}
        for texts in self._texts(field):
            for family, places in places_of(texts, file_name=self.head.path.name).items():
                if family not in frames:
                    frames[family] = self._frame(family.crs)
                rows = _touching(places, family=family, frame=frames[family])
                if rows.size:
                    near.setdefault(family, set()).update(texts.take(pa.array(rows)).to_pylist())
        if not near:
            raise ElsewhereError(self._elsewhere())
        finest = min(near)
        return finest, near[finest]

    def corners(self, x: Field, *, y: Field, family: CellFamily) -> dict[str, set[str]]:
        """Return the values, as written, of two columns of corners that the window touches.

        Raises
        ------
        DataError
            A corner is not a number of metres; no cell is near.
        """
        west, south, east, north = self._frame(family.crs)
        near: dict[str, set[str]] = {}
        for field, low, high in ((x, west, east), (y, south, north)):
            written = {text for texts in self._texts(field) for text in texts.unique().to_pylist()}
            near[field.name] = {
                text for text in written if low - family.side_m <= self._metres(text) <= high
            }
        if not all(near.values()):
            raise ElsewhereError(self._elsewhere())
        return near

    def _texts(self, field: Field) -> Iterator[pa.Array]:
        for part, header in self.head.matching((*self.kind.fields, field)):
            for batch in batches_of(part, header=header, fields=(field,)):
                yield pc.utf8_trim_whitespace(batch.column(field.name))

    def _frame(self, crs: str) -> Window:
        """Return the window in metres, and what its simplified borders may have cut off."""
        try:
            transformer = Transformer.from_crs(_WGS84, crs, always_xy=True)
        except CRSError as error:
            raise DataError(
                f"fichier {self.head.path.name} : ses carreaux sont dans le système {crs}, qui "
                "n'est pas connu ; prenez un carroyage de l'Insee ou d'Eurostat."
            ) from error
        west, south, east, north = transformer.transform_bounds(*self.window)
        return west - _MARGIN_M, south - _MARGIN_M, east + _MARGIN_M, north + _MARGIN_M

    def _metres(self, text: str | None) -> float:
        try:
            return float(str(text).replace(",", "."))
        except ValueError as error:
            raise DataError(
                f"fichier {self.head.path.name} : « {text} » n'est pas une coordonnée en mètres ; "
                "reprenez le fichier publié, tel quel."
            ) from error

    def _elsewhere(self) -> str:
        communes = plural(self.communes, one="commune", many="communes")
        return (
            f"fichier {self.head.path.name} : aucun de ses carreaux n'est près du territoire "
            f"({communes}) ; prenez le fichier de la bonne région (métropole, ou département "
            "d'outre-mer)."
        )


def _touching(places: CellPlaces, *, family: CellFamily, frame: Window) -> NDArray[np.int64]:
    west, south, east, north = frame
    touching = (
        (places.x + family.side_m >= west)
        & (places.x <= east)
        & (places.y + family.side_m >= south)
        & (places.y <= north)
    )
    return places.row[touching]
