"""How fast the chat page is in Chromium, on this machine: first paint, bytes of the first load, time to an answer."""

import json
import statistics
import sys

from live import CHROMIUM, QUIET, chat_and_portal
from playwright.sync_api import Browser, sync_playwright

from retriever.settings import Settings

QUESTIONS = ("突发事件要多久报告？", "常务会议纪要谁签发？", "副市长出国带8个人行吗？", "常务会议议题怎么上会？")
TIMES = 20
# From the key that sends the question: the first text of the answer, and the buttons that end it.
_WATCH = """() => {
    window.wengui = {};
    const answers = () => document.querySelectorAll('#wengui-chat .bot-row');
    const before = answers().length;
    const sent = (event) => { if (event.key === 'Enter') window.wengui.sent = performance.now(); };
    document.addEventListener('keydown', sent, true);
    new MutationObserver(() => {
        const now = performance.now(), all = answers(), row = all[all.length - 1];
        if (all.length <= before) return;
        const said = row.textContent.trim();
        if (!window.wengui.first && said && !said.includes('正在查找')) window.wengui.first = now;
        if (!window.wengui.whole && row.parentElement.querySelector('.option')) window.wengui.whole = now;
    }).observe(document, { subtree: true, childList: true, characterData: true });
}"""


def main() -> int:
    """Print the figures as JSON; exit status 2 where there is no Chromium."""
    if CHROMIUM is None:
        print("error: no Chromium here. Mend: sh tests/install-tools.sh, as root", file=sys.stderr)
        return 2
    with chat_and_portal(Settings()) as (chat, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        loads = [_load(browser, chat) for _ in range(5)]
        answers = [_answer(browser, chat, QUESTIONS[number % len(QUESTIONS)]) for number in range(TIMES)]
        browser.close()
    print(
        json.dumps(
            {
                "first_contentful_paint_ms": round(statistics.median(paint for paint, _, _ in loads)),
                "first_load_kb": round(statistics.median(size for _, size, _ in loads) / 1000),
                "first_load_requests": round(statistics.median(count for _, _, count in loads)),
                "first_words_ms": round(statistics.median(first for first, _ in answers)),
                "whole_answer_ms": round(statistics.median(whole for _, whole in answers)),
                "answers": TIMES,
            },
            indent=1,
        )
    )
    return 0


def _load(browser: Browser, chat: str) -> tuple[float, int, int]:
    """First contentful paint in ms, bytes moved, and requests, with an empty cache."""
    page = browser.new_context().new_page()
    page.goto(chat, wait_until="networkidle")
    page.locator("#wengui-chat .example").first.wait_for()
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    moved = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((entry) => entry.transferSize)"
    )
    page.context.close()
    return paint, sum(moved), len(moved)


def _answer(browser: Browser, chat: str, question: str) -> tuple[float, float]:
    """Milliseconds from Enter to the first words, and to the whole answer."""
    page = browser.new_page()
    page.goto(chat)
    page.locator("#wengui-chat .example").first.wait_for()
    page.locator("#wengui-question textarea").fill(question)
    page.evaluate(_WATCH)
    page.keyboard.press("Enter")
    page.wait_for_function("window.wengui.whole && window.wengui.first")
    seen = page.evaluate("window.wengui")
    page.close()
    return seen["first"] - seen["sent"], seen["whole"] - seen["sent"]


if __name__ == "__main__":
    sys.exit(main())
