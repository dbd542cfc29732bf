"""Errors of the pages: in Chinese and in the look of the pages for a browser, JSON for a program."""

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from answer import texts
from web.headers import ALWAYS
from web.render import Renderer

_SAID = {
    404: (texts.NO_PAGE, texts.NO_PAGE_DETAIL),
    405: (texts.NO_METHOD, texts.NO_PAGE_DETAIL),
    422: (texts.WRONG_ADDRESS, texts.WRONG_ADDRESS_DETAIL),
}
_FAILED = (texts.PAGE_FAILED, texts.PAGE_FAILED_DETAIL)


def add_error_pages(app: FastAPI, renderer: Renderer) -> None:
    """Answer every error of the app's own routes so."""

    def told(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
        heading, detail = _SAID.get(status, _FAILED if status >= 500 else _SAID[422])
        response: Response
        if "text/html" in request.headers.get("accept", ""):
            response = renderer.page(request, "error", status=status, heading=heading, detail=detail)
        else:
            response = JSONResponse({"detail": f"{heading}。{detail}"}, status)
        response.headers.update({"Cache-Control": "no-store", "Vary": "Accept"} | dict(headers or {}))
        return response

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        return told(request, error.status_code, error.headers)

    @app.exception_handler(RequestValidationError)
    def wrong_parameter(request: Request, _error: RequestValidationError) -> Response:
        return told(request, 422)

    @app.exception_handler(Exception)
    def failed(request: Request, _error: Exception) -> Response:
        response = told(request, 500)
        response.headers.update(ALWAYS)
        return response
