"""Which addresses are served, and that nothing else is."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from closing import small_app
from fastapi.testclient import TestClient
from fastapi.websockets import WebSocketDisconnect

from web.routes import ROUTES, Kind, find_route

DOCUMENT = (Path(__file__).parent.parent / "docs" / "security.md").read_text("utf-8")

SERVED = [
    ("/", Kind.PAGE),
    ("/assets/index-DphvyggB.js", Kind.ASSET),
    ("/gradio_api/queue/join", Kind.JOIN),
    ("/gradio_api/call/ask", Kind.JOIN),
    ("/gradio_api/call/ask/0123456789abcdef0123456789abcdef", Kind.STREAM),
    ("/gradio_api/queue/data", Kind.STREAM),
    ("/flow/tj-2023/executive-meeting-topic.svg", Kind.ASSET),
    ("/r", Kind.PAGE),
    ("/r/tj-2023", Kind.PAGE),
    ("/r/tj-2023/67", Kind.PAGE),
    ("/ask", Kind.QUESTION),
    ("/embed-check/stream", Kind.STREAM),
]
CLOSED = """
/config /config/ /docs /redoc /openapi.json /login /logout /user /token /monitoring /monitoring/summary /robots.txt
/svelte/a.js /pwa_icon /static/img/logo.svg /static/js/../../x /gradio_api/info /gradio_api/openapi.json
/gradio_api/upload /gradio_api/upload_progress /gradio_api/file=/etc/passwd /gradio_api/file/etc/passwd
/file=/etc/passwd /gradio_api/proxy=http://10.0.0.1/ /proxy=http://10.0.0.1/ /gradio_api/stream/1/close
/gradio_api/component_server /gradio_api/reset /gradio_api/cancel /gradio_api/custom_component/a/client/b/c
/gradio_api/dev/reload /gradio_api/login_check /gradio_api/token /gradio_api/user /gradio_api/heartbeat/abcdefgh
/gradio_api/run/ask /gradio_api/run/predict /gradio_api/api/ask /gradio_api/call/respond /gradio_api/call/v2/ask
/gradio_api/call/ask/ /gradio_api/call/ask/x /gradio_api/call/ask/0123456789ABCDEF0123456789ABCDEF
/gradio_api/deep_link /gradio_api/runs /gradio_api/run-history/connect /gradio_api/process_recording
/gradio_api/vibe-edit /gradio_api/vibe-code /gradio_api/profiling/traces /gradio_api/startup-events
/gradio_api/theme.css /gradio_api/mcp/sse /gradio_api/queue /gradio_api/queue/ /gradio_api/queue/join/
/gradio_api/queue/data/ /gradio_api /gradio_api/ // //healthz /healthz/ /HEALTHZ /Healthz /./healthz /healthz/.
/healthz/.. /r/.. /r/. /r/../config /r/../../etc/passwd /assets/ /assets/.. /assets/../config /assets/a/../../config
/assets/a/b.js /assets/%2e%2e/config /assets/..%2fconfig /assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd /assets/..%5c..%5cx
/assets/a%00.js /healthz%00 /healthz%0a /healthz%20 /%2fhealthz /%2e%2e/healthz /r/%252e%252e/x /r/a%2fb/c/d
/r/a/b/c /r//67 /about/x /embed-check/ /feedback/ /site /site/ /site/a/b /flow/tj-2023 /flow/../healthz/x
/r/a;b /r/a?b%00 /.env /.git/config /wp-login.php /admin /healthz;x /healthz%3fx /\\healthz /procedures/a/b/c /ROOT
/gradio_api%2fupload /gradio_api/%75pload /gradio_api/queue/join%00 /gradio_api/queue//join
""".split()  # noqa: SIM905 - a list of words is easier to read


@pytest.mark.parametrize(("path", "kind"), SERVED)
def test_what_the_pages_need_is_listed(path, kind):
    assert find_route(path).kind is kind


@pytest.mark.parametrize("path", CLOSED)
def test_what_is_not_listed_has_no_route(path):
    decoded = unquote(path.split("?")[0])
    assert find_route(decoded) is None or "?" in path


@pytest.fixture(scope="module")
def client():
    with TestClient(small_app()) as client:
        yield client


@pytest.mark.parametrize("path", ["/config", "/gradio_api/upload", "//about", "/about%00", "/%2e%2e/about", "/ABOUT"])
def test_what_is_not_listed_answers_404(client, path):
    response = client.get(f"http://testserver{path}")
    assert (response.status_code, list(response.json())) == (404, ["detail"])
    assert "没有这个页面" in response.json()["detail"]


def test_a_browser_gets_a_page_with_a_way_on(client):
    response = client.get("/config", headers={"accept": "text/html"})
    assert response.status_code == 404
    assert "<h1>没有这个页面</h1>" in response.text
    assert 'href="./"' in response.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/"),
        ("PUT", "/about"),
        ("DELETE", "/healthz"),
        ("GET", "/gradio_api/queue/join"),
        ("HEAD", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/queue/data"),
        ("TRACE", "/"),
        ("PATCH", "/ask"),
        ("OPTIONS", "/about"),
    ],
)
def test_a_wrong_method_answers_405(client, method, path):
    response = client.request(method, path)
    assert response.status_code == 405
    assert method not in response.headers["allow"]


def test_an_address_has_an_end(client):
    response = client.get("/about", params={"q": "x" * 17_000})
    assert (response.status_code, response.json()) == (414, {"detail": "地址太长，没有接收。"})


def test_there_are_no_websockets(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/gradio_api/queue/join"):
        pass


@pytest.mark.parametrize("path", ["/prefix/about", "/about"])
def test_under_a_prefix_the_same_is_served(path):
    with TestClient(small_app(), root_path="/prefix") as client:
        assert client.get(path).status_code == 200
        assert client.get(path.replace("about", "config")).status_code == 404


def test_every_route_is_documented():
    assert [route.path for route in ROUTES if f"| `{route.path}` |" not in DOCUMENT] == []
