"""More than 200 hostile inputs over HTTP to the real app, on a real socket; after each kind an honest question is
answered right, nothing answers 5xx, and no traceback stands in any body.
"""

import gzip
import json
import re
import socket
import struct
import sys
from html import unescape

import httpx
import pytest
from closing import EVENT, JSON, join, served
from payloads import INJECTIONS, PATHS, PROMPTS, TEXTS, UNICODE, XSS
from test_web_routes import CLOSED

from retriever.settings import ServerSettings
from ui import build_app

pytestmark = pytest.mark.slow

JOIN, CALL, DATA = "/gradio_api/queue/join", "/gradio_api/call/ask", "/gradio_api/queue/data"
TOLD = re.compile(r'Traceback|File "/|site-packages|\.py", line|root:x:0')
KINDS = {"xss": XSS, "injections": INJECTIONS, "paths": PATHS, "prompts": PROMPTS, "unicode": UNICODE}

_connected = []
_watched = []


def _watch(event, arguments):
    if _watched and event in ("socket.connect", "socket.getaddrinfo"):
        address = arguments[1] if event == "socket.connect" else arguments
        _connected.append(address[0] if isinstance(address, tuple) else str(address))


sys.addaudithook(_watch)


@pytest.fixture(scope="module")
def server(service, settings):
    """Port of the app, with rates that let a test through and little patience."""
    hasty = settings.server.model_copy(
        update={
            "questions_per_minute": 100_000,
            "requests_per_minute": 1_000_000,
            "read_seconds": 1,
            "write_seconds": 1,
        }
    )
    _watched.append(True)
    with served(build_app(service, hasty), hasty) as port:
        yield port
    _watched.clear()
    assert {str(host) for host in _connected} <= {"127.0.0.1", "localhost", "None"}


class _Attacker:
    """Sends, and looks at everything that comes back."""

    def __init__(self, port):
        self.port = port
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        self.sent = 0

    def send(self, method, url, **options):
        self.sent += 1
        response = self.client.request(method, url, **options)
        self.look(response.status_code, response.text, url)
        return response

    def raw(self, *parts, reads=True):
        """Send bytes; gives what came back before the server closed."""
        self.sent += 1
        answer = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            try:
                for part in parts:
                    connection.sendall(part)
                while reads and (part := connection.recv(65536)):
                    answer += part
            except (BrokenPipeError, ConnectionResetError):
                pass  # it closed before all was sent: what it had said may be lost with it
        if answer:
            self.look(int(answer.split(b" ", 2)[1]), answer.decode("utf-8", "replace"), parts[0][:60])
        return answer

    @staticmethod
    def look(status, text, what):
        assert status < 500, (status, what, text[:300])
        assert not TOLD.search(text), (what, text[:300])

    def ask(self, question, history=()):
        """Ask as a program does; gives the record."""
        body = json.dumps({"data": [question, history]}).encode()
        event = self.send("POST", CALL, content=body, headers=JSON).json()["event_id"]
        stream = self.send("GET", f"{CALL}/{event}").text
        kind, data = stream.strip().split("\n")[-2:]
        assert kind == "event: complete", stream
        return json.loads(data.removeprefix("data: "))[0]

    def ask_in_the_page(self, question, chat, session):
        """Ask as the page does; gives the last message of the stream but one."""
        self.sent += 1
        body = json.dumps(join(question, chat, session=session)).encode()
        assert self.send("POST", JOIN, content=body, headers=JSON).status_code == 200
        stream = self.send("GET", f"{DATA}?session_hash={session}").text
        messages = [json.loads(line[6:]) for line in stream.split("\n") if line.startswith("data: ")]
        assert messages[-1]["msg"] == "close_stream"
        return messages[-2]


@pytest.fixture
def attacker(server):
    attacker = _Attacker(server)
    with attacker.client:
        yield attacker
        record = attacker.ask("突发事件发生后要在多长时间内报告？")
        assert record["status"] == "answered"
        assert any("必须在30分钟内向市政府总值班室电话报告" in citation["quote"] for citation in record["citations"])
        page = attacker.send("GET", "/ask", params={"q": "市政府常务会议纪要由谁签发？"})
        assert "市政府常务会议纪要由市长签发；" in re.sub("<[^>]+>", "", page.text)


def test_there_are_enough():
    assert len(set(TEXTS)) >= 100
    assert len(set(TEXTS)) * 3 + len(CLOSED) > 400


