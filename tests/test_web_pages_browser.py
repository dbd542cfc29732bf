"""The pages in a real Chromium, with and without scripts, narrow, large, dark and on paper; no encoder is needed."""

import contextlib
import socket
import threading

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from live import needs_chromium
from pages_only import pages_of

from corpus import load_corpus

pytestmark = needs_chromium

PATHS = [
    "r",
    "r/tj-2023",
    "r/tj-2023?q=会议 纪要",
    "r/tj-2023/33?c=2/1",
    "r/tj-2023/51",
    "procedures",
    "procedures/tj-2023/executive-meeting-topic",
    "about",
    "ask",
    "r/tj-2023/99",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def address():
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(pages_of(load_corpus()), log_level="error"))
    # The socket listens already: the first request waits until the server takes it.
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    running.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    running.join(20)


@pytest.fixture(scope="module")
def opened(address, browser):
    @contextlib.contextmanager
    def opened(path, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        page = context.new_page()
        page.goto(f"{address}/{path}")
        yield page
        context.close()

    return opened


@pytest.mark.parametrize(("width", "size"), [(1280, ""), (640, "large"), (375, ""), (320, ""), (320, "large")])
def test_nothing_is_wider_than_the_window(opened, width, size):
    for path in PATHS:
        with opened(f"{path}{'&' if '?' in path else '?'}size={size}", width) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, scheme):
    for path in PATHS:
        with opened(path, 375, color_scheme=scheme) as page:
            found = Axe().run(page, options=RULES).response["violations"]
            assert [(v["id"], [node["html"] for node in v["nodes"]][:2]) for v in found] == [], path


def ground(page, selector="main"):
    return page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).backgroundColor")


@pytest.mark.parametrize("js", [True, False])
def test_the_theme_is_that_of_the_system_unless_chosen(opened, js):
    def of(path, scheme):
        with opened(path, java_script_enabled=js, color_scheme=scheme) as page:
            return ground(page)

    light, dark = of("about", "light"), of("about", "dark")
    assert light != dark
    assert of("about?theme=light", "dark") == light
    assert of("about?theme=dark", "light") == dark


def test_paper_is_light_and_carries_the_article_only(opened):
    with opened("r/tj-2023/33?c=2/1&theme=dark") as page:
        page.emulate_media(media="print")
        assert ground(page) == "rgb(255, 255, 255)"
        assert ground(page, "mark") == "rgb(255, 240, 179)"
        for selector in ("header", ".skip", ".beside", "h2.no-print", "#copy"):
            assert not page.locator(selector).first.is_visible(), selector
        for selector in ("#k2 mark", "#citation", "footer"):
            assert page.locator(selector).is_visible(), selector


def test_without_a_script_there_is_no_button_that_does_nothing(opened):
    with opened("r/tj-2023/33", java_script_enabled=False) as page:
        assert not page.locator("#copy").is_visible()
        assert page.locator("#citation").is_visible()


def test_the_citation_is_copied(opened):
    with opened("r/tj-2023/33?c=2/1", permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator("#copy").click()
        assert page.locator("#copied").inner_text() == "已复制"
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()
        assert page.evaluate("document.activeElement.id") == "copy"


def test_what_cannot_be_copied_is_selected(opened):
    with opened("r/tj-2023/33?c=2/1") as page:
        page.evaluate("document.execCommand = () => false")
        page.locator("#copy").click()
        assert page.evaluate("getSelection().toString().trim()") == page.locator("#citation").inner_text()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(opened):
    with opened("r/tj-2023/33") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
        page.goto(page.url.split("#")[0])
        reached = 0
        while True:
            page.keyboard.press("Tab")
            outline = page.evaluate(
                "document.activeElement.matches('a, button') && getComputedStyle(document.activeElement).outlineWidth"
            )
            if not outline:
                break
            assert outline == "3px"
            reached += 1
        assert reached == page.locator("a:visible, button:visible").count()


@pytest.mark.parametrize(("size", "target", "type_"), [("", 44, 14), ("large", 60, 18)])
def test_targets_and_type_are_large_enough(opened, size, target, type_):
    for path in PATHS:
        with opened(f"{path}{'&' if '?' in path else '?'}size={size}", 420) as page:
            small = page.evaluate(
                """([target, type]) => [...document.querySelectorAll('button, input[type=text], textarea,'
                    + ' nav a, .links a, .beside a, .button, .anchor, '
                    + '.trail a, .cited a, h3 a')].filter(e => e.offsetParent)
                    .filter(e => e.getBoundingClientRect().height < target).map(e => e.outerHTML.slice(0, 80))
                    .concat([...document.querySelectorAll('main *, footer *')].filter(e => e.offsetParent
                        && parseFloat(getComputedStyle(e).fontSize) < type).map(e => e.outerHTML.slice(0, 80)))""",
                [target, type_],
            )
            assert small == [], path


@pytest.mark.parametrize("is_old", [True, False])
def test_an_old_browser_is_shown_the_way_to_the_plain_page(opened, address, is_old):
    with opened("about") as page:
        page.set_content('<p id="wengui-old" style="display:none"><a href="ask">x</a></p>')
        if is_old:
            page.evaluate("delete Array.prototype.at")
        page.add_script_tag(url=f"{address}/site/old-browser.js")
        assert page.locator("#wengui-old").is_visible() is is_old
