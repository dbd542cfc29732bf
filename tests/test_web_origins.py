"""Which other sites may ask."""

import pytest
from closing import join, small_app
from fastapi.testclient import TestClient
from pydantic import ValidationError

from retriever.settings import ServerSettings

PORTAL = "https://portal.example.gov.cn"


def post(headers, address="10.0.0.1", **settings):
    client = TestClient(small_app(**settings), client=(address, 1))
    return client.post("/gradio_api/queue/join", json=join(), headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "https://testserver"},
        {"Origin": "http://bot.example:8443", "Host": "bot.example:8443"},
        {"Origin": "HTTP://Bot.example", "Host": "bot.EXAMPLE"},
    ],
)
def test_the_own_page_and_programs_may_post(headers):
    assert post(headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": PORTAL},
        {"Origin": "http://testserver.evil.cn"},
        {"Origin": "http://testserver:81"},
        {"Origin": "http://testserver/"},
        {"Origin": "http://evil.cn http://testserver"},
        {"Origin": "file://testserver"},
        {"Origin": "testserver"},
        {"Origin": "http://", "Host": ""},
        {"Origin": "http://evil.cn", "X-Forwarded-Host": "evil.cn"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_others_may_not(headers):
    response = post(headers)
    assert response.status_code == 403
    assert response.json()["detail"].startswith("请求来自没有登记的网站，没有接收。")
    assert "access-control-allow-origin" not in response.headers


def test_two_origins_are_none():
    client = TestClient(small_app())
    headers = [("Origin", "http://testserver"), ("Origin", "http://evil.cn")]
    assert client.post("/feedback", content=b"", headers=headers).status_code == 403


def test_behind_a_named_proxy_its_host_counts():
    headers = {"Origin": PORTAL, "Host": "127.0.0.1:7860", "X-Forwarded-Host": "portal.example.gov.cn"}
    assert post(headers).status_code == 403
    assert post(headers, trusted_proxies=("10.0.0.1",)).status_code == 200


def test_a_listed_site_may_ask_and_read():
    response = post({"Origin": PORTAL}, cors_origins=(PORTAL,))
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == PORTAL
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(("origin", "allowed"), [(PORTAL, True), ("https://evil.cn", False), ("null", False)])
def test_a_browser_that_asks_before_is_told(origin, allowed):
    client = TestClient(small_app(cors_origins=(PORTAL,)))
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    response = client.options("/gradio_api/queue/join", headers=headers)
    assert (response.status_code == 200) is allowed
    assert response.headers.get("access-control-allow-origin") == (PORTAL if allowed else None)
    assert response.headers["x-content-type-options"] == "nosniff"


def test_nobody_may_read_by_default():
    response = TestClient(small_app()).get("/about", headers={"Origin": PORTAL})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "origin", ["*", "https://*.gov.cn", "", "null", "portal.example", "https://a.cn/", "https://a.cn/x", "https://A.cn"]
)
def test_an_origin_that_is_not_exact_is_refused_at_start(origin):
    with pytest.raises(ValidationError, match="cors_origins"):
        ServerSettings(cors_origins=(origin,))
