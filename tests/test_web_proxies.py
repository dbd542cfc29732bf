"""Whose word about the visitor counts."""

import pytest
from closing import small_app
from fastapi.testclient import TestClient
from pydantic import ValidationError

from retriever.settings import ServerSettings

CLAIMS = {
    "X-Forwarded-For": "10.9.9.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "portal.example",
    "Forwarded": "for=10.9.9.9",
    "X-Real-IP": "10.9.9.9",
    "X-Remote-User": "mayor",
    "Remote-User": "mayor",
    "X-User-Id": "1",
    "X-Auth-Request-Email": "a@b",
    "X-Authenticated-User": "mayor",
    "X_Remote_User": "mayor",
    "X-Original-URL": "/config",
    "X-Rewrite-URL": "/config",
}


def seen(address, **settings):
    app = small_app(**settings)
    return TestClient(app, client=(address, 1)).get("/about", headers=CLAIMS).json()


def test_of_a_stranger_nothing_is_believed():
    got = seen("10.0.0.1")
    assert (got["client"], got["scheme"]) == ("10.0.0.1", "http")
    assert not {name.lower() for name in CLAIMS} & set(got["headers"])


def test_the_machine_itself_is_a_stranger_until_it_is_named():
    assert seen("127.0.0.1")["client"] == "127.0.0.1"


@pytest.mark.parametrize("proxies", [("10.0.0.1",), ("10.0.0.0/24",), ("::1", "10.0.0.1")])
def test_of_a_named_proxy_it_is(proxies):
    got = seen("10.0.0.1", trusted_proxies=proxies)
    assert (got["client"], got["scheme"]) == ("10.9.9.9", "https")
    assert "x-remote-user" in got["headers"]


def test_what_the_visitor_put_in_front_of_the_proxys_word_does_not_count():
    client = TestClient(small_app(trusted_proxies=("10.0.0.1",)), client=("10.0.0.1", 1))
    got = client.get("/about", headers={"X-Forwarded-For": "1.2.3.4, 10.9.9.9"}).json()
    assert got["client"] == "10.9.9.9"


def test_visitors_behind_a_proxy_are_counted_apart():
    client = TestClient(small_app(trusted_proxies=("10.0.0.1",), questions_per_minute=1), client=("10.0.0.1", 1))
    statuses = [client.get("/ask", headers={"X-Forwarded-For": f"10.1.1.{n}"}).status_code for n in (1, 1, 2)]
    assert statuses == [200, 429, 200]


@pytest.mark.parametrize("proxy", ["*", "0.0.0.0/0", "::/0", "portal.example", "", "10.0.0.1/8"])
def test_who_is_not_exact_is_refused_at_start(proxy):
    with pytest.raises(ValidationError, match="trusted_proxies"):
        ServerSettings(trusted_proxies=(proxy,))
