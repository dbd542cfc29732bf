"""In the portal's frame, in a real Chromium: the parameters of the address; a browser that lets it store nothing."""

import pytest
from live import CHROMIUM, QUIET, ask, needs_chromium
from playwright.sync_api import expect

pytestmark = needs_chromium

FORBIDDEN = """
for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
    if (window !== window.top) Object.defineProperty(window, name, {
        configurable: true, get() { throw new DOMException('The operation is insecure.', 'SecurityError'); },
    });
}
"""


def framed(page, urls, parameters):
    """The chat in the frame of the demo portal, which is given other parameters."""
    chat, portal = urls
    page.goto(portal)
    page.evaluate("src => { document.querySelector('#wengui-frame').src = src; }", f"{chat}/?{parameters}")
    return page.frame_locator("#wengui-frame")


def test_q_asks_a_first_question(page, urls):
    frame = framed(page, urls, "embed=1&q=67条")
    expect(frame.locator("#wengui-chat blockquote")).to_contain_text("必须在30分钟内", timeout=20_000)
    expect(frame.locator("#wengui-chat [data-testid=user]")).to_have_text("67条")


@pytest.mark.parametrize(("theme", "dark"), [("dark", True), ("light", False), ("else", False)])
def test_theme_sets_the_colours(page, urls, theme, dark):
    frame = framed(page, urls, f"theme={theme}")
    expect(frame.locator("#wengui-chat .example").first).to_be_visible(timeout=20_000)
    expect(frame.locator("body.dark")).to_have_count(int(dark))
    red = frame.locator("#wengui-chat").evaluate("e => Number(/\\d+/.exec(getComputedStyle(e).backgroundColor)[0])")
    assert red < 60 if dark else red > 200


@pytest.mark.parametrize(("parameters", "compact"), [("embed=1", True), ("embed=0", False)])
def test_embed_is_the_compact_header(page, urls, parameters, compact):
    frame = framed(page, urls, parameters)
    expect(frame.locator("#wengui-chat .example").first).to_be_visible(timeout=20_000)
    # Below 30rem the header is compact anyway.
    page.locator("#wengui-frame").evaluate("frame => { frame.style.width = '800px'; }")
    expect(frame.locator(".wengui-tagline")).to_be_visible(visible=not compact)


@pytest.mark.parametrize(("parameters", "least", "target"), [("size=large", 18, 60), ("embed=1", 16, 44)])
def test_size_large_is_large_type_and_large_targets(page, urls, parameters, least, target):
    frame = framed(page, urls, f"{parameters}&q=常务会议纪要由谁签发？")
    expect(frame.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
    for selector in ("#wengui-question textarea", "#wengui-send", "#wengui-chat .option"):
        place = frame.locator(selector).first
        assert place.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= least
        assert place.bounding_box()["height"] >= target
    wider = frame.locator("html").evaluate("e => [e.scrollWidth, innerWidth]")
    assert wider[0] <= wider[1]


@pytest.fixture
def strict(browser, tmp_path):
    """A Chromium of its own that blocks what third parties store, as its users can choose."""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text('{"profile": {"block_third_party_cookies": true, "cookie_controls_mode": 1}}', "utf-8")
    context = browser.browser_type.launch_persistent_context(str(tmp_path), executable_path=CHROMIUM, args=QUIET)
    yield context
    context.close()


@pytest.mark.parametrize("by_script", [False, True])
def test_it_answers_where_third_parties_may_store_nothing(strict, urls, by_script):
    page = strict.new_page()
    if by_script:
        page.add_init_script(FORBIDDEN)
    errors, set_by_server = [], []
    page.on("pageerror", lambda error: errors.append(error))
    page.on("response", lambda response: set_by_server.extend(response.headers_array()))
    # Another site than that of the chat, which is at 127.0.0.1.
    page.goto(urls[1].replace("127.0.0.1", "localhost"))
    frame = page.frame_locator("#wengui-frame")
    ask(frame, "突发事件要多久报告？")
    expect(frame.locator("#wengui-chat blockquote").first).to_contain_text("必须在30分钟内")
    frame.locator("#wengui-chat a", has_text="第六十七条").first.click()
    expect(frame.locator("#wengui-source mark").first).to_be_visible()
    # The browser did forbid it: what the page has instead is of its own making, and forgets.
    stands_in = "() => Object.getOwnPropertyDescriptor(window, 'localStorage')?.get.toString().includes('storage')"
    assert frame.locator("body").evaluate(stands_in)
    assert errors == []
    assert strict.cookies() == []
    assert [header for header in set_by_server if header["name"].lower() == "set-cookie"] == []


def test_no_cookie_is_ever_set_where_it_could_be(page, urls):
    set_by_server = []
    page.on("response", lambda response: set_by_server.extend(response.headers_array()))
    for path in ("", "?theme=dark", "r/tj-2023/67", "procedures", "about", "ask?q=67条", "embed-check", "nothing"):
        page.goto(f"{urls[0]}/{path}")
    page.goto(urls[0])
    ask(page, "67条")
    assert page.context.cookies() == []
    assert page.evaluate("document.cookie") == ""
    assert [header for header in set_by_server if header["name"].lower() == "set-cookie"] == []