@pytest.mark.parametrize("kind", KINDS)
def test_as_a_question(attacker, kind):
    for text in KINDS[kind]:
        record = attacker.ask(text)
        assert record["status"] != "failed", text
        # The answer is the regulation's words and fixed phrases, never those of the attacker.
        assert not re.search(r"<(?!/?(?:strong|em|br|mark)\b)[a-z]", record["answer"], re.IGNORECASE), record["answer"]


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_history(attacker, kind):
    for text in KINDS[kind]:
        messages = [{"role": "user", "content": [{"type": "text", "text": text}], "metadata": {"title": text}}, text]
        assert attacker.ask("常务会议多久召开一次？", messages)["status"] != "failed", text


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_page_and_its_conversation(attacker, kind):
    for n, text in enumerate(KINDS[kind]):
        chat = [{"role": "user", "content": text}, {"role": "assistant", "content": [{"type": "text", "text": text}]}]
        last = attacker.ask_in_the_page(text, chat, f"hostile-{kind}-{n}")
        assert last["msg"] == "process_completed"
        assert last["success"] is True, text


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_parameters_of_pages(attacker, kind):
    for text in KINDS[kind]:
        clean = text.encode("utf-8", "replace").decode()[:1500]
        page = attacker.send("GET", "/ask", params={"q": clean, "h": [clean, clean]})
        assert page.status_code in (200, 414)
        assert "<script>alert" not in page.text
        assert not re.search(r"<[^>]+\son\w+=alert", re.sub(r'="[^"]*"', '=""', page.text))
        for path in ("/r/tj-2023", "/r/tj-2023/67", "/"):
            found = attacker.send("GET", path, params={"q": clean, "c": clean, "theme": clean, "deep_link": clean})
            assert found.status_code in (200, 303, 404, 414)
            assert "<script>alert" not in found.text


NAMES = ("User-Agent", "Referer", "Cookie", "Accept", "Accept-Language", "Accept-Encoding", "Range", "If-None-Match")
CLAIMS = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Remote-User", "X-HTTP-Method-Override", "Host")


def test_in_headers(attacker):
    for text in XSS + INJECTIONS + PATHS:
        value = text.encode("utf-8")
        if b"\n" not in value and b"\r" not in value:
            headers = {name: value.strip() for name in (*NAMES, *CLAIMS)}
            for path in ("/", "/r/tj-2023/67", "/theme.css"):
                response = attacker.send("GET", path, headers=headers)
                assert "<script>alert(1)" not in response.text
                assert "set-cookie" not in response.headers


VALUES = (None, True, 0, -1, 1.5, 1e308, 10**400, "", "x", [], {}, [[]], [{}], {"a": {"b": [1]}}, [None] * 50, "\ud800")


def test_wrong_types_and_shapes(attacker):
    for value in VALUES:
        shapes = [{"data": value}, value, {"data": [value]}, {"data": [value, value]}, {"data": ["x", [value]]}]
        shapes += [{"data": ["x", [{"role": value, "content": value}]]}]
        shapes += [{"data": ["x", [{"role": "user", "content": [{"text": value}]}]]}]
        shapes += [join("x", [], **{name: value}) for name in ("fn_index", "trigger_id", "event_data", "session_hash")]
        shapes += [join(value, []), join("x", value), join("x", [value]), join(value, fn_index=1, event_data=value)]
        for shape in shapes:
            for path in (CALL, JOIN):
                text = json.dumps(shape).encode()
                response = attacker.send("POST", path, content=text, headers=JSON)
                assert response.status_code in (200, 413, 422)
                if response.status_code == 200:  # what nobody reads would fill the queue
                    event = response.json()["event_id"]
                    attacker.send("GET", f"{CALL}/{event}" if path == CALL else f"{DATA}?session_hash=abcdefgh")


