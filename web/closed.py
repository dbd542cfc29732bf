"""The layers that close the app, in their order. A request passes them from the first to the last."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from retriever.settings import ServerSettings
from web.bodies import BodyLimits
from web.chat_requests import ChatRequests
from web.framing import FrameAncestors
from web.headers import SecurityHeaders
from web.origins import OriginCheck
from web.proxies import TrustedProxies
from web.rates import RateLimits
from web.refusals import Refusals
from web.render import Renderer
from web.routes import AllowList
from web.streams import StreamLimit
from web.tickets import Tickets


def close(app: FastAPI, settings: ServerSettings, renderer: Renderer) -> None:
    """Put the layers around an app, on the outside of those that it has."""
    refuse = Refusals(renderer)
    layers: tuple[tuple[Any, dict[str, Any]], ...] = (
        (SecurityHeaders, {}),
        (FrameAncestors, {"sources": settings.frame_ancestors}),
        (TrustedProxies, {"proxies": settings.trusted_proxies}),
        # Without a CORS layer of the app Gradio adds its own, which allows every origin.
        (CORSMiddleware, {"allow_origins": settings.cors_origins, "allow_methods": ["GET", "POST"], "max_age": 600}),
        (AllowList, {"refuse": refuse}),
        (OriginCheck, {"origins": settings.cors_origins, "refuse": refuse}),
        (
            RateLimits,
            {
                "questions": settings.questions_per_minute,
                "requests": settings.requests_per_minute,
                "refuse": refuse,
            },
        ),
        (BodyLimits, {"chat_kib": settings.chat_kib, "seconds": settings.read_seconds, "refuse": refuse}),
        (ChatRequests, {"most_messages": settings.chat_messages, "refuse": refuse}),
        (StreamLimit, {"most": settings.streams_per_client, "refuse": refuse}),
        (Tickets, {"refuse": refuse}),
    )
    for layer, options in reversed(layers):
        app.add_middleware(layer, **options)
