"""The two snippets for the portal, in the demo portal, in a real Chromium."""

import re

import pytest
from fastapi.testclient import TestClient
from live import ROOT, ask, free_port, needs_chromium, site
from playwright.sync_api import expect

from web.app import _head
from web.assets import Assets
from web.portal import build_portal

pytestmark = needs_chromium

SAMPLE = "https://portal.example.gov.cn/wengui/"
FRAME_HEIGHT = "document.querySelector('#wengui-frame').style.height"
WELCOME_FITS = """() => {
    const log = document.querySelector('.bubble-wrap');
    const cards = log && log.querySelector('.examples');
    if (!cards) return false;
    const empty = log.getBoundingClientRect().bottom - cards.getBoundingClientRect().bottom;
    return log.scrollHeight - log.clientHeight <= 1 && empty >= -0.5 && empty <= 24;
}"""
"""The welcome is whole, and nothing below it is empty."""
FRAME_TOP = "document.querySelector('#wengui-frame').getBoundingClientRect().top"
ROOM = f"Math.round(innerHeight - 32 - {FRAME_TOP} - pageYOffset) + 'px'"
SILLY = ["-1", "0", "319", "1201", "1e9", "NaN", "Infinity", "'900'", "null", "undefined", "[700]", "{}"]


@pytest.fixture(params=[1280, 375])
def portal(page, urls, request):
    """Address of the demo portal, in a window of each width."""
    page.set_viewport_size({"width": request.param, "height": 1000})
    return urls[1]


def welcomed(frame):
    expect(frame.locator("#wengui-chat .example").first).to_be_visible(timeout=20_000)
    return frame


@pytest.mark.parametrize(("path", "name"), [("/", "portal-iframe.html"), ("/button", "portal-button.html")])
def test_the_demo_portal_shows_the_snippet_as_it_is_delivered(path, name):
    snippet = (ROOT / "deploy" / name).read_text("utf-8")
    assert snippet.count(SAMPLE) == 1
    shown = TestClient(build_portal("http://127.0.0.1:7860")).get(path).text
    assert snippet.replace(SAMPLE, "http://127.0.0.1:7860/") in shown


@pytest.mark.parametrize("name", ["portal-iframe.html", "portal-button.html"])
def test_the_scripts_run_in_old_browsers(name):
    (script,) = re.findall(r"<script>(.*?)</script>", (ROOT / "deploy" / name).read_text("utf-8"), re.S)
    assert re.search(r"=>|`|\b(?:let|const|class|async|localStorage|sessionStorage|cookie)\b|\?\.|\?\?", script) is None


def test_the_frame_follows_the_conversation(page, portal):
    page.add_init_script(
        "window.heights = []; addEventListener('message', e => e.data.height && heights.push(e.data.height))"
    )
    page.goto(portal)
    frame = welcomed(page.frame_locator("#wengui-frame"))
    inside = page.frames[1]
    inside.wait_for_function(WELCOME_FITS)
    ask(frame, "第四十三条至第四十四条")
    # As much as the window has room for, so that the composer stays in sight.
    page.wait_for_function(f"{ROOM} === {FRAME_HEIGHT}")
    told = page.evaluate("heights")
    assert told == sorted(told), "the frame shrank while the answer came"
    frame.locator("#wengui-new").click()
    welcomed(frame)
    inside.wait_for_function(WELCOME_FITS)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_a_silly_height_changes_nothing(page, urls):
    page.goto(urls[1])
    frame = welcomed(page.frame_locator("#wengui-frame"))
    page.frames[1].wait_for_function(WELCOME_FITS)
    before = page.evaluate(FRAME_HEIGHT)
    heard = frame.locator("body").evaluate
    page.evaluate("() => { window.heard = []; addEventListener('message', e => heard.push(e.data)); }")
    for height in SILLY:
        heard(f"() => parent.postMessage({{ type: 'wengui:height', height: {height} }}, '*')")
    heard("() => { parent.postMessage('wengui:height', '*'); parent.postMessage(null, '*'); }")
    heard("() => parent.postMessage({ type: 'other', height: 777 }, '*')")
    page.wait_for_function(f"window.heard.length === {len(SILLY) + 3}")
    assert page.evaluate(FRAME_HEIGHT) == before
    # The same way an honest height does arrive; the border comes on top.
    heard("() => parent.postMessage({ type: 'wengui:height', height: 600 }, '*')")
    page.wait_for_function(f"{FRAME_HEIGHT} === '602px'")


