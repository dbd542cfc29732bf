"""How much a request may bring, and how long it may take."""

import socket

import pytest
from closing import JSON, join, served, small_app
from fastapi.testclient import TestClient

from retriever.settings import ServerSettings

LIMIT = 64 * 1024


@pytest.fixture(scope="module")
def client():
    with TestClient(small_app(chat_kib=64)) as client:
        yield client


def test_a_body_up_to_the_limit_arrives_whole(client):
    assert client.post("/feedback", content=b"x" * LIMIT).json() == {"bytes": LIMIT}


def test_a_larger_body_is_refused_in_chinese(client):
    response = client.post("/feedback", content=b"x" * (LIMIT + 1))
    assert response.status_code == 413
    assert response.json() == {"detail": "提交的内容超过64 KB的上限，没有接收。"}


def test_so_is_one_that_does_not_say_its_length(client):
    response = client.post("/feedback", content=(b"x" * 4096 for _ in range(17)))
    assert "content-length" not in response.request.headers
    assert response.status_code == 413


def test_a_conversation_that_is_too_large_says_what_to_do(client):
    response = client.post("/gradio_api/queue/join", json=join("问" * LIMIT, []))
    assert response.status_code == 413
    assert "点“新对话”后再问" in response.json()["detail"]


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "十", "9" * 400])
def test_a_length_that_is_none_is_refused(client, length):
    response = client.post("/feedback", content=b"x", headers={"content-length": length.encode()})
    assert response.status_code in (400, 413)


@pytest.fixture(scope="module")
def port():
    settings = ServerSettings(read_seconds=1)
    with served(small_app(read_seconds=1), settings) as port:
        yield port


def exchange(port, *parts):
    """Send the parts, then read to the end that the server makes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for part in parts:
            connection.sendall(part)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


HEAD = b"POST /feedback HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"


def test_a_body_that_does_not_come_is_given_up_with_a_message(port):
    answer = exchange(port, HEAD + b"Content-Length: 5\r\n\r\nab")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "提交的内容没有在1秒内传完".encode() in answer


def test_chunks_that_do_not_end_are_given_up(port):
    assert exchange(port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n").startswith(b"HTTP/1.1 408 ")


def test_headers_that_do_not_end_are_given_up(port):
    assert exchange(port, HEAD) == b""


def test_a_connection_that_says_nothing_is_given_up(port):
    assert exchange(port) == b""


def test_five_megabytes_are_refused_before_they_are_sent(port):
    answer = exchange(port, HEAD + b"Content-Length: 5242880\r\n\r\n" + b"x" * 1000)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_second_request_on_the_same_connection_has_its_own_time(port):
    asked = HEAD + b"Content-Length: 1\r\n\r\na"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for _ in range(3):
            connection.sendall(asked)
            answer = b""
            while not answer.endswith(b'{"bytes":1}'):
                answer += connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200 ")
        connection.sendall(HEAD)
        assert connection.recv(65536) == b""


def test_json_is_what_a_question_is_sent_as():
    with TestClient(small_app()) as client:
        assert client.post("/gradio_api/call/ask", content=b'{"data": ["x"]}').status_code == 415
        assert client.post("/gradio_api/call/ask", content=b'{"data": ["x"]}', headers=JSON).status_code == 200
