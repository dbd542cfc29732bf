"""How often one visitor may ask."""

import pytest
from closing import join, small_app
from fastapi.testclient import TestClient
from pydantic import ValidationError

from retriever.settings import ServerSettings
from web.rates import client_of


def client_at(app, address):
    return TestClient(app, client=(address, 1))


def ask(client):
    return client.post("/gradio_api/queue/join", json=join())


def test_questions_beyond_the_limit_are_refused_with_the_time_to_wait():
    client = client_at(small_app(questions_per_minute=3), "10.0.0.1")
    assert [ask(client).status_code for _ in range(3)] == [200] * 3
    refused = ask(client)
    assert refused.status_code == 429
    wait = refused.headers["retry-after"]
    assert 1 <= int(wait) <= 60
    assert refused.json() == {"detail": f"请求太频繁，请过{wait}秒再试。"}


def test_the_page_without_a_script_counts_as_well_and_says_it_in_a_page():
    client = client_at(small_app(questions_per_minute=2), "10.0.0.1")
    assert [client.get("/ask").status_code for _ in range(3)] == [200, 200, 429]
    page = client.get("/ask", headers={"accept": "text/html"})
    assert "<h1>请求太频繁" in page.text


def test_what_is_refused_does_not_lengthen_the_wait_of_others():
    app = small_app(questions_per_minute=1)
    first, second = client_at(app, "10.0.0.1"), client_at(app, "10.0.0.2")
    assert [ask(first).status_code, ask(first).status_code, ask(second).status_code] == [200, 429, 200]


def test_assets_and_the_health_check_are_free_and_pages_are_not():
    client = client_at(small_app(requests_per_minute=10), "10.0.0.1")
    assert {client.get("/assets/a.js").status_code for _ in range(30)} == {200}
    assert [client.get("/about").status_code for _ in range(11)] == [200] * 10 + [429]
    assert client.get("/healthz").status_code == 404  # the small app has none: not 429


def test_an_office_behind_one_address_is_not_locked_out():
    """200 people load the page and ask two questions each within a minute."""
    client = client_at(small_app(), "10.0.0.1")
    assert {ask(client).status_code for _ in range(600)} == {200}
    assert ask(client).status_code == 429


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("a socket", "a socket"),
    ],
)
def test_a_visitor_is_an_address_or_a_network(address, key):
    assert client_of({"client": (address, 1)}) == key


def test_without_an_address_all_are_one():
    assert client_of({"client": None}) == client_of({}) == ""


@pytest.mark.parametrize("name", ["questions_per_minute", "streams_per_client", "chat_kib", "answer_seconds"])
def test_a_limit_cannot_be_taken_away(name):
    with pytest.raises(ValidationError, match=name):
        ServerSettings(**{name: 0})
