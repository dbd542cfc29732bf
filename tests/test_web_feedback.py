"""Votes over HTTP: what is stored, what is refused, and what the user is told."""

import json
import re
import sqlite3

import pytest
from fastapi.testclient import TestClient

from answer import texts
from answer.feedback_store import FeedbackStore
from answer.model import Status
from retriever.settings import FeedbackSettings
from ui import build_app
from web.app import build_web
from web.feedback import MAX_BYTES, form_template
from web.records import Records

QUESTION = "突发事件发生后要在多长时间内报告？"
USELESS = {"question": QUESTION, "helpful": False, "reason": "wrong_article"}


@pytest.fixture
def store(tmp_path):
    store = FeedbackStore(FeedbackSettings(file=tmp_path / "feedback.sqlite", max_rows=3))
    yield store
    store.close()


@pytest.fixture
def client(service, settings, store):
    with TestClient(build_web(service, settings.server, Records(feedback=store))) as client:
        yield client


def test_a_vote_is_stored_with_what_the_server_answers(client, store):
    response = client.post(
        "/feedback", json=USELESS | {"article": "第六十八条", "comment": "打13800138000", "history": ["你好"]}
    )
    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    (found,) = store.newest()
    assert response.json() == {"id": found.id}
    assert (found.vote.question, found.vote.history, found.vote.suggested) == (QUESTION, ("你好",), "68")
    assert (found.vote.comment, found.status) == ("打〔手机号〕", Status.ANSWERED)
    assert "tj-2023/67/1/2" in found.cited


def test_a_vote_can_be_changed(client, store):
    first = client.post("/feedback", json=USELESS).json()["id"]
    second = client.post("/feedback", json={"question": QUESTION, "helpful": True, "replaces": first}).json()["id"]
    assert [(found.id, found.vote.helpful) for found in store.newest()] == [(second, True)]


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_nothing_is_served_back(client, method):
    stored = client.post("/feedback", json=USELESS).json()["id"]
    for path in ("/feedback", f"/feedback/{stored}", f"/feedback?id={stored}"):
        response = getattr(client, method)(path)
        assert response.status_code in (404, 405)
        assert QUESTION not in response.text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": None}, texts.FEEDBACK_NO_REASON),
        ({"reason": "bad"}, texts.FEEDBACK_NO_REASON),
        ({"article": "99"}, "《天津市人民政府工作规则》共81条，没有第九十九条。"),
        ({"article": "那一条"}, texts.FEEDBACK_NO_ARTICLE),
        ({"article": "六" * 21}, texts.FEEDBACK_NO_ARTICLE),
        ({"comment": "长" * 301}, "补充说明超过了300字，请删短一些。"),
        ({"helpful": True}, texts.FEEDBACK_WRONG),
        ({"helpful": "false"}, texts.FEEDBACK_WRONG),
        ({"helpful": None}, texts.FEEDBACK_WRONG),
        ({"question": ""}, texts.FEEDBACK_WRONG),
        ({"question": "你好"}, texts.FEEDBACK_WRONG),
        ({"question": "问" * 301}, texts.FEEDBACK_WRONG),
        ({"question": ["问"]}, texts.FEEDBACK_WRONG),
        ({"history": "问"}, texts.FEEDBACK_WRONG),
        ({"history": [None]}, texts.FEEDBACK_WRONG),
        ({"history": ["问"] * 9}, texts.FEEDBACK_WRONG),
        ({"history": ["问" * 301]}, texts.FEEDBACK_WRONG),
        ({"status": "answered"}, texts.FEEDBACK_WRONG),
        ({"replaces": "../../etc/passwd"}, texts.FEEDBACK_WRONG),
        ({"replaces": "a" * 32 + "\n"}, texts.FEEDBACK_WRONG),
    ],
)
def test_what_is_wrong_is_told_in_chinese_and_not_stored(client, store, change, told):
    response = client.post("/feedback", json=USELESS | change)
    assert (response.status_code, response.json()) == (422, {"detail": told})
    assert store.newest() == ()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"question": "\\ud800", "helpful": true}', b"[" * 20_000]
)
def test_a_body_that_is_no_vote_is_refused(client, store, body):
    response = client.post("/feedback", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()) == (422, {"detail": texts.FEEDBACK_WRONG})
    assert store.newest() == ()


def test_a_body_that_is_too_long_is_refused(client):
    body = json.dumps(USELESS) + " " * MAX_BYTES
    response = client.post("/feedback", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()) == (413, {"detail": texts.FEEDBACK_TOO_LARGE})


def test_the_longest_vote_fits(client, store):
    # A question that still is one, written in the most bytes that JSON takes for a character.
    longest = USELESS | {"history": ["𠀀" * 300] * 8, "comment": "𠀀" * 300}
    body = json.dumps(longest)
    assert len(body) < MAX_BYTES
    assert client.post("/feedback", content=body, headers={"content-type": "application/json"}).status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_form_of_another_site_cannot_vote(client, store, kind):
    response = client.post("/feedback", content=json.dumps(USELESS), headers={"content-type": kind})
    assert response.status_code == 415
    assert store.newest() == ()


def test_when_the_rows_are_full_the_user_is_told(client):
    codes = [client.post("/feedback", json=USELESS).status_code for _ in range(3)]
    assert codes == [201] * 3
    response = client.post("/feedback", json=USELESS)
    assert (response.status_code, response.json()) == (503, {"detail": texts.FEEDBACK_FULL})


def test_while_the_file_is_locked_the_user_is_told_and_questions_are_answered(client, store, tmp_path):
    client.post("/feedback", json=USELESS)
    locker = sqlite3.connect(tmp_path / "feedback.sqlite", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    response = client.post("/feedback", json=USELESS)
    assert (response.status_code, response.json()) == (503, {"detail": texts.FEEDBACK_UNAVAILABLE})
    assert "第六十七条" in client.get("/ask", params={"q": QUESTION}).text
    locker.close()
    assert client.post("/feedback", json=USELESS).status_code == 201


def test_the_form_knows_refusals_from_greetings(service):
    patterns = json.loads(re.search('data-refusals="(.*?)"', form_template()).group(1).replace("&#34;", '"'))
    said = {
        question: service.ask(question).markdown
        for question in (
            "值班补贴一天多少钱？",
            "今天天气怎么样？",
            "第九十九条",
            "第三十章",
            "你好",
            "谢谢",
            "你是谁",
            "？",
            "问" * 301,
        )
    }
    found = {question for question, text in said.items() if any(re.search(p, text) for p in patterns)}
    assert found == {"值班补贴一天多少钱？", "今天天气怎么样？", "第九十九条", "第三十章"}


def test_the_page_has_the_form_only_where_votes_are_kept(service, settings, store):
    for records, count in ((Records(feedback=store), 1), (Records(), 0)):
        with TestClient(build_app(service, settings.server, records)) as client:
            page = client.get("/", headers={"accept": "text/html"}).text
            scripts = re.findall(r'"(site/feedback\.(?:js|css)\?v=[0-9a-f]{12})"', page)
            assert (page.count('<template id="wengui-feedback"'), len(scripts)) == (count, 2 * count)
            assert [client.get(f"/{path}").status_code for path in scripts] == [200] * len(scripts)
            assert client.post("/feedback", json=USELESS).status_code == (201 if count else 404)
