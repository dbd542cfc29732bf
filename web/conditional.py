"""Answers that a browser may keep, but asks about each time: 304 where nothing has changed."""

from hashlib import sha256

from fastapi import Request, Response

FOREVER = "public, max-age=31536000, immutable"
"""For an address that changes with its content."""
ASK_EACH_TIME = "no-cache"


def conditional(request: Request, response: Response, *, cache_control: str = ASK_EACH_TIME) -> Response:
    """Give a response a tag of its content, or replace it by 304 where the browser holds just that.

    Args:
        request: that it answers.
        response: whole, not a stream; 200.
        cache_control: for how long it may be kept.
    """
    tag = f'"{sha256(bytes(response.body)).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": cache_control}
    held = (name.strip().removeprefix("W/") for name in request.headers.get("if-none-match", "").split(","))
    if any(name in (tag, "*") for name in held):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
