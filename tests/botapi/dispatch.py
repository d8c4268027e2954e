"""From a request's method and body to its result, by way of every check."""

from __future__ import annotations

from aiogram import methods as m

from . import managing, querying, sending
from .calls import Call, Handler
from .errors import ApiError, not_found
from .faults import Fault
from .schema import Body, Model, decode, unknown_parameters, validate
from .world import Objection, Request, World

MAX_REQUEST = 50_000_000
POLLING: tuple[type[Model], ...] = (m.GetUpdates, m.SetWebhook, m.DeleteWebhook, m.GetWebhookInfo)
HANDLERS: dict[type[Model], Handler] = {**sending.TABLE, **querying.TABLE, **managing.TABLE}
MODELS: dict[str, type[Model]] = {model.__api_method__.lower(): model for model in (*HANDLERS, *POLLING)}


def find_model(name: str) -> type[Model] | None:
    """Method names are read without regard to case, as in the API."""
    return MODELS.get(name.lower())


def open_request(world: World, name: str, body: Body) -> tuple[Request, type[Model] | None]:
    """Records the request as it came."""
    model = find_model(name)
    params = decode(model, body) if model is not None else dict(body.values)
    called = model.__api_method__ if model is not None else name
    request = Request(called, params, world.now, tuple(upload.name for upload in body.files.values()))
    with world.changing():
        world.requests.append(request)
    return request, model


def find_fault(world: World, request: Request) -> Fault | None:
    with world.lock:
        return world.faults.find(request.method, request.chat_id)


def checked(world: World, request: Request, model: type[Model] | None) -> Model:
    """The typed request. Raises ApiError; unknown parameters are objected to and then ignored, as the API does."""
    if model is None:
        raise not_found("Not Found: method not found", kind="method")
    typed = validate(model, request.params)
    with world.lock:
        for name in unknown_parameters(typed):
            world.object(request, "shape", f"unknown parameter {name}")
    return typed


def perform(world: World, request: Request, typed: Model, body: Body) -> object:
    """The method's result as JSON. Raises ApiError."""
    with world.changing():
        if sum(len(upload.data) for upload in body.files.values()) > MAX_REQUEST:
            raise ApiError(413, "Request Entity Too Large", kind="limit")
        return HANDLERS[type(typed)](Call(world, request, body), typed)


def close_request(world: World, request: Request, error: ApiError | None, *, injected: bool = False) -> None:
    """Notes how it ended; a refusal that was neither injected nor excused is an objection."""
    with world.changing():
        request.status = error.status if error else 200
        request.description = error.description if error else ""
        if error is None or injected:
            return
        refusal = Objection(error.kind, error.description, error.status, request)
        world.refusals.append(refusal)
        if not error.excused:
            world.objections.append(refusal)
