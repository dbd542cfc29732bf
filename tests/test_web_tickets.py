"""Whose answer may be read by whom; how many streams; a full queue."""

import asyncio
import threading

import httpx
import pytest
from closing import EVENT, join, served, small_app
from fastapi.testclient import TestClient
from starlette.responses import JSONResponse

from retriever.settings import ServerSettings

DATA = "/gradio_api/queue/data"


@pytest.fixture
def open_app():
    app = small_app(streams_per_client=3)
    loop = {}

    async def remember():
        loop["running"] = asyncio.get_running_loop()

    app.router.on_startup.append(remember)
    with served(app, ServerSettings()) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield client, lambda: loop["running"].call_soon_threadsafe(app.state.end.set)


def test_an_answer_that_nobody_asked_for_is_not_waited_for():
    client = TestClient(small_app())
    for path in (DATA, f"{DATA}?session_hash=abcdefgh", f"/gradio_api/call/ask/{EVENT}"):
        response = client.get(path)
        assert (response.status_code, response.json()) == (404, {"detail": "没有等待领取的回答。请重新提问。"})


def test_what_was_refused_gives_no_ticket():
    client = TestClient(small_app(reply=lambda: JSONResponse({"detail": "no"}, 400)))
    assert client.post("/gradio_api/queue/join", json=join()).status_code == 400
    assert client.get(f"{DATA}?session_hash=abcdefgh").status_code == 404


def test_a_full_queue_is_told_in_chinese():
    client = TestClient(small_app(reply=lambda: JSONResponse({"detail": "Queue is full."}, 503)))
    for path, body in (("queue/join", join()), ("call/ask", {"data": ["问"]})):
        response = client.post(f"/gradio_api/{path}", json=body)
        assert (response.status_code, response.headers["retry-after"]) == (429, "5")
        assert response.json() == {"detail": "现在提问的人多，排队已满。请稍后再试。"}


def test_an_answer_is_read_once(open_app):
    client, end = open_app
    end()
    assert client.post("/gradio_api/call/ask", json={"data": ["问"]}).json() == {"event_id": EVENT}
    assert client.get(f"/gradio_api/call/ask/{EVENT}").text == "data: 1\n\n"
    assert client.get(f"/gradio_api/call/ask/{EVENT}").status_code == 404


def test_who_knows_the_session_cannot_read_beside_the_one_who_asked(open_app):
    client, end = open_app
    client.post("/gradio_api/queue/join", json=join())
    with client.stream("GET", f"{DATA}?session_hash=abcdefgh") as mine:
        parts = mine.iter_text()
        assert next(parts) == "data: 1\n\n"
        assert client.get(f"{DATA}?session_hash=abcdefgh").status_code == 404
        client.post("/gradio_api/queue/join", json=join())
        assert client.get(f"{DATA}?session_hash=abcdefgh").status_code == 409
        end()
        assert list(parts) == []


def test_the_next_reader_waits_for_the_one_before_to_leave(open_app):
    client, end = open_app
    client.post("/gradio_api/queue/join", json=join())
    with client.stream("GET", f"{DATA}?session_hash=abcdefgh") as mine:
        parts = mine.iter_text()
        assert next(parts) == "data: 1\n\n"
        client.post("/gradio_api/queue/join", json=join())
        threading.Timer(0.2, end).start()
        assert client.get(f"{DATA}?session_hash=abcdefgh").status_code == 200


def test_streams_of_one_visitor_are_counted(open_app):
    client, end = open_app
    streams = []
    for n in range(3):
        client.post("/gradio_api/queue/join", json=join(session=f"session-{n}"))
        stream = client.stream("GET", f"{DATA}?session_hash=session-{n}")
        response = stream.__enter__()
        assert response.status_code == 200
        streams.append((stream, response))
    client.post("/gradio_api/queue/join", json=join(session="session-4"))
    refused = client.get(f"{DATA}?session_hash=session-4")
    assert (refused.status_code, refused.json()) == (429, {"detail": "同时等待的回答太多。请稍后再试。"})
    end()
    for stream, response in streams:
        assert response.read() == b"data: 1\n\n"
        stream.__exit__(None, None, None)
    assert client.get(f"{DATA}?session_hash=session-4").status_code == 200
