"""Values of ``monitor.model`` to plain JSON data and back, for the store.

Every field is kept under its own name; a field that older data lacks takes its
default, so a new field needs no migration. The shapes that users see are fixed
elsewhere (``monitor.shapes``): this one may grow.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dumps(value: object) -> str:
    """A value (dataclass, tuple, scalar) as compact JSON text."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def loads(cls: type[T], text: str) -> T:
    """The value of type ``cls`` that :func:`dumps` wrote."""
    value: T = from_plain(cls, json.loads(text))
    return value


def to_plain(value: object) -> Any:
    """JSON data, without the fields that hold their default.

    A dataclass inside a union of several is tagged with its class name under ``"is"``.
    """
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if is_dataclass(kind):
        plain: dict[str, Any] = {}
        for name, default, several in _plan(kind):
            item = getattr(value, name)
            if default is not MISSING and item == default:
                continue
            data = to_plain(item)
            tagged = several and is_dataclass(item) and not isinstance(item, type)
            plain[name] = {"is": type(item).__name__, **data} if tagged else data
        return plain
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


# Most of what is written, a version's readings above all: worth asking first.
_AS_THEY_ARE = frozenset({str, int, bool, float, type(None)})


@cache
def _plan(cls: type) -> tuple[tuple[str, Any, bool], ...]:
    """Each field's name, its default, and whether it may hold one of several dataclasses."""
    hints = _hints(cls)
    return tuple(
        (field.name, field.default, len([arm for arm in _arms(hints[field.name]) if is_dataclass(arm)]) > 1)
        for field in fields(cls)
    )


def from_plain(hint: Any, data: Any) -> Any:
    """The value of the type that ``hint`` names.

    :raises TypeError: when the data lacks a field that has no default.
    """
    if data is None:
        return None
    arms = _arms(hint)
    if len(arms) > 1:
        if isinstance(data, dict):
            classes = [arm for arm in arms if isinstance(arm, type) and is_dataclass(arm)]
            named = [arm for arm in classes if arm.__name__ == data.get("is")]
            return from_plain((named or classes)[0], data)
        hint = next(arm for arm in arms if not is_dataclass(arm))
    else:
        hint = arms[0]
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return tuple(from_plain(item, entry) for entry in data)
    if isinstance(hint, type):
        if is_dataclass(hint):
            hints = _hints(hint)
            known = {key: from_plain(hints[key], entry) for key, entry in data.items() if key in hints}
            return hint(**known)
        if issubclass(hint, datetime):
            return datetime.fromisoformat(data)
        if issubclass(hint, Decimal | StrEnum):
            return hint(data)
    return data


def _arms(hint: Any) -> list[Any]:
    """The members of a union without None, or the hint itself."""
    if get_origin(hint) in (Union, types.UnionType):
        return [arm for arm in get_args(hint) if arm is not types.NoneType]
    return [hint]


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)
