"""The shape of each method, stated independently of the client under test: aiogram's generated models."""

import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel, ValidationError

from .errors import bad_request

Model = TelegramMethod[Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart request."""

    name: str
    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Body:
    """A request's parameters before validation: strings from a form, values from JSON, files apart."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


def decode(model: type[Model], body: Body) -> dict[str, Any]:
    """Parameters as JSON values; a file part without a parameter of its own becomes `attach://name`."""
    values = {name: _decode(model, name, value) for name, value in body.values.items()}
    parts = {name: f"attach://{name}" for name in body.files if name in model.model_fields and name not in values}
    return values | parts


def _decode(model: type[Model], name: str, value: Any) -> Any:
    if not isinstance(value, str) or name not in model.model_fields or not _takes_json(model, name):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


@cache
def _takes_json(model: type[Model], name: str) -> bool:
    """False for a parameter that is text and nothing else, so that a text of digits stays a text."""
    leaves = set(_leaves(model.model_fields[name].annotation))
    return bool(leaves - {str, Default, InputFile, type(None)})


def _leaves(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from _leaves(argument)
    else:
        yield annotation


def validate(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Raises ApiError 400 for a missing parameter or one of a wrong type."""
    _check_utf8(values)
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise bad_request(f"{place}: {first['msg']}", kind="shape") from error


def _check_utf8(values: Mapping[str, Any]) -> None:
    try:
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8", kind="shape") from error


def unknown_parameters(value: Any, path: str = "") -> Iterator[str]:
    """Dotted names of what no field of the Bot API takes, at any depth."""
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, BaseModel):
        yield from (f"{path}{name}" for name in value.model_extra or ())
        for name in value.model_fields_set:
            yield from unknown_parameters(vars(value).get(name), f"{path}{name}.")
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from unknown_parameters(item, f"{path}{position}.")
