"""Screenshots of the pages for docs/shots/: `make shots`."""

import sys
import time

from live import CHROMIUM, QUIET, ROOT, chat_and_portal
from playwright.sync_api import Page, sync_playwright

from retriever.settings import Settings

FOLDER = ROOT / "docs" / "shots"
_WITH = "parameters => { if (parameters) document.querySelector('iframe').src += '&' + parameters; }"
"""Gives the chat in the portal's frame more parameters."""
HOW = "常务会议议题怎么上会？"
SHOTS: dict[str, tuple[int, int, str]] = {
    "welcome-1280": (1280, 800, "?theme=light"),
    "welcome-375": (375, 760, "?theme=light"),
    "chat-1280": (1280, 800, f"?theme=light&q={HOW}"),
    "chat-1280-dark": (1280, 800, "?theme=dark&q=副市长出国带8个人行吗？"),
    "chat-1280-large": (1280, 800, f"?theme=light&size=large&q={HOW}"),
    "chat-768": (768, 900, "?theme=light&q=全体会议和常务会议有什么区别？"),
    "phone-375": (375, 760, "?theme=light&q=会议请假找谁，纪要谁签？"),
    "phone-375-dark": (375, 760, "?theme=dark&q=值班补贴一天多少钱？"),
    "phone-375-large": (375, 760, "?theme=light&size=large&q=突发事件要多久报告？"),
    "phone-375-sheet": (375, 760, "?theme=light&q=突发事件要多久报告？"),
    "portal-420": (1280, 800, "portal"),
    "portal-420-dark": (1280, 800, "portal?theme=dark"),
    "portal-420-large": (1280, 800, "portal?size=large"),
    "article-1280": (1280, 800, "r/tj-2023/67?c=1/2"),
    "procedure-420": (420, 900, "procedures/tj-2023/executive-meeting-topic"),
    "about-1280": (1280, 900, "about"),
    "ask-375": (375, 760, "ask?q=副市长出国带8个人行吗？"),
}


def main() -> int:
    """Write every picture; exit status 2 where there is no Chromium."""
    if CHROMIUM is None:
        print("error: no Chromium here. Mend: sh tests/install-tools.sh, as root", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chat_and_portal(Settings()) as (chat, portal), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name, (width, height, path) in SHOTS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            if path.startswith("portal"):
                page.goto(portal)
                page.evaluate(_WITH, path.partition("?")[2])
            else:
                page.goto(f"{chat}/{path}")
            _settle(page, name, path)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        browser.close()
    return 0


def _settle(page: Page, name: str, path: str) -> None:
    in_portal = path.startswith("portal")
    chat = page.frame_locator("iframe") if in_portal else page
    if in_portal:
        chat.locator("#wengui-question textarea").fill("常务会议纪要谁签发？")
        chat.locator("#wengui-question textarea").press("Enter")
    if in_portal or ("q=" in path and path.startswith("?")):
        chat.locator("#wengui-chat .option").first.wait_for(timeout=30_000)
    elif path.startswith("?"):
        chat.locator("#wengui-chat .example").first.wait_for(timeout=30_000)
    if name.endswith("sheet"):
        chat.locator("#wengui-chat a", has_text="第六十七条").first.click()
        chat.locator("#wengui-source mark").first.wait_for()
    time.sleep(1)  # pictures load, and the panel scrolls to its mark


if __name__ == "__main__":
    sys.exit(main())
