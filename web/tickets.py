"""An answer is fetched once, by the one who asked: Gradio hands it to whoever names the session, and to several."""

import asyncio
import json
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answer import texts
from web.chat_requests import SESSION
from web.held import HeldResponse
from web.refusals import Refusals
from web.routes import CALLED, DATA, Kind, path_of, route_of

MOST_TICKETS = 10_000
READER_LEAVES_S = 2.0
"""How long the next reader waits: the page may ask again before the stream is closed here."""


class Tickets:
    """Lets a stream of Gradio be read only for a question that was taken, and by one reader at a time."""

    def __init__(self, app: ASGIApp, refuse: Refusals) -> None:
        """Wrap an app that stands behind `ChatRequests`."""
        self._app, self._refuse = app, refuse
        self._issued: OrderedDict[str, None] = OrderedDict()
        self._read: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on questions, and the reading of their answers."""
        path = path_of(scope) if scope["type"] == "http" else ""
        if path and route_of(scope).kind is Kind.JOIN:
            await self._app(scope, receive, _Join(self, scope, receive, send))
        elif path == DATA or path.startswith(CALLED):
            await self._hand_out(path, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _hand_out(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        named = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])
        ticket = path.removeprefix(CALLED) if path.startswith(CALLED) else named[0]
        if ticket not in self._issued:
            await self._refuse(scope, 404, texts.NO_ANSWER_WAITS, texts.ASK_AGAIN)(scope, receive, send)
            return
        if ticket in self._read:
            try:
                await asyncio.wait_for(self._read[ticket].wait(), READER_LEAVES_S)
            except TimeoutError:
                await self._refuse(scope, 409, texts.NO_ANSWER_WAITS, texts.ASK_AGAIN)(scope, receive, send)
                return
        self._issued.pop(ticket, None)
        self._read[ticket] = read = asyncio.Event()
        try:
            await self._app(scope, receive, send)
        finally:
            self._read.pop(ticket, None)
            read.set()

    def issue(self, ticket: str) -> None:
        """Let the answers of a session, or of one question of a program, be read."""
        self._issued[ticket] = None
        self._issued.move_to_end(ticket)
        while len(self._issued) > MOST_TICKETS:
            self._issued.popitem(last=False)

    def busy(self, scope: Scope) -> Any:
        """What is said when the queue is full. Not 503: for that the chat has an English text of its own."""
        return self._refuse(scope, 429, texts.QUEUE_FULL, texts.TRY_AGAIN, {"Retry-After": "5"})


class _Join(HeldResponse):
    """Sends the response to a question on, and issues the ticket when it was taken."""

    def __init__(self, tickets: Tickets, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(send)
        self._tickets, self._scope, self._receive = tickets, scope, receive

    async def release(self, start: Message, body: bytes) -> None:
        if start["status"] == 503:
            await self._tickets.busy(self._scope)(self._scope, self._receive, self._send)
            return
        if start["status"] == 200:
            self._tickets.issue(self._scope[SESSION] or json.loads(body)["event_id"])
        await super().release(start, body)
