"""Votes on answers: the form that the chat shows under them, and the address that it is sent to."""

import json
import re
import string
from collections.abc import Callable
from typing import Annotated

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect

from answer import texts
from answer.checks import MAX_CHARS, MAX_TURNS
from answer.feedback import MAX_COMMENT, Reason, Vote, assess
from answer.feedback_store import FeedbackStore, StoreError, StoreFullError
from answer.model import Status
from answer.service import Service

MAX_BYTES = 32_768
"""Longest body: all of the longest texts, in the most bytes that JSON can make of them."""
_REFUSALS = (
    texts.ANSWER_INTRO[Status.NOT_IN_REGULATION],
    texts.ANSWER_INTRO[Status.OFF_TOPIC],
    texts.NO_SUCH_ARTICLE,
    texts.NO_SUCH_CHAPTER,
)
_Turn = Annotated[str, Field(min_length=1, max_length=MAX_CHARS)]


class _Posted(BaseModel):
    """What the chat sends. Nothing about the answer: see `assess`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    question: _Turn
    history: Annotated[tuple[_Turn, ...], Field(max_length=MAX_TURNS)] = ()
    helpful: bool
    reason: Reason | None = None
    comment: Annotated[str, Field(max_length=MAX_COMMENT)] = ""
    article: Annotated[str, Field(max_length=20)] = ""
    replaces: Annotated[str, Field(pattern=r"^(?:[0-9a-f]{32})?$")] = ""

    @property
    def vote(self) -> Vote:
        """Raises ValueError where the parts do not fit, in the words that the user is shown."""
        return Vote(self.question, self.history, self.helpful, self.reason, self.comment, self.article)


_TOLD = {
    "comment": texts.FEEDBACK_COMMENT_TOO_LONG.format(limit=MAX_COMMENT),
    "article": texts.FEEDBACK_NO_ARTICLE,
    "reason": texts.FEEDBACK_NO_REASON,
}
"""Field to what is said when it is wrong; of the others a user can get none wrong."""


def build_feedback(service: Service, store: FeedbackStore) -> APIRouter:
    """The route `POST /feedback`.

    Args:
        service: answers, and holds the regulations.
        store: where the votes go.
    """
    router = APIRouter(include_in_schema=False)
    # Votes wait for each other, and never take the threads that answer questions.
    one_by_one = anyio.CapacityLimiter(1)

    def keep(posted: _Posted) -> Response:
        try:
            stored = store.add(assess(posted.vote, service), replaces=posted.replaces)
        except ValueError as error:
            return _said(str(error), 422)
        except StoreFullError:
            return _said(texts.FEEDBACK_FULL, 503)
        except StoreError:
            return _said(texts.FEEDBACK_UNAVAILABLE, 503)
        return JSONResponse({"id": stored}, 201, {"Cache-Control": "no-store"})

    @router.post("/feedback")
    async def feedback(request: Request) -> Response:
        # A form of another site can send text, but JSON only where it was allowed to.
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _said(texts.FEEDBACK_WRONG, 415)
        try:
            body = await _read(request)
        except ClientDisconnect:
            return _said(texts.FEEDBACK_WRONG, 400)
        if body is None:
            return _said(texts.FEEDBACK_TOO_LARGE, 413)
        try:
            posted = _Posted.model_validate_json(body)
        except ValidationError as error:
            field = (*error.errors(include_input=False, include_url=False)[0]["loc"], "")[0]
            return _said(_TOLD.get(str(field), texts.FEEDBACK_WRONG), 422)
        return await anyio.to_thread.run_sync(keep, posted, limiter=one_by_one)

    return router


def form_template() -> str:
    """The form as an inert `<template>` of the chat page; web/static/feedback.js puts it under the answers."""
    environment = Environment(loader=PackageLoader("web", "templates"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("feedback.html").render(
        texts=texts,
        reasons=[(reason.value, texts.FEEDBACK_REASONS[reason]) for reason in Reason],
        refusals=json.dumps([_pattern(refusal) for refusal in _REFUSALS], ensure_ascii=False),
        limits={"chars": MAX_CHARS, "turns": MAX_TURNS, "comment": MAX_COMMENT},
    )


def _pattern(template: str) -> str:
    """A fixed phrase with its gaps, as a regular expression that JavaScript reads too."""
    escaped: Callable[[str], str] = re.escape
    parts = (
        f"{escaped(said)}{'.+?' if gap is not None else ''}" for said, gap, *_ in string.Formatter().parse(template)
    )
    return f"^{''.join(parts)}"


async def _read(request: Request) -> bytes | None:
    """The body; None when it is too long, of which no more is read."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return body


def _said(detail: str, status: int) -> Response:
    return JSONResponse({"detail": detail}, status, {"Cache-Control": "no-store"})