@pytest.mark.parametrize(("path", "kept"), [("/", FRAME_HEIGHT), ("/button", "String(wengui_panel.hidden)")])
def test_a_message_of_another_origin_or_frame_changes_nothing(page, urls, path, kept):
    chat, portal = urls
    page.goto(f"{portal}{path}")
    page.evaluate("() => { window.wengui_panel = document.querySelector('#wengui-panel'); window.heard = []; }")
    if path == "/button":
        page.get_by_role("button", name="问规", exact=True).click()
    welcomed(page.frame_locator("iframe"))
    if path == "/":
        page.frames[1].wait_for_function(WELCOME_FITS)
    before = page.evaluate(kept)
    page.evaluate("() => addEventListener('message', e => e.data.height === 555 && window.heard.push(e.data))")
    messages = "for (const type of ['wengui:height', 'wengui:escape']) parent.postMessage({ type, height: 555 }, '*');"
    with site(free_port(), {"/": f"<script>{messages}</script>"}) as stranger:
        add = (
            "src => document.body.append(Object.assign(document.createElement('iframe'), { src, className: 'other' }))"
        )
        page.evaluate(add, f"{stranger}/")
        page.wait_for_function("window.heard.length === 2")
        # Of the chat's origin, but not of the chat's frame; and of the page itself.
        page.evaluate(add, f"{chat}/healthz")
        other = page.locator("iframe.other").last.content_frame
        expect(other.locator("body")).to_contain_text("ok")
        other.locator("body").evaluate(f"() => {{ {messages} }}")
        page.evaluate(f"() => {{ {messages} }}")
        page.wait_for_function("window.heard.length === 6")
    assert page.evaluate(kept) == before


def test_the_button_opens_and_closes_the_panel(page, portal, requested):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{portal}/button")
    button, panel = page.locator("#wengui-open"), page.get_by_role("dialog", name="问规：条文查询")
    expect(button).to_have_accessible_name("问规")
    expect(button).to_have_attribute("aria-expanded", "false")
    assert (button.bounding_box()["width"], button.bounding_box()["height"]) == (56, 56)
    expect(panel).to_be_hidden()
    assert [url for url in asked if not url.startswith((portal, "data:"))] == []

    button.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(panel.locator("iframe")).to_be_focused()
    frame = welcomed(panel.locator("iframe").content_frame)
    ask(frame, "67条")

    # Escape inside the frame: first it closes the article, then the panel.
    frame.locator("#wengui-chat a", has_text="第六十七条").first.click()
    expect(frame.locator("#wengui-source")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.locator("#wengui-source")).to_be_hidden()
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")

    # The conversation is still there; the panel's own button closes it too, and so does Escape beside the frame.
    button.click()
    expect(frame.locator("#wengui-chat [data-testid=user]")).to_have_count(1)
    panel.get_by_role("button", name="关闭", exact=True).first.focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    button.click()
    page.locator("#wengui-close").click()
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


@pytest.mark.parametrize(
    ("width", "height", "box"),
    [
        (1280, 900, (836, 128, 420, 680)),
        (1280, 600, (836, 24, 420, 484)),
        (480, 900, (36, 128, 420, 680)),
        (479, 760, (0, 0, 479, 760)),
        (375, 760, (0, 0, 375, 760)),
    ],
)
def test_the_panel_fits_the_window(page, urls, width, height, box):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{urls[1]}/button")
    button = page.locator("#wengui-open")
    button.click()
    panel = page.locator("#wengui-panel").bounding_box()
    assert (panel["x"], panel["y"], panel["width"], panel["height"]) == box
    if width >= 480:
        assert button.bounding_box()["y"] >= panel["y"] + panel["height"]
        button.click()
    else:
        expect(button).to_be_hidden()
        page.locator("#wengui-close").click()
        expect(button).to_be_focused()
    expect(page.locator("#wengui-panel")).to_be_hidden()


@pytest.mark.parametrize("named", [True, False])
def test_only_an_origin_that_the_settings_name_is_told(page, urls, named):
    page.add_init_script("window.heard = []; addEventListener('message', event => heard.push(String(event.data.type)))")
    if not named:
        # Before the page's own script, which is deferred.
        page.add_init_script(
            """document.addEventListener('readystatechange', () => {
                const portals = document.querySelector('meta[name=wengui-portals]');
                if (portals) portals.content = 'https://other.example.gov.cn';
            })"""
        )
    page.goto(urls[1])
    frame = page.frame_locator("iframe")
    ask(frame, "67条")
    page.keyboard.press("Escape")
    frame.locator("#wengui-new").click()
    expect(frame.locator("#wengui-chat .example").first).to_be_visible()
    heard = page.evaluate("heard.filter(type => type.startsWith('wengui:'))")
    assert set(heard) == ({"wengui:height", "wengui:escape"} if named else set())


def test_the_names_of_the_portals_are_escaped():
    assets = Assets()
    head = _head(assets, ("'self'", 'https://a.gov.cn"><script>'), with_feedback=False)
    assert '<meta name="wengui-portals" content="&#x27;self&#x27; https://a.gov.cn&quot;&gt;&lt;script&gt;">' in head
