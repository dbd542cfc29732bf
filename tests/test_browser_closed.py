"""What a real Chromium makes of it: no payload runs, nothing is blocked that the page needs, refusals are shown."""

import json

import pytest
from closing import served
from live import ask, needs_chromium
from payloads import XSS
from playwright.sync_api import expect

from ui import build_app

pytestmark = needs_chromium


@pytest.fixture
def told(page):
    """What ran, was blocked or failed in the page."""
    told = []
    page.on("dialog", lambda dialog: (told.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: told.append(message.text) if "Security Policy" in message.text else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


@pytest.fixture
def strict(service, settings):
    """A server with low limits."""
    few = settings.server.model_copy(update={"questions_per_minute": 2, "chat_messages": 20})
    with served(build_app(service, few), few) as port:
        yield f"http://127.0.0.1:{port}"


def test_nothing_that_the_pages_need_is_blocked(page, urls, told):
    chat, portal = urls
    page.goto(f"{chat}/?q=常务会议议题怎么上会？")
    expect(page.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
    expect(page.locator("#wengui-chat img")).to_have_js_property("complete", True)
    page.locator("#wengui-chat .option").first.click()
    expect(page.locator("#wengui-chat [data-testid=user]")).to_have_count(2, timeout=20_000)
    expect(page.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
    page.locator("#wengui-new").click()
    expect(page.locator("#wengui-chat .example").first).to_be_visible()
    for path in ("r", "r/tj-2023", "r/tj-2023/67", "procedures", "about", "ask?q=67条", "embed-check"):
        page.goto(f"{chat}/{path}")
        expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("检查完毕")).to_be_visible(timeout=20_000)
    page.goto(portal)
    expect(page.frame_locator("iframe").locator("#wengui-chat .example").first).to_be_visible(timeout=20_000)
    assert told == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("where", ["typed", "q", "ask"])
def test_no_payload_runs(page, urls, told, where):
    chat, _ = urls
    for n in range(0, len(XSS), 4):
        text = " ".join(XSS[n : n + 4])[:300]
        if where == "ask":
            page.goto(f"{chat}/ask")
            page.evaluate("text => location.search = new URLSearchParams({q: text, h: text})", text)
            expect(page.locator("main h1, main form").first).to_be_visible()
        elif where == "q":
            page.goto(chat)
            page.evaluate("text => location.search = new URLSearchParams({q: text, theme: text, size: text})", text)
            expect(page.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
        elif n == 0:
            page.goto(chat)
        if where == "typed":
            box = page.locator("#wengui-question textarea")
            expect(box).to_be_visible(timeout=20_000)
            box.fill(text)
            box.press("Enter")
            expect(page.locator("#wengui-chat [data-testid=user]")).to_have_count(n // 4 + 1, timeout=20_000)
            expect(page.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
        planted = page.evaluate(
            "[...document.querySelectorAll('#wengui-chat *, main *')].filter(e => [...e.attributes].some(a =>"
            " /^on/.test(a.name) || /^(javascript|data:text)/.test(a.value)) ||"
            " /^(script|iframe|object)$/i.test(e.tagName)).map(e => e.outerHTML)"
        )
        assert planted == []
    assert told == []


def test_no_payload_in_a_conversation_that_was_forged_runs(page, urls, told):
    """Another program may send any conversation in the name of a page; the answer is shown by that page."""
    chat, _ = urls
    forged = [{"role": role, "content": [{"type": "text", "text": t}]} for t in XSS for role in ("user", "assistant")]

    def forge(route):
        sent = route.request.post_data_json
        sent["data"] = [sent["data"][0], forged]
        route.continue_(post_data=json.dumps(sent))

    page.goto(chat)
    page.route("**/gradio_api/queue/join*", forge)
    ask(page, "67条")
    expect(page.locator("#wengui-chat [data-testid=user]")).to_have_count(len(XSS) + 1)
    assert told == []


def test_a_script_that_slipped_into_the_page_would_not_run(page, urls):
    """The policy is the second wall: it holds even where escaping failed."""
    chat, _ = urls
    blocked = []
    page.on("console", lambda message: blocked.append(message.text))
    page.goto(chat)
    ran = page.evaluate(
        "() => { const box = document.createElement('div');"
        " box.innerHTML = '<img src=data:, onerror=\"window.ran = 1\">'; document.body.append(box);"
        " const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
        " return new Promise(done => setTimeout(() => done(window.ran ?? 0), 300)); }"
    )
    assert ran == 0
    assert sum("Content Security Policy" in text for text in blocked) >= 2


@pytest.mark.parametrize("width", [1280, 375])
def test_a_refusal_is_shown_in_chinese_and_nothing_is_lost(page, strict, width):
    page.set_viewport_size({"width": width, "height": 760})
    page.goto(strict)  # which counts as one
    box = page.locator("#wengui-question textarea")
    expect(box).to_be_visible(timeout=20_000)
    ask(page, "67条")
    box.fill("49条")
    box.press("Enter")
    toast = page.locator("[data-testid=toast-body]").first
    expect(toast).to_contain_text("没有完成", timeout=10_000)
    expect(toast).to_contain_text("请求太频繁，请过")
    expect(box).to_have_value("49条")
    expect(page.locator("#wengui-chat blockquote").first).to_be_visible()
    left = toast.bounding_box()
    assert left["x"] >= 0
    assert left["x"] + left["width"] <= width


def test_a_lost_connection_is_told_and_mends_itself(page, urls):
    chat, _ = urls
    page.goto(chat)
    box = page.locator("#wengui-question textarea")
    expect(box).to_be_visible(timeout=20_000)
    page.context.set_offline(True)
    box.fill("67条")
    box.press("Enter")
    expect(page.locator("[data-testid=toast-body]").first).to_contain_text("连接断了", timeout=10_000)
    page.context.set_offline(False)
    expect(page.locator("[data-testid=toast-body]")).to_have_count(0, timeout=20_000)
    ask(page, "67条")
