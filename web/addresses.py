"""What the routes of the pages share."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, HTTPException

T = TypeVar("T")
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def readable(router: APIRouter, path: str) -> Callable[[Endpoint], Endpoint]:
    """Serve a page to GET and HEAD. A slash at the end, as people type it, is no other page."""

    def add(endpoint: Endpoint) -> Endpoint:
        for form in (path, f"{path}/"):
            router.add_api_route(form, endpoint, methods=["GET", "HEAD"])
        return endpoint

    return add


def found(thing: T | None) -> T:
    """What an address names.

    Raises:
        HTTPException: 404 where it names nothing.
    """
    if thing is None:
        raise HTTPException(404)
    return thing
