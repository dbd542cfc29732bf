"""The check of the embedding: what the server says, which its page compares with what the browser sees."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from answer import texts
from web.app import build_web


@pytest.fixture(scope="module")
def client(service, settings):
    server = settings.server.model_copy(
        update={"root_path": "/wengui", "frame_ancestors": ("'self'", "https://portal.example.gov.cn")}
    )
    with TestClient(build_web(service, server), root_path="/wengui") as client:
        yield client


def seen_by(response):
    return json.loads(re.search(r'<script type="application/json" id="seen">(.*?)</script>', response.text, re.S)[1])


def test_the_page_says_what_the_server_saw(client):
    response = client.get("/embed-check", headers={"host": "portal.example.gov.cn:8443"})
    assert response.headers["cache-control"] == "no-store"
    assert seen_by(response) == {
        "policy": "frame-ancestors 'self' https://portal.example.gov.cn",
        "root_path": "/wengui",
        "host": "portal.example.gov.cn:8443",
        "scheme": "http",
        "untrusted_proxy": "",
        "ticks": 3,
        "tick_ms": 300,
    }
    assert "<code>/wengui</code>" in response.text


def test_a_proxy_that_the_settings_do_not_name_is_told(client):
    response = client.get("/embed-check", headers={"x-forwarded-proto": "https"})
    assert seen_by(response)["untrusted_proxy"] == "testclient"


def test_a_host_with_markup_is_only_shown(client):
    evil = "</script><script>alert(1)</script>"
    response = client.get("/embed-check", headers={"host": evil})
    assert seen_by(response)["host"] == evil
    assert evil not in response.text
    assert response.text.count("<script") == client.get("/embed-check").text.count("<script")


def test_the_stream_is_three_events(client):
    response = client.get("/embed-check/stream")
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text == "data: 0\n\ndata: 1\n\ndata: 2\n\n"


def test_the_script_knows_every_text(client):
    script = (client.get("/site/embed-check.js")).text
    used = set(re.findall(r'tell\((?:[^,?]+|[^?]+\? "\w+" : "\w+"), (?:\w+ \? )?"(\w+)"(?: : "(\w+)")?', script))
    keys = {key for pair in used for key in pair if key}
    assert len(keys) >= 15
    assert keys <= set(texts.EMBED_CHECK)
