"""WCAG 2.2 AA as far as a machine can tell: axe-core on the chat, and a run by keyboard alone. The other pages
have their own in test_web_pages_browser.py."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from live import needs_chromium
from playwright.sync_api import expect

pytestmark = needs_chromium

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = [
    "",
    "?q=常务会议议题怎么上会？",
    "?q=值班补贴一天多少钱&embed=1",
    "?q=全体会议和常务会议有什么区别&size=large",
]


def opened(page, address, path):
    page.goto(f"{address}/{path}")
    awaited = ".option" if "q=" in path else ".example"
    expect(page.locator(f"#wengui-chat {awaited}").first).to_be_visible(timeout=20_000)
    # On a slow machine Gradio's splash outlasts the first components for a moment.
    expect(page.locator("p.loading")).to_have_count(0)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (375, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page, urls, path, width, theme):
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, urls[0], f"{path}{'&' if '?' in path else '?'}theme={theme}")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], v["impact"], [node["html"] for node in v["nodes"]][:2]) for v in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_or_overlaps_at_any_width(page, urls, path):
    opened(page, urls[0], path)
    for width in (1280, 768, 640, 420, 375, 320):  # 640 px is 1280 px at 200 %, 320 px at 400 %
        page.set_viewport_size({"width": width, "height": 760})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not overlapping(page), width


def overlapping(page):
    """Whether header, conversation and composer lie over one another."""
    return page.evaluate(
        """() => [...document.querySelectorAll('#wengui-composer, #wengui-header, #wengui-chat')]
            .map(e => e.getBoundingClientRect()).some((a, i, all) => all.some((b, j) => i < j &&
                a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1))"""
    )


@pytest.mark.parametrize(("size", "least"), [("", 44), ("&size=large", 60)])
def test_targets_are_large_enough(page, urls, size, least):
    page.set_viewport_size({"width": 420, "height": 760})
    opened(page, urls[0], f"?q=常务会议纪要谁签发{size}")
    for selector in (
        "#wengui-send",
        "#wengui-new",
        "#wengui-chat .option",
        "#wengui-chat .wengui-cite",
        "#wengui-header nav a",
    ):
        for box in [target.bounding_box() for target in page.locator(selector).all()]:
            assert box["height"] >= least, selector


def test_large_type_is_at_least_18_px(page, urls):
    opened(page, urls[0], "?q=常务会议纪要谁签发&size=large")
    sizes = page.evaluate(
        """() => ['#wengui-chat blockquote p', '#wengui-question textarea', '#wengui-chat .option', '#wengui-send']
            .map(s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize))"""
    )
    assert min(sizes) >= 18


def test_keyboard_alone_asks_reads_and_leaves(page, urls):
    """From the top of the page by Tab: to the question, to a source, to a suggestion, and out again."""
    page.set_viewport_size({"width": 420, "height": 760})
    opened(page, urls[0], "")
    reached = walk(page, lambda place: place["id"] == "question")
    assert all(place["outlined"] for place in reached), [p for p in reached if not p["outlined"]]
    page.keyboard.type("突发事件要多久报告？")
    page.keyboard.press("Enter")
    expect(page.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
    walk(page, lambda place: place["href"].startswith("r/tj-2023/67"), back=True)
    page.keyboard.press("Enter")
    expect(page.locator("#wengui-source mark").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#wengui-source")).to_be_hidden()
    walk(page, lambda place: "option" in place["classes"])
    page.keyboard.press("Enter")
    expect(page.locator("#wengui-chat [data-testid=user]")).to_have_count(2, timeout=20_000)


def walk(page, arrived, *, back=False):
    """Press Tab until a place is reached; what was passed."""
    passed = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        place = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
                return { tag: e.tagName, id: e.closest('#wengui-question') ? 'question' : e.id, classes: e.className,
                    href: e.getAttribute("href") ?? "",
                    outlined: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 } }"""
        )
        if place["tag"] != "BODY":
            passed.append(place)
        if arrived(place):
            return passed
    raise AssertionError(f"not reached; passed {passed}")
