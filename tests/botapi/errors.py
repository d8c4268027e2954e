"""A request the Bot API refuses, with its HTTP status and its own words."""

from typing import Any


class ApiError(Exception):
    """A refusal. `excused` marks what no bot can know beforehand: a block, an upgrade, a target deleted meanwhile."""

    def __init__(
        self,
        status: int,
        description: str,
        *,
        kind: str = "refused",
        excused: bool = False,
        parameters: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.kind = kind
        self.excused = excused
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(description: str, *, kind: str = "refused", excused: bool = False) -> ApiError:
    return ApiError(400, f"Bad Request: {description}", kind=kind, excused=excused)


def forbidden(description: str, *, excused: bool = False) -> ApiError:
    return ApiError(403, f"Forbidden: {description}", kind="forbidden", excused=excused)


def conflict(description: str) -> ApiError:
    return ApiError(409, f"Conflict: {description}", kind="conflict")


def too_many_requests(retry_after: int) -> ApiError:
    """429; `retry_after` in seconds."""
    description = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, description, kind="rate", excused=True, parameters={"retry_after": retry_after})


def migrated(new_chat_id: int) -> ApiError:
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        kind="migrated",
        excused=True,
        parameters={"migrate_to_chat_id": new_chat_id},
    )


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized", kind="token")


def not_found(description: str = "Not Found", *, kind: str = "token") -> ApiError:
    return ApiError(404, description, kind=kind)


def stale_query(*, excused: bool = False) -> ApiError:
    description = "query is too old and response timeout expired or query ID is invalid"
    return bad_request(description, kind="stale", excused=excused)
