"""The rules of accessibility that a machine can check (axe-core), run inside a page."""

from __future__ import annotations

from importlib.resources import files

from .chromium import Tab

__all__ = ["barriers"]

_GRAVE = ("serious", "critical")


def barriers(tab: Tab) -> list[str]:
    """Serious and critical violations of the page as it stands, one line each."""
    if not tab.evaluate("typeof window.axe === 'object'"):
        script = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
        tab.evaluate(f"{script}\n;true")
    found = tab.evaluate(
        """axe.run(document, { resultTypes: ["violations"] }).then((told) => told.violations.map(
            (one) => [one.impact, one.id, one.nodes.slice(0, 4).map((node) => node.html)]))"""
    )
    return [f"{rule} : {nodes}" for impact, rule, nodes in found if impact in _GRAVE]
