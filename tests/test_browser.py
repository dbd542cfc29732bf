"""A real Chromium on the portal page: it asks inside the iframe, opens a source, and nothing leaves the machine."""

import re

import pytest
from live import LOOPBACK, ask, free_port, needs_chromium, site
from playwright.sync_api import expect

pytestmark = needs_chromium


def test_three_questions_in_the_portal_frame_and_a_source(page, urls, requested, connections):
    _, portal = urls
    page.goto(portal)
    frame = page.frame_locator("iframe")
    expect(page.locator("iframe")).to_have_js_property("clientWidth", 420)
    expect(frame.get_by_text("辅助查询，以正式文本为准")).to_be_visible(timeout=20_000)

    ask(frame, "突发事件发生后要在多长时间内报告？")
    expect(frame.locator("#wengui-chat blockquote").last).to_contain_text(
        "突发事件发生后，必须在30分钟内向市政府总值班室电话报告、1小时内书面报告。"
    )
    expect(frame.locator("#wengui-chat")).to_contain_text("——《天津市人民政府工作规则》第六十七条")
    frame.locator("#wengui-chat a", has_text="第六十七条").first.click()
    source = frame.locator("#wengui-source")
    expect(source).to_contain_text("第六十七条")
    expect(source).to_contain_text("坚决杜绝迟报、谎报、瞒报、漏报。")
    expect(source.locator("mark").last).to_contain_text("必须在30分钟内")
    frame.get_by_role("button", name="关闭").click()
    expect(source).to_be_hidden()

    ask(frame, "市政府常务会议纪要由谁签发？")
    expect(frame.locator("#wengui-chat blockquote").last).to_contain_text("市政府常务会议纪要由市长签发；")

    ask(frame, "值班补贴一天多少钱？")
    expect(frame.locator("#wengui-chat")).to_contain_text("没有规定这个问题（已核对全部81条）")

    assert requested <= LOOPBACK
    looked_up = set(connections.read_text("utf-8").split()) if connections.exists() else set()
    assert {host for host in looked_up if not host.startswith("unix:")} <= LOOPBACK | {"0.0.0.0", "None"}


def test_a_page_that_is_not_allowed_cannot_frame_the_chat(page, urls):
    chat, _ = urls
    refused = []
    page.on("requestfailed", lambda request: refused.append((request.url, request.failure)))
    with site(free_port(), {"/": f"<iframe src={chat}/></iframe>"}) as stranger:
        page.goto(stranger)
        page.wait_for_function("frames.length === 1")
        expect(page.frame_locator("iframe").locator("#wengui-chat")).to_have_count(0)
        assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]
    assert refused == [(f"{chat}/", "net::ERR_BLOCKED_BY_RESPONSE")]


def test_parameters_of_the_page(page, urls):
    chat, _ = urls
    page.goto(f"{chat}/?q=67条&theme=dark&embed=1")
    expect(page.locator("#wengui-chat blockquote")).to_contain_text("必须在30分钟内", timeout=20_000)
    expect(page.locator("body.dark")).to_have_count(1)
    expect(page.locator(".wengui-tagline")).to_be_hidden()


