"""Apply named changes to a base: any number of keys, lists changed by identifier.

A change is written like a scenario, with only the keys that differ. A section is merged key by
key; a section where a single key is allowed (``budget``) is replaced; ``null`` takes a key away. A
list is replaced by a list, or changed item by item by ``ajouter``, ``retirer`` and ``modifier``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from placement.errors import Faults, cite
from placement.scenario.base import is_one_key
from placement.scenario.messages import Location, dotted, section_at
from placement.scenario.model import Scenario
from placement.scenario.tree import Node

__all__ = ["LIST_CHANGES", "changed", "item_name"]

LIST_CHANGES: Final = ("retirer", "modifier", "ajouter")
"""What may be asked of an inherited list, in the order in which it is done."""

_NAMES: Final = ("id", "lieu", "offre", "type", "epci", "financeur", "groupe", "but")


def changed(base: Node, change: Node, *, faults: Faults, location: Location = ()) -> Node:
    """Return ``base`` with a change applied; neither is touched.

    Parameters
    ----------
    faults : gathers what a list change cannot do
    location : where both stand in the scenario
    """
    if _is_list_change(change):
        return _changed_list(base, change, faults=faults, location=location)
    if not (isinstance(base.value, Mapping) and isinstance(change.value, Mapping)):
        return change
    section = section_at(location, model=Scenario)
    if location and section is not None and is_one_key(section):
        return change
    known = dict(base.value)
    for key, item in change.value.items():
        here = (*location, key)
        before = known.get(key) or _default(key, section=section)
        if item.value is None and key in known:
            del known[key]
        elif before is None:
            known[key] = changed(Node(None, ""), item, faults=faults, location=here)
        else:
            known[key] = changed(before, item, faults=faults, location=here)
    return Node(known, change.place)


def _default(key: str, *, section: type[BaseModel] | None) -> Node | None:
    """Return the default list of a key, which a change may amend as an inherited one."""
    field = section.model_fields.get(key) if section is not None else None
    if field is None or field.is_required():
        return None
    value = field.get_default(call_default_factory=True)
    if not isinstance(value, tuple):
        return None
    return Node(tuple(_plain(item) for item in value), "")


def _plain(item: Any) -> Node:
    if isinstance(item, BaseModel):
        return Node({key: _plain(value) for key, value in item if value is not None}, "")
    return Node(item, "")


def _is_list_change(change: Node) -> bool:
    keys = set(change.items())
    return bool(keys) and keys <= set(LIST_CHANGES)


def item_name(item: Node) -> str:
    """Return what tells an item of a list from the others: its identifier, or itself."""
    keys = item.items()
    named = next((keys[key] for key in _NAMES if key in keys), item)
    return str(named.value)


def _changed_list(base: Node, change: Node, *, faults: Faults, location: Location) -> Node:
    inherited = (base,) if isinstance(base.value, Mapping) else base.value or ()
    items = {item_name(item): item for item in inherited}
    asked = change.items()
    for order in LIST_CHANGES:
        wanted = asked.get(order)
        if wanted is None:
            continue
        if not isinstance(wanted.value, tuple):
            faults.add(_told(location, order, wanted, "une liste est attendue."))
            continue
        for item in wanted.value:
            _ORDERS[order](items, item, faults, location)
    return Node(tuple(items.values()), change.place)


def _told(location: Location, order: str, node: Node, sentence: str) -> str:
    line = f" (ligne {node.place})" if node.place else ""
    return f"{dotted((*location, order))}{line} : {sentence}"


def _unknown(items: Mapping[str, Node], name: str) -> str:
    return f"« {name} » n'est pas dans la liste héritée ({cite(items) or 'vide'})."


def _remove(items: dict[str, Node], item: Node, faults: Faults, location: Location) -> None:
    name = item_name(item)
    if items.pop(name, None) is None:
        faults.add(_told(location, "retirer", item, _unknown(items, name)))


def _modify(items: dict[str, Node], item: Node, faults: Faults, location: Location) -> None:
    name = item_name(item)
    if name not in items:
        faults.add(_told(location, "modifier", item, _unknown(items, name)))
        return
    here = (*location, list(items).index(name))
    items[name] = changed(items[name], item, faults=faults, location=here)


def _add(items: dict[str, Node], item: Node, faults: Faults, location: Location) -> None:
    name = item_name(item)
    if name in items:
        faults.add(
            _told(
                location,
                "ajouter",
                item,
                f"« {name} » est déjà dans la liste héritée ; pour le changer, « modifier ».",
            )
        )
        return
    items[name] = item


_ORDERS: Final = {"retirer": _remove, "modifier": _modify, "ajouter": _add}
