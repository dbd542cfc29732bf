"""What every response tells the browser."""

import re

import pytest
from closing import join, small_app
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse

from web.assets import Assets
from web.errors import add_error_pages
from web.render import Renderer


@pytest.fixture(scope="module")
def client():
    return TestClient(small_app(reply=lambda: PlainTextResponse("full", 503)))


def responses(client):
    yield client.get("/")
    yield client.get("/about")
    yield client.get("/assets/a.js")
    yield client.get("/config")
    yield client.get("/config", headers={"accept": "text/html"})
    yield client.post("/about")
    yield client.post("/feedback", content=b"x" * 70_000)
    yield client.post("/feedback", headers={"Origin": "null"})
    yield client.post("/gradio_api/queue/join", json={})
    yield client.post("/gradio_api/queue/join", json=join())
    yield client.get("/gradio_api/queue/data?session_hash=unknown-to-all")
    yield client.options("/", headers={"Origin": "http://evil.cn", "Access-Control-Request-Method": "POST"})


def test_every_response_has_the_headers(client):
    statuses = set()
    for response in responses(client):
        statuses.add(response.status_code)
        headers = response.headers
        assert headers["x-content-type-options"] == "nosniff", response.url
        assert headers["referrer-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]
        policy = headers["content-security-policy"]
        for part in ("frame-ancestors 'self'", "default-src 'self'", "object-src 'none'", "connect-src 'self'"):
            assert part in policy.split("; ")
        assert "*" not in policy
        assert not {"server", "set-cookie", "x-powered-by"} & set(headers)
    assert statuses >= {200, 400, 403, 404, 405, 413, 422, 429}


def test_only_files_may_be_kept(client):
    kept = {str(r.url.path) for r in responses(client) if r.headers.get("cache-control") != "no-store"}
    assert kept == {"/assets/a.js"}


def test_the_scripts_of_the_chat_page_may_run_and_no_others(client):
    first, second = client.get("/"), client.get("/")
    nonce = re.search(r"script-src 'self' 'nonce-([^']{20,})' 'unsafe-eval';", first.headers["content-security-policy"])
    marked = f'nonce="{nonce[1]}"'
    assert first.text == (
        f'<script {marked}>ours()</script><p>"<scripted"</p><script {marked} type="module" src="a.js"></script>'
    )
    assert int(first.headers["content-length"]) == len(first.content)
    assert nonce[1] not in second.text
    assert "'unsafe-inline'" not in first.headers["content-security-policy"].partition("script-src")[2].split(";")[0]


def test_on_other_pages_no_script_in_the_page_may_run(client):
    assert "script-src 'self';" in client.get("/about").headers["content-security-policy"]


def test_an_error_of_our_own_has_them_too_and_tells_nothing():
    def fail():
        raise RuntimeError("secret")

    app = small_app(reply=fail)
    add_error_pages(app, Renderer(Assets()))
    response = TestClient(app, raise_server_exceptions=False).post("/gradio_api/queue/join", json=join())
    assert (response.status_code, response.headers["x-content-type-options"]) == (500, "nosniff")
    assert response.headers["cache-control"] == "no-store"
    assert "secret" not in response.text
    assert "Traceback" not in response.text
