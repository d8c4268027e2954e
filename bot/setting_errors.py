"""What is wrong with a setting, so that it can be told in the user's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from index.errors import SettingError

Value = str | int | float

_KINDS: Mapping[str, str] = {
    "missing": "missing",
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), "not-integer"),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number"), "not-number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "not-boolean"),
    **dict.fromkeys(("greater_than_equal", "greater_than"), "too-small"),
    **dict.fromkeys(("less_than_equal", "less_than"), "too-large"),
    **dict.fromkeys(("enum", "literal_error"), "not-one-of"),
    "string_pattern_mismatch": "not-level",
    **dict.fromkeys(("path_type", "path_not_file", "path_not_directory"), "not-path"),
    **dict.fromkeys(("list_type", "set_type", "frozen_set_type", "tuple_type", "dict_type"), "not-list"),
    **dict.fromkeys(("url_parsing", "url_type", "url_scheme", "url_syntax_violation", "url_too_long"), "not-url"),
}
"""From pydantic's kinds of error to texts: `setting-` and the kind. Others are told in pydantic's English."""
_LIMITS = ("ge", "gt", "le", "lt")


class WrongValueError(SettingError):
    """A value that cannot be. `kind` names the text that says so, `values` are what it speaks of."""

    def __init__(self, setting: str, problem: str, kind: str, values: Mapping[str, Value] | None = None) -> None:
        super().__init__(setting, problem)
        self.kind = kind
        self.values = dict(values or {})


class EnvFileError(SettingError):
    """The file of settings cannot be read as text."""

    def __init__(self, file: str, at: int) -> None:
        super().__init__(file, f"the file is not in UTF-8 (byte {at}): save it in UTF-8")
        self.at = at


class OwnValueError(ValueError):
    """Raised by a validator of our own; `kind` as in WrongValueError."""

    def __init__(self, kind: str, problem: str) -> None:
        super().__init__(problem)
        self.kind = kind


def setting_error(setting: str, details: ErrorDetails) -> SettingError:
    """Never shows the value: it may be a secret."""
    problem, context = details["msg"], details.get("ctx", {})
    own = context.get("error")
    if isinstance(own, OwnValueError):
        return WrongValueError(setting, str(own), own.kind)
    kind = _KINDS.get(details["type"])
    if kind is None:
        return SettingError(setting, problem)
    if kind == "not-integer" and len(details["loc"]) > 1:
        kind = "not-integers"
    return WrongValueError(setting, problem, kind, _values(kind, context))


def _values(kind: str, context: Mapping[str, Any]) -> dict[str, Value]:
    if kind in ("too-small", "too-large"):
        limit = next(context[name] for name in _LIMITS if name in context)
        return {"limit": str(limit)}
    if kind == "not-one-of":
        return {"values": str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")}
    return {}
