"""The check of the embedding in a real Chromium, behind an nginx that is set up right or wrong in one line."""

import pytest
from live import needs_chromium
from playwright.sync_api import expect
from proxy import behind_nginx, framed, skipped_without_nginx

from answer import texts

pytestmark = needs_chromium

SAID = texts.EMBED_CHECK
GOOD, BAD, NOTE = SAID["good"], SAID["bad"], SAID["note"]


def findings(place):
    """What a page of the check found, once it is done."""
    expect(place.locator("#state")).to_have_text(SAID["done"], timeout=20_000)
    return place.locator("#found li").all_inner_texts()


def wrong(lines):
    return [line for line in lines if line.startswith(BAD)]


def test_alone_it_asks_to_be_opened_in_the_frame_and_says_who_may_frame_it(page, urls):
    chat, portal = urls
    page.goto(f"{chat}/embed-check")
    lines = findings(page)
    assert wrong(lines) == []
    (note,) = [line for line in lines if line.startswith(NOTE)]
    assert "本页不在框架里" in note
    assert portal in note


def test_in_the_frame_of_the_demo_portal_all_is_well(page, urls):
    chat, portal = urls
    page.goto(portal)
    page.evaluate("address => { document.querySelector('iframe').src = address; }", f"{chat}/embed-check")
    lines = findings(page.frame_locator("iframe"))
    assert [line for line in lines if not line.startswith(GOOD)] == []
    assert SAID["framed"].format(portal) in "".join(lines)
    assert len(lines) == 8


def test_without_the_proxy_the_prefix_is_one_too_many(page, prefixed):
    page.goto(f"{prefixed}/embed-check")
    (line,) = wrong(findings(page))
    assert 'root_path = ""' in line


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("proxy_buffering off;", "proxy_buffering on;", "proxy_buffering off;"),
        (r"proxy_set_header Host .*;", "", "proxy_set_header Host $http_host;"),
        (r"proxy_set_header X-Forwarded-Proto .*;", "", "proxy_set_header X-Forwarded-Proto $scheme;"),
        (
            "proxy_cache off;",
            "proxy_hide_header Content-Security-Policy;",
            "proxy_pass_header Content-Security-Policy;",
        ),
    ],
)
@skipped_without_nginx
def test_one_wrong_line_of_nginx_is_named(secure_page, prefixed, portal, tmp_path, old, new, line):
    with behind_nginx(tmp_path, prefixed, (old, new)) as address:
        lines = wrong(findings(framed(secure_page, portal, f"{address}/embed-check")))
    assert [line in found for found in lines] == [True]


@skipped_without_nginx
def test_a_frame_header_that_leaves_the_frame_blank_is_named_when_opened_alone(secure_page, prefixed, tmp_path):
    spoilt = "proxy_cache off;", "add_header X-Frame-Options SAMEORIGIN;"
    with behind_nginx(tmp_path, prefixed, spoilt) as address:
        secure_page.goto(f"{address}/embed-check")
        (line,) = wrong(findings(secure_page))
    assert "SAMEORIGIN" in line
    assert "proxy_hide_header X-Frame-Options;" in line


@skipped_without_nginx
def test_a_prefix_and_a_proxy_that_the_settings_do_not_name_are_named(secure_page, urls, tmp_path):
    with behind_nginx(tmp_path, urls[0]) as address:
        secure_page.goto(f"{address}/embed-check")
        prefix, proxy = wrong(findings(secure_page))
    assert 'root_path = "/wengui"' in prefix
    assert 'trusted_proxies = ["127.0.0.1"]' in proxy


def test_a_browser_that_is_too_old_is_told(page, urls):
    page.add_init_script("delete window.ResizeObserver")
    page.goto(f"{urls[0]}/embed-check")
    (line,) = wrong(findings(page))
    assert "浏览器太旧" in line


def test_a_browser_without_storage_is_told_that_it_is_not_needed(page, urls):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page.goto(f"{urls[0]}/embed-check")
    lines = findings(page)
    assert wrong(lines) == []
    assert any(SAID["no_storage"] in line for line in lines)
