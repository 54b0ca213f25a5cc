"""French spaces: what must not be cut from the word before or after it is not."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["unbroken", "unbroken_values"]

_NARROW: Final = "\u202f"
_WIDE: Final = "\u00a0"
_BEFORE: Final = re.compile(r" (?=[;?!](?:\s|$|»))")
_COLON: Final = re.compile(r" (?=:(?:\s|$))")
_OPENING: Final = re.compile(r"« ")
_CLOSING: Final = re.compile(r" »")


def unbroken(text: str) -> str:
    """Put no-break spaces before double punctuation and inside guillemets."""
    text = _BEFORE.sub(_NARROW, text)
    text = _COLON.sub(_WIDE, text)
    return _CLOSING.sub(f"{_WIDE}»", _OPENING.sub(f"«{_WIDE}", text))


def unbroken_values(value: Any) -> Any:
    """Do the same to every text of a JSON value."""
    if isinstance(value, str):
        return unbroken(value)
    if isinstance(value, dict):
        return {key: unbroken_values(item) for key, item in value.items()}
    return [unbroken_values(item) for item in value] if isinstance(value, list) else value
