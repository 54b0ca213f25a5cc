"""What a self-contained page carries with it: assets, Leaflet, data that cannot break out."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

__all__ = ["asset", "leaflet_script", "leaflet_style", "script_json"]


def asset(name: str) -> str:
    """Read an asset of the pages, given its path with ``/``."""
    return files("placement.viz").joinpath("assets", *name.split("/")).read_text(encoding="utf-8")


def leaflet_script() -> str:
    """Return Leaflet without the address of its source map."""
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", asset("leaflet/leaflet.js"))


def leaflet_style() -> str:
    """Return Leaflet's style sheet without its pictures, which the pages do not use."""
    return re.sub(r"url\((?!#)[^)]*\)", "none", asset("leaflet/leaflet.css"))


def script_json(value: dict[str, Any]) -> str:
    """Write JSON that cannot end the script element it is written in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
