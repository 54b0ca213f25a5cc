"""Reading what the script of a map is given."""

from __future__ import annotations

import json
from typing import Any


def payloads(page: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Communes and payload of a map, as its script receives them."""
    decoder = json.JSONDecoder()
    start = page.index('{"features"') if '{"features"' in page else page.index('{"type": "Feature')
    communes, _ = decoder.raw_decode(page, start)
    data, _ = decoder.raw_decode(page, page.index('{"title":'))
    return [feature["properties"] for feature in communes["features"]], data
