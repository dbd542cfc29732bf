"""What the chat and programs may send to Gradio: read here, and rebuilt from what is known to be harmless.

Gradio takes any JSON in these requests: files named by path in a conversation, another function, another's session.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
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

_MARKUP = re.compile(r"<(?!/?strong>)")
"""What no answer of ours has: `<strong>` is all the markup in them, and Gradio shows the markup of a conversation."""

_MOST_ARGUMENTS = 2
_MOST_COMPONENTS = 10_000


@dataclass(frozen=True, slots=True)
class ChatFunction:
    """A function that the page may call.

    Attributes:
        inputs: what kinds of component its arguments come from, as Gradio names them: `textbox`, `chatbot`.
        event: whether it reads which part of the component was chosen.
    """

    inputs: tuple[str, ...]
    event: bool


def chat_functions(config: Mapping[str, Any]) -> dict[int, ChatFunction]:
    """The functions of a page, by their index, out of the configuration that Gradio sends to the browser."""
    kinds = {component["id"]: component["type"] for component in config["components"]}
    return {
        function["id"]: ChatFunction(tuple(kinds[i] for i in function["inputs"]), function["collects_event_data"])
        for function in config["dependencies"]
        if function["backend_fn"] and function["api_visibility"] == "private"
    }


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
            is_call = path_of(scope) == CALL
            rebuilt = _call(request) if is_call else self._join(request, scope["app"].state.chat_functions)
            body = json.dumps(rebuilt, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
        except ChatTooLongError:
            await self._refuse(scope, 413, texts.CHAT_TOO_LONG)(scope, receive, send)
        except (ValueError, RecursionError):
            await self._refuse(scope, 422, texts.BAD_REQUEST)(scope, receive, send)
        else:
            await self._app(*_with_body(scope, receive, body, rebuilt.get("session_hash")), send)

    def _join(self, request: Mapping[str, Any], functions: Mapping[int, ChatFunction]) -> dict[str, Any]:
        index, data, trigger = request.get("fn_index"), request.get("data"), request.get("trigger_id")
        if type(index) is not int or index not in functions:
            raise ValueError("not a function of the page")
        function = functions[index]
        if not isinstance(data, list) or len(data) != len(function.inputs):
            raise ValueError("not the arguments of the function")
        if trigger is not None and (type(trigger) is not int or abs(trigger) > _MOST_COMPONENTS):
            raise ValueError("not a component")
        return {
            "data": [self._argument(kind, value) for kind, value in zip(function.inputs, data, strict=True)],
            "event_data": _event(request.get("event_data")) if function.event else None,
            "fn_index": index,
            "trigger_id": trigger,
            "session_hash": _session(request.get("session_hash")),
        }

    def _argument(self, kind: str, value: Any) -> Any:
        if kind == "chatbot":
            return self._messages(value)
        if kind == "textbox":
            return _text(value)
        return _small(value, depth=2)

    def _messages(self, messages: Any) -> list[dict[str, Any]]:
        if not isinstance(messages, list):
            raise ValueError("not a conversation")
        if len(messages) > self._most:
            raise ChatTooLongError
        return [
            {
                "role": message["role"],
                "content": [{"type": "text", "text": _MARKUP.sub("&lt;", text_of(message))}],
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
    data = request.get("data")
    if not isinstance(data, list) or len(data) > _MOST_ARGUMENTS:
        raise ValueError("not the arguments of the call")
    question, history, *_ = [*data, "", []]
    return {"data": [question if isinstance(question, str) else "", list(user_turns(history))]}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _event(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not {"index", "value"} <= value.keys():
        raise ValueError("not a choice")
    return {"index": _small(value["index"], depth=1), "value": _small(value["value"], depth=2)}


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