def test_the_page_is_chinese(page, urls):
    chat, _ = urls
    page.goto(f"{chat}/?q=67条")
    expect(page.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
    assert page.title() == "问规 · 条文查询"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    labels = page.evaluate(
        "[...document.querySelectorAll('[aria-label],[title],[placeholder]')].flatMap(e =>"
        " ['aria-label', 'title', 'placeholder'].map(n => e.getAttribute(n)).filter(Boolean))"
    )
    assert [label for label in labels if not any("\u4e00" <= char <= "\u9fff" for char in label)] == []


@pytest.mark.parametrize("width", [1280, 420, 375])
def test_nothing_is_wider_than_the_window(page, urls, width):
    chat, _ = urls
    page.set_viewport_size({"width": width, "height": 760})
    page.goto(f"{chat}/?q=市长、副市长出访的人数和天数有什么限制？")
    expect(page.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("#wengui-send", "#wengui-new", "#wengui-question", "#wengui-chat"):
        box = page.locator(selector).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_suggestions_examples_and_a_new_conversation(page, urls):
    chat, _ = urls
    page.goto(chat)
    page.locator("#wengui-chat .example").first.click()
    expect(page.locator("#wengui-chat blockquote").first).to_be_visible(timeout=20_000)
    option = page.locator("#wengui-chat .option").first
    expect(option).to_be_visible()
    suggestion = option.inner_text()
    option.click()
    expect(page.locator("#wengui-chat [data-testid=user]").last).to_contain_text(suggestion, timeout=20_000)
    expect(page.locator("#wengui-chat [data-testid=user]")).to_have_count(2)
    page.locator("#wengui-new").click()
    expect(page.locator("#wengui-chat .example").first).to_be_visible()
    expect(page.locator("#wengui-chat [data-testid=user]")).to_have_count(0)


def test_markup_in_a_question_is_shown_and_not_run(page, urls):
    chat, _ = urls
    fired = []
    page.on("dialog", lambda dialog: (fired.append(dialog.message), dialog.dismiss()))
    page.goto(chat)
    payload = "<img src=x onerror=alert(1)> **常务会议**多久召开一次？"
    ask(page, payload)
    assert page.locator("#wengui-chat [data-testid=user] img").count() == 0
    assert fired == []


def test_a_question_that_is_too_long_stays_in_the_composer(page, urls):
    chat, _ = urls
    page.goto(chat)
    question = "我想问一下会议" * 50
    ask(page, question)
    expect(page.locator("#wengui-chat")).to_contain_text("问题有350个字，超过了300字的上限")
    expect(page.locator("#wengui-question textarea")).to_have_value(question)


@pytest.mark.parametrize("height", [420, 680, 900])
def test_the_composer_stays_in_sight(page, urls, height):
    chat, _ = urls
    page.set_viewport_size({"width": 420, "height": height})
    page.goto(f"{chat}/?embed=1&q=第四十三条至第四十四条")
    expect(page.locator("#wengui-chat .option").first).to_be_attached(timeout=20_000)
    box = page.locator("#wengui-send").bounding_box()
    assert box["y"] + box["height"] <= height


def test_on_a_wide_page_the_article_stands_beside_the_answer(page, urls):
    chat, _ = urls
    page.set_viewport_size({"width": 1280, "height": 760})
    page.goto(f"{chat}/?q=突发事件要多久报告？")
    panel = page.locator("#wengui-source")
    expect(panel.locator("mark").first).to_contain_text("必须在30分钟内", timeout=20_000)
    expect(panel.get_by_role("link", name="单独打开")).to_have_attribute("href", re.compile(r"^r/tj-2023/67\?c="))
    assert panel.bounding_box()["x"] > page.locator("#wengui-chat").bounding_box()["x"] + 400
    link = page.locator("#wengui-chat a", has_text="第六十七条").first
    link.hover()
    expect(link).to_have_attribute("title", re.compile("必须在30分钟内"))


def test_on_a_phone_the_article_is_a_sheet_that_escape_closes(page, urls):
    chat, _ = urls
    page.set_viewport_size({"width": 375, "height": 760})
    page.goto(f"{chat}/?q=突发事件要多久报告？")
    link = page.locator("#wengui-chat a", has_text="第六十七条").first
    expect(link).to_be_visible(timeout=20_000)
    expect(page.locator("#wengui-source")).to_be_hidden()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#wengui-source mark").first).to_be_visible()
    expect(page.get_by_role("button", name="关闭")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#wengui-source")).to_be_hidden()
    expect(link).to_be_focused()


def test_the_question_stays_at_the_top_of_its_answer(page, urls):
    chat, _ = urls
    page.set_viewport_size({"width": 420, "height": 600})
    page.goto(chat)
    for question in ("第四十三条至第四十四条", "常务会议议题怎么上会？"):
        ask(page, question)
    expect(page.locator("#wengui-chat img")).to_be_attached()
    log, asked = page.locator("#wengui-chat .bubble-wrap"), page.locator("#wengui-chat .user-row").last
    assert 0 <= asked.bounding_box()["y"] - log.bounding_box()["y"] <= 40


@pytest.mark.parametrize(
    ("question", "citation"),
    [
        ("67条", "第六十七条：“市政府各部门、.+漏报。”"),
        (
            "全市性会议由谁批准，参加人员最多多少",
            "第五十一条：“以市政府名义[^”]+”“[^”]+不超过350人；”“[^”]+”“[^”]+不超过200人。”",
        ),
    ],
)
def test_a_citation_is_copied_with_where_it_stands(page, urls, question, citation):
    chat, _ = urls
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{chat}/?q={question}")
    page.get_by_role("button", name="复制引用").first.click(timeout=20_000)
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert re.fullmatch(f"《天津市人民政府工作规则》{citation}", page.evaluate("navigator.clipboard.readText()"))
