"""What the chat and programs may send to Gradio: read here, and rebuilt from what is known to be harmless.

Gradio takes any JSON in these requests: files named by path in a conversation, another function, another's session.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answer import texts
from web.chat import text_of, user_turns
from web.refusals import Refusals
from web.routes import CALL, Kind, path_of, route_of

SESSION = "wengui.session"
"""In the scope of a question of the page: the page's id."""

SESSION_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""Gradio's page makes about eleven random letters and digits; a shorter one could be guessed."""

_MOST_FUNCTIONS = 1000


class ChatTooLongError(ValueError):
    """The conversation has more messages than may be sent."""


class ChatRequests:
    """Rebuilds the questions that go to Gradio, and refuses those that have another form."""

    def __init__(self, app: ASGIApp, *, most_messages: int, refuse: Refusals) -> None:
        """Wrap an app that stands behind the allow-list and the limits of the body.

        Args:
            app: the app.
            most_messages: of a conversation, questions and answers.
            refuse: makes the refusals.
        """
        self._app, self._most, self._refuse = app, most_messages, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a question rebuilt, and everything else as it is."""
        if scope["type"] != "http" or route_of(scope).kind is not Kind.JOIN:
            await self._app(scope, receive, send)
            return
        if Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            await self._refuse(scope, 415, texts.BAD_REQUEST)(scope, receive, send)
            return
        message = await receive()
        try:
            request = _parse(message["body"])
            rebuilt = _call(request) if path_of(scope) == CALL else self._join(request)
            body = json.dumps(rebuilt, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
        except ChatTooLongError:
            await self._refuse(scope, 413, texts.CHAT_TOO_LONG)(scope, receive, send)
        except (ValueError, RecursionError):
            await self._refuse(scope, 422, texts.BAD_REQUEST)(scope, receive, send)
        else:
            await self._app(*_with_body(scope, receive, body, rebuilt.get("session_hash")), send)

    def _join(self, request: Mapping[str, Any]) -> dict[str, Any]:
        data = _list(request.get("data"), most=4)
        return {
            "data": [part if isinstance(part, str) else self._messages(part) for part in data],
            "event_data": _small(request.get("event_data"), depth=3),
            "fn_index": _index(request.get("fn_index")),
            "trigger_id": None if request.get("trigger_id") is None else _index(request["trigger_id"]),
            "session_hash": _session(request.get("session_hash")),
        }

    def _messages(self, messages: Any) -> list[dict[str, Any]]:
        if not isinstance(messages, list):
            raise ValueError("not a conversation")
        if len(messages) > self._most:
            raise ChatTooLongError
        return [
            {
                "role": message["role"],
                "content": [{"type": "text", "text": text_of(message)}],
                "metadata": _small(message.get("metadata"), depth=2),
                "options": _small(message.get("options"), depth=3),
            }
            for message in messages
            if isinstance(message, dict) and message.get("role") in ("user", "assistant")
        ]


def _parse(body: bytes) -> dict[str, Any]:
    request = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    if not isinstance(request, dict):
        raise ValueError("not an object")
    return request


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _call(request: Mapping[str, Any]) -> dict[str, Any]:
    """Question and history of a program; a session of its own would let it write into another's page."""
    question, history, *_ = [*_list(request.get("data"), most=2), "", []]
    return {"data": [question if isinstance(question, str) else "", list(user_turns(history))]}


def _list(value: Any, *, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise ValueError("not a short list")
    return value


def _index(value: Any) -> int:
    if type(value) is not int or not 0 <= value < _MOST_FUNCTIONS:
        raise ValueError("not an index")
    return value


def _session(value: Any) -> str:
    if not isinstance(value, str) or not SESSION_ID.fullmatch(value):
        raise ValueError("not a session")
    return value


def _small(value: Any, *, depth: int) -> Any:
    """A value that is small and flat, as the page's events are."""
    if value is None or isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= 2000):
        return value
    if depth and isinstance(value, list) and len(value) <= 16:
        return [_small(part, depth=depth - 1) for part in value]
    if depth and isinstance(value, dict) and len(value) <= 16:
        return {str(name)[:64]: _small(part, depth=depth - 1) for name, part in value.items()}
    raise ValueError("not small")


def _with_body(scope: Scope, receive: Receive, body: bytes, session: str | None) -> tuple[Scope, Receive]:
    headers = MutableHeaders(scope={"headers": list(scope["headers"])})
    headers["content-length"] = str(len(body))
    del headers["accept-encoding"]  # the short response is read by the tickets
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_rebuilt() -> Message:
        return waiting.pop() if waiting else await receive()

    return {**scope, "headers": headers.raw, SESSION: session}, receive_rebuilt
