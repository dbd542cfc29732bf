"""The page's HTTP side, without a browser."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus import load_corpus
from ui import build_app, main

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def client(service, settings):
    with TestClient(build_app(service, settings.server)) as client:
        yield client


def ask(client, *data):
    posted = client.post("/gradio_api/call/ask", json={"data": list(data)})
    assert posted.status_code == 200, posted.text
    stream = client.get(f"/gradio_api/call/ask/{posted.json()['event_id']}").text
    event, data = stream.strip().split("\n")[-2:]
    assert event == "event: complete", stream
    return json.loads(data.removeprefix("data: "))[0]


def test_healthz(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "regulations": {"tj-2023": 81}})


def test_the_api_answers_with_the_record_of_the_contract(client):
    record = ask(client, "突发事件发生后要在多长时间内报告？", [])
    assert set(record) == {"status", "answered", "answer", "citations", "ranking", "confidence", "latency_ms"}
    assert (record["status"], record["answered"]) == ("answered", True)
    quoted = {citation["quote"] for citation in record["citations"]}
    assert "突发事件发生后，必须在30分钟内向市政府总值班室电话报告、1小时内书面报告。" in quoted
    text = load_corpus()[0].text
    assert all(quote in text for quote in quoted)
    assert record["ranking"][0]["article"] == 67
    assert len(record["ranking"]) == 10


def test_the_api_reads_the_history_in_both_forms(client):
    plain = ask(client, "那秘书长呢？", ["副市长离津外出要报谁批准？"])
    messages = ask(client, "那秘书长呢？", [{"role": "user", "content": "副市长离津外出要报谁批准？"}])
    assert [c["article"] for c in plain["citations"]] == [c["article"] for c in messages["citations"]]
    assert 68 in {c["article"] for c in plain["citations"]}


@pytest.mark.parametrize("question", [None, 7, ["一", "二"], {"text": "x"}, ""])
def test_a_question_of_the_wrong_type_is_refused_not_failed(client, question):
    assert ask(client, question, [])["status"] == "refused_empty"


@pytest.mark.parametrize("history", [None, "一句话", 3, [None, 5, {"role": "user"}], {"a": 1}])
def test_a_history_of_the_wrong_type_does_no_harm(client, history):
    assert ask(client, "常务会议多久召开一次？", history)["answered"] is True


def test_the_page_is_chinese_and_names_no_other_host(client):
    page = client.get("/", headers={"accept": "text/html"}).text
    assert 'lang="zh-CN"' in page
    assert "问规 · 条文查询" in page


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_pages_that_would_load_from_elsewhere_are_off(client, path):
    assert "swagger" not in client.get(path).text.lower()


def test_a_taken_port_is_told_before_the_slow_part(capsys, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("WENGUI_SERVER__PORT", str(taken.getsockname()[1]))
        assert main([]) == 2
    assert "WENGUI_SERVER__PORT" in capsys.readouterr().err


def test_a_broken_corpus_is_told_with_file_line_and_mend(capsys, monkeypatch, two_article_folder):
    path = two_article_folder / "demo-1" / "regulation.txt"
    path.write_text(path.read_text("utf-8").replace("第二条", "第四条"), "utf-8")
    monkeypatch.setenv("WENGUI_CORPUS", str(two_article_folder))
    monkeypatch.setenv("WENGUI_SERVER__PORT", "17861")
    assert main([]) == 2
    message = capsys.readouterr().err
    assert f"{path}:5" in message
    assert "Mend" in message


def test_help_is_quick_and_lists_the_portal():
    done = subprocess.run([sys.executable, "ui.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "--portal" in done.stdout