def test_bytes_that_are_no_question(attacker):
    deep = b"[" * 200_000
    for body in (
        b"",
        b"\x00" * 100,
        b"\xff\xfe\xfd",
        b'{"data": ["\xed\xa0\x80"]}',
        b'{"data": ["' + b"\xf0\x9f" * 50 + b'"]}',
        deep,
        deep + b"]" * 200_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"data": [' + b"9" * 200_000 + b"]}",
        b'{"data": [-Infinity]}',
        b'{"data": [1e999999]}',
        b'{"data": ["x"]' + b" " * 500_000,
        b'{"data": ["x"], "data": {}}',
        b'{"__proto__": {"data": []}}',
        gzip.compress(b'{"data": ["x"]}' * 1000),
        b"x" * 5_000_000,
    ):
        for path in (CALL, JOIN):
            for kind in (
                "application/json",
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
            ):
                try:
                    response = attacker.send("POST", path, content=body, headers={"content-type": kind})
                except (httpx.WriteError, httpx.ReadError):
                    assert len(body) > 1_000_000, "only what is too large is cut off"
                else:
                    assert response.status_code in (200, 413, 415, 422)


def test_paths(attacker):
    for path in CLOSED:
        for method in (b"GET", b"POST"):
            answer = attacker.raw(
                method
                + b" "
                + path.encode()
                + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 405", b"HTTP/1.1 400")), (path, answer[:200])


def test_what_is_hardly_http(attacker):
    post = b"POST /gradio_api/call/ask HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
    for bytes_ in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"GET http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /?q=" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /config HTTP/1.1\r\n\r\n",
        post + b"Content-Length: -5\r\n\r\n",
        post + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        post + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        post + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        post + b"Transfer-Encoding: gzip\r\n\r\n",
        post + b"Expect: 200-maybe\r\nContent-Length: 2\r\n\r\n{}",
    ):
        attacker.raw(bytes_)


def test_slow_and_endless_bodies(attacker):
    post = b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    for path in (CALL, JOIN):
        head = post.replace(JOIN.encode(), path.encode())
        assert attacker.raw(head + b'Content-Length: 50\r\n\r\n{"data"').startswith(b"HTTP/1.1 408 ")
        assert attacker.raw(head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n").startswith(b"HTTP/1.1 408 ")
        assert attacker.raw(head) == b""
        attacker.raw(head + b"Content-Length: 5000000\r\n\r\n", b"x" * 5_000_000)
        attacker.raw(head + b"Transfer-Encoding: chunked\r\n\r\n", *([b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 80))


def test_broken_readers(attacker):
    for n in range(20):
        event = attacker.send("POST", CALL, json={"data": ["常务会议多久召开一次？"]}).json()["event_id"]
        attacker.sent += 1
        with socket.create_connection(("127.0.0.1", attacker.port)) as connection:
            connection.sendall(f"GET {CALL}/{event} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            if n % 2:  # leave with a reset instead of an end
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert attacker.send("GET", f"{CALL}/{EVENT}").status_code == 404


def _send_on(connection):
    """What is sent to a connection that the server has closed comes back as an error."""
    while True:
        connection.sendall(b"x" * 1000)


def test_readers_that_take_nothing(attacker):
    """They ask for much and read none of it: the server closes, and others are answered meanwhile."""
    held = []
    for _ in range(10):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", attacker.port))
        connection.sendall(b"GET /r/tj-2023 HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
        attacker.sent += 1
        held.append(connection)
    assert attacker.ask("67条")["answered"]
    for connection in held:
        connection.settimeout(30)
        with connection, pytest.raises((ConnectionResetError, BrokenPipeError)):
            _send_on(connection)


def test_sessions_of_others(attacker):
    """Two users at once: each gets the answer to the own question, and nobody else's."""
    mine, yours = "my-own-session", "your-own-session"
    for session, question in ((mine, "67条"), (yours, "49条")):
        body = json.dumps(join(question, [], session=session)).encode()
        attacker.send("POST", JOIN, content=body, headers=JSON)
    for guess in ("", "a", "my-own-sessio", "my-own-session2", "MY-OWN-SESSION", "%", "*", "../my-own-session"):
        assert attacker.send("GET", DATA, params={"session_hash": guess}).status_code == 404
    first = unescape(attacker.send("GET", f"{DATA}?session_hash={mine}").text)
    second = unescape(attacker.send("GET", f"{DATA}?session_hash={yours}").text)
    assert ("30分钟" in first, "30分钟" in second) == (True, False)
    assert ("常务会议纪要由市长签发" in first, "常务会议纪要由市长签发" in second) == (False, True)
    assert attacker.send("GET", f"{DATA}?session_hash={mine}").status_code == 404


def test_a_flood_is_told_to_wait_and_does_not_end_the_service(service, settings):
    few = ServerSettings(**settings.server.model_dump() | {"questions_per_minute": 20, "queue": 2})
    with served(build_app(service, few), few) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        answers = [client.post(CALL, json={"data": ["67条"]}) for _ in range(40)]
        said = {answer.json()["detail"][:6] for answer in answers if answer.status_code != 200}
        assert {answer.status_code for answer in answers} == {200, 429}
        assert "请求太频繁，" in said
        assert said <= {"请求太频繁，", "现在提问的人"}
        assert client.get("/healthz").json()["status"] == "ok"
