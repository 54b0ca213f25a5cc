"""From solved scenarios to printed maps: the themes in order, drawn, as files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from placement.cartography.content import AtlasContent
from placement.cartography.page import (
    DrawnPage,
    Style,
    drawn_page,
    page_layout,
    territory_ground,
)
from placement.cartography.plans import change_theme, plan_theme
from placement.cartography.rounds import rounds_theme
from placement.cartography.saving import (
    KINDS,
    Metadata,
    atlas_bytes,
    drawing_rules,
    figure_bytes,
)
from placement.cartography.theme import Theme
from placement.cartography.today import (
    access_theme,
    car_bounds,
    needs_theme,
    sites_theme,
    young_theme,
)

__all__ = ["Atlas", "PrintedMap", "atlas_themes", "drawn_pages", "printed_atlas", "printed_maps"]


@dataclass(frozen=True, slots=True, eq=False)
class PrintedMap:
    """A map as files.

    Parameters
    ----------
    number : such as « 6 », « 9A »
    title : French
    alt_text : what it shows, with its main figures, for those who do not see it (French)
    figures : bytes of the file by kind: ``pdf``, ``png``, ``svg``
    """

    number: str
    title: str
    alt_text: str
    figures: Mapping[str, bytes]

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", MappingProxyType(dict(self.figures)))

    @property
    def stem(self) -> str:
        """Name of its files without suffix: « 06-scenario-a-a-moyens-constants »."""
        plain = unicodedata.normalize("NFKD", self.title.lower().replace("œ", "oe"))
        words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
        digits = re.sub(r"\D", "", self.number)
        return f"{int(digits):02d}{self.number[len(digits) :].lower()}-{'-'.join(words)[:60]}"


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """The maps of a territory, and all of them as one PDF (None where it was not asked for)."""

    maps: tuple[PrintedMap, ...]
    pdf: bytes | None


def atlas_themes(content: AtlasContent) -> tuple[Theme, ...]:
    """Return what each map shows, in order; the tenth only where the van has rounds."""
    today, plans, bounds = content.today, content.plans, car_bounds(content.today)
    rounds = (rounds_theme(plans[0], rounds=content.rounds),) if content.rounds else ()
    needs = () if content.needs is None else (needs_theme(today, needs=content.needs),)
    return (
        sites_theme(today),
        young_theme(today),
        access_theme(today, number="3", public="voiture", bounds=bounds),
        access_theme(today, number="4", public="sans_voiture", bounds=bounds),
        *needs,
        *(plan_theme(plan, rank=rank, bounds=bounds) for rank, plan in enumerate(plans)),
        *(change_theme(plan, rank=rank, alone=len(plans) == 1) for rank, plan in enumerate(plans)),
        *rounds,
    )


def drawn_pages(content: AtlasContent, *, style: Style) -> tuple[DrawnPage, ...]:
    """Draw every map of an atlas."""
    layout = page_layout(content, style=style)
    with drawing_rules():
        ground = territory_ground(content, layout=layout)
        return tuple(
            drawn_page(theme, content=content, layout=layout, ground=ground, style=style)
            for theme in atlas_themes(content)
        )


def printed_maps(
    content: AtlasContent, *, style: Style, kinds: Sequence[str] = KINDS
) -> tuple[PrintedMap, ...]:
    """Return every map of an atlas as files of some kinds."""
    return printed_atlas(content, style=style, kinds=kinds, bound=False).maps


def printed_atlas(
    content: AtlasContent, *, style: Style, kinds: Sequence[str] = KINDS, bound: bool = True
) -> Atlas:
    """Return every map of an atlas as files, and as one PDF where they are to be ``bound``."""
    pages = drawn_pages(content, style=style)
    with drawing_rules():
        maps = tuple(_printed(page, content=content, kinds=kinds) for page in pages)
        sheets = [page.sheet for page in pages]
        pdf = atlas_bytes(sheets, metadata=_bound_metadata(content)) if bound else None
    return Atlas(maps, pdf)


def _printed(page: DrawnPage, *, content: AtlasContent, kinds: Sequence[str]) -> PrintedMap:
    theme = page.theme
    metadata = Metadata(
        title=f"{theme.title} — {content.today.territory.title}",
        author=_author(content),
        subject=theme.alt_text,
    )
    return PrintedMap(
        number=theme.number,
        title=theme.title,
        alt_text=theme.alt_text,
        figures={kind: figure_bytes(page.sheet, kind=kind, metadata=metadata) for kind in kinds},
    )


def _bound_metadata(content: AtlasContent) -> Metadata:
    title = f"Atlas — {content.today.territory.title}"
    return Metadata(title=title, author=_author(content), subject=content.today.profile.sentence)


def _author(content: AtlasContent) -> str:
    return content.author or content.today.territory.title
