"""The pages without the encoder: whatever needs only the regulations."""

from fastapi import FastAPI

from retriever.settings import ServerSettings
from web.app import build_web


class NeverAsked:
    """In the place of the service where nothing is asked; a question is an error that nobody expected."""

    def __init__(self, regulations):
        self.regulations = tuple(regulations)

    def ask(self, question, history=()):
        raise RuntimeError("asked")


def pages_of(regulations) -> FastAPI:
    return build_web(NeverAsked(regulations), ServerSettings())
