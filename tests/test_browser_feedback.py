"""A real Chromium votes on answers: by mouse and by keyboard, wide and narrow, also when the vote cannot be kept."""

import sqlite3
from urllib.parse import urlsplit

import pytest
from closing import served
from live import needs_chromium
from playwright.sync_api import expect

from answer import texts
from answer.feedback import Reason
from answer.feedback_store import FeedbackStore
from answer.model import Status
from retriever.settings import FeedbackSettings
from ui import build_app
from web.records import Records

ANSWERED = "突发事件要多久报告？"
REFUSED = "值班补贴一天多少钱？"

pytestmark = [
    *needs_chromium,
    # Gradio's own, in a task that only counts how long the questions took.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = FeedbackStore(FeedbackSettings(file=tmp_path_factory.mktemp("feedback") / "feedback.sqlite"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def file(store):
    return store._settings.file


@pytest.fixture(scope="module")
def url(service, settings, store):
    with served(build_app(service, settings.server, Records(feedback=store)), settings.server) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


@pytest.fixture(autouse=True)
def empty(store, file):
    """Every test starts without votes."""
    if file.exists():
        with sqlite3.connect(file) as connection:
            connection.execute("DELETE FROM feedback")
        connection.close()


def ask(page, question):
    box = page.locator("#wengui-question textarea")
    box.fill(question)
    box.press("Enter")
    expect(page.locator("#wengui-chat [data-testid=user]").last).to_contain_text(question)
    expect(page.get_by_text(texts.SEARCHING)).to_have_count(0, timeout=20_000)
    expect(page.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)


def opened(page, url, question):
    page.goto(f"{url}/?q={question}")
    expect(page.locator(".wengui-vote")).to_have_count(1, timeout=30_000)
    return page.locator(".wengui-vote")


def thanked(page):
    expect(page.get_by_text(texts.FEEDBACK_THANKS)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_a_useless_answer_is_told_with_reason_article_and_comment(page, url, store, width):
    page.set_viewport_size({"width": width, "height": 760})
    bar = opened(page, url, ANSWERED)
    useless = bar.get_by_role("button", name="没用")
    expect(useless).to_have_attribute("aria-expanded", "false")
    useless.click()
    expect(useless).to_have_attribute("aria-expanded", "true")
    bar.get_by_role("button", name="提交").click()
    expect(bar.get_by_role("alert")).to_have_text(texts.FEEDBACK_NO_REASON)
    bar.get_by_label("引用的条不对").check()
    bar.get_by_label("应为第").fill("99")
    bar.get_by_label("补充说明").fill("打13800138000问")
    bar.get_by_role("button", name="提交").click()
    expect(bar.get_by_role("alert")).to_have_text("《天津市人民政府工作规则》共81条，没有第九十九条。")
    assert store.newest() == ()
    bar.get_by_label("应为第").fill("六十八")
    bar.get_by_label("应为第").press("Enter")
    thanked(page)
    expect(bar.locator("form")).to_be_hidden()
    expect(useless).to_have_attribute("aria-pressed", "true")
    expect(useless).to_be_focused()
    (found,) = store.newest()
    assert (found.vote.question, found.vote.history, found.vote.reason) == (ANSWERED, (), Reason.WRONG_ARTICLE)
    assert (found.vote.suggested, found.vote.comment, found.status) == ("68", "打〔手机号〕问", Status.ANSWERED)


@pytest.mark.parametrize(("width", "more"), [(1280, ""), (420, "&embed=1"), (375, ""), (375, "&size=large&theme=dark")])
def test_the_form_fits_and_its_targets_are_large_enough(page, url, width, more):
    page.set_viewport_size({"width": width, "height": 760})
    bar = opened(page, url, ANSWERED + more)
    bar.get_by_role("button", name="没用").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    least = 60 if "large" in more else 44
    boxes = [target.bounding_box() for target in bar.locator("button, input[type=text], fieldset label").all()]
    assert len(boxes) == 9
    assert [box for box in boxes if box["height"] < least or box["x"] < 0 or box["x"] + box["width"] > width] == []
    form = bar.locator("form").bounding_box()
    assert form["x"] + form["width"] <= width


def test_one_vote_for_an_answer_that_can_be_changed(page, url, store):
    bar = opened(page, url, ANSWERED)
    helpful, useless = bar.get_by_role("button", name="有用"), bar.get_by_role("button", name="没用")
    helpful.click()
    thanked(page)
    helpful.click()
    expect(helpful).to_have_attribute("aria-pressed", "true")
    useless.click()
    bar.get_by_label("答得不全").check()
    bar.get_by_role("button", name="提交").click()
    expect(useless).to_have_attribute("aria-pressed", "true")
    expect(helpful).to_have_attribute("aria-pressed", "false")
    assert [(one.vote.helpful, one.vote.reason) for one in store.newest()] == [(False, Reason.INCOMPLETE)]


def test_by_keyboard_alone(page, url, store):
    bar = opened(page, url, ANSWERED)
    bar.get_by_role("button", name="有用").focus()
    page.keyboard.press("Tab")
    expect(bar.get_by_role("button", name="没用")).to_be_focused()
    page.keyboard.press("Enter")
    expect(bar.get_by_label("引用的条不对")).to_be_focused()
    page.keyboard.press("Escape")
    expect(bar.locator("form")).to_be_hidden()
    expect(bar.get_by_role("button", name="没用")).to_be_focused()
    page.keyboard.press("Space")
    for key in ("ArrowDown", "ArrowDown", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(bar.get_by_label("补充说明")).to_be_focused()
    page.keyboard.press("Tab")
    expect(bar.get_by_role("button", name="提交")).to_be_focused()
    page.keyboard.press("Enter")
    thanked(page)
    assert [one.vote.reason for one in store.newest()] == [Reason.SHOULD_BE_ANSWERED]


def test_every_answer_has_its_own_vote_with_what_was_asked_before(page, url, store):
    opened(page, url, ANSWERED).get_by_role("button", name="有用").click()
    thanked(page)
    ask(page, "谢谢")
    ask(page, f"<b>*{REFUSED}*</b>")
    bars = page.locator(".wengui-vote")
    # None under the greeting; the first keeps its state while the conversation goes on.
    expect(bars).to_have_count(2)
    expect(bars.first.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "true")
    expect(bars.last.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "false")
    bars.last.get_by_role("button", name="有用").click()
    expect(bars.last.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "true")
    last, first = store.newest()
    assert (first.vote.question, first.vote.history) == (ANSWERED, ())
    assert (last.vote.question, last.vote.history) == (f"<b>*{REFUSED}*</b>", (ANSWERED, "谢谢"))
    page.locator("#wengui-new").click()
    expect(bars).to_have_count(0)
    ask(page, ANSWERED)
    expect(bars).to_have_count(1)
    expect(bars.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "false")


def test_no_vote_while_the_answer_is_still_coming(page, url):
    page.clock.install()
    bar = opened(page, url, ANSWERED)
    page.clock.pause_at(page.evaluate("Date.now()") + 60_000)
    # As an answer looks before its last step: nothing to ask next, and more of it to come.
    page.evaluate("document.querySelector('#wengui-chat .options').remove()")
    for _ in range(3):
        page.evaluate("document.querySelector('#wengui-chat .bot-row .prose').append('又一句。')")
        page.clock.run_for(1_000)
        expect(bar).to_have_count(0)
    page.clock.run_for(1_000)
    expect(bar).to_have_count(1)


def test_a_row_that_the_chat_draws_anew_gets_its_vote_back(page, url):
    bar = opened(page, url, ANSWERED)
    bar.get_by_role("button", name="有用").click()
    thanked(page)
    page.evaluate("document.querySelector('.wengui-vote').remove()")
    page.evaluate("document.querySelector('#wengui-chat .bot-row .prose').append(' ')")
    expect(page.locator(".wengui-vote")).to_have_count(1)
    expect(page.locator(".wengui-vote-yes")).to_have_attribute("aria-pressed", "true")


def test_a_vote_that_cannot_be_kept_is_told_and_the_chat_lives_on(page, url, store, file):
    bar = opened(page, url, ANSWERED)
    store.newest()
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    bar.get_by_role("button", name="有用").click()
    expect(bar.get_by_role("status")).to_have_text(texts.FEEDBACK_UNAVAILABLE, timeout=15_000)
    expect(bar.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "false")
    locker.close()
    page.route("**/feedback", lambda route: route.abort())
    bar.get_by_role("button", name="有用").click()
    expect(bar.get_by_role("status")).to_have_text(texts.FEEDBACK_OFFLINE)
    page.unroute("**/feedback")
    page.route("**/feedback", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad"))
    bar.get_by_role("button", name="有用").click()
    expect(bar.get_by_role("status")).to_have_text(texts.FEEDBACK_UNAVAILABLE)
    page.unroute("**/feedback")
    ask(page, REFUSED)
    bar.first.get_by_role("button", name="有用").click()
    thanked(page)


def test_in_a_frame_and_without_cookie_or_storage(page, url, store):
    # A page of ours may itself frame nothing; one that is put in its place may.
    html = f"<iframe src='/?embed=1&q={ANSWERED}' width=420 height=680></iframe>"
    page.route("**/portal", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{url}/portal")
    bar = page.frame_locator("iframe").locator(".wengui-vote")
    bar.get_by_role("button", name="有用").click(timeout=30_000)
    expect(bar.get_by_text(texts.FEEDBACK_THANKS)).to_be_visible()
    assert len(store.newest()) == 1
    assert page.context.cookies() == []
    frame = next(frame for frame in page.frames if urlsplit(frame.url).query)
    assert not [key for key in frame.evaluate("Object.keys(localStorage)") if "vote" in key or "feedback" in key]
