import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, StreamingResponse
from fastapi.testclient import TestClient
from pydantic import ValidationError

from retriever.settings import ServerSettings, Settings
from web.framing import FrameAncestors
from web.page_head import PageHead


def app(*sources):
    app = FastAPI()

    @app.get("/", response_class=HTMLResponse)
    def page():
        return '<html lang="en"><head><title>t</title></head><body class="b"></body></html>'

    @app.get("/stream")
    def stream():
        return StreamingResponse((f"{n}\n" for n in range(3)), media_type="text/event-stream")

    app.add_middleware(PageHead, head="<meta name='x'>", body="<noscript>n</noscript>")
    app.add_middleware(FrameAncestors, sources=sources)
    return TestClient(app)


@pytest.mark.parametrize(
    ("sources", "policy"),
    [
        (("'self'",), "frame-ancestors 'self'"),
        (("'self'", "https://portal.example.gov.cn"), "frame-ancestors 'self' https://portal.example.gov.cn"),
        ((), "frame-ancestors 'none'"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/stream", "/missing"])
def test_every_response_says_who_may_frame_it(sources, policy, path):
    assert app(*sources).get(path).headers["content-security-policy"] == policy


def test_the_page_is_chinese_and_has_our_head_first():
    response = app("'self'").get("/", headers={"accept": "text/html"})
    assert response.text == (
        "<html lang=\"zh-CN\"><head><meta name='x'><title>t</title></head>"
        '<body class="b"><noscript>n</noscript></body></html>'
    )
    assert int(response.headers["content-length"]) == len(response.content)


def test_streams_pass_unchanged():
    assert app("'self'").get("/stream").text == "0\n1\n2\n"


@pytest.mark.parametrize(
    "source", ["*", "https://*.gov.cn", "", "https://a.cn; script-src *", "https://a.cn https://b.cn"]
)
def test_a_source_that_is_not_exact_is_refused(source):
    with pytest.raises(ValidationError, match="frame_ancestors"):
        ServerSettings(frame_ancestors=(source,))


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("WENGUI_SERVER__PORT", "9001")
    monkeypatch.setenv("WENGUI_SERVER__FRAME_ANCESTORS", '["https://portal.example.gov.cn"]')
    settings = Settings()
    assert settings.server.port == 9001
    assert settings.server.frame_ancestors == ("https://portal.example.gov.cn",)


@pytest.mark.parametrize(
    ("name", "value"),
    [("WENGUI_SERVER__PROT", "9001"), ("WENGUI_SREVER__PORT", "9001"), ("WENGUI_SERVER__PORT", "99999")],
)
def test_a_typo_or_a_value_out_of_bounds_fails_at_load(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
