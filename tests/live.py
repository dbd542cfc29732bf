"""A server of its own and a real Chromium, for the tests that need a page; conftest.py makes the fixtures known."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: `make test` installs it when it runs as root"),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def connections(tmp_path_factory):
    return tmp_path_factory.mktemp("connections") / "log"


@contextmanager
def served(**environment: str) -> Iterator[tuple[str, str]]:
    """Addresses of the chat and of the portal, served by a process of their own.

    Args:
        environment: of the process, beside that of this one.
    """
    chat, portal = free_port(), free_port()
    ports = {"WENGUI_SERVER__PORT": str(chat), "WENGUI_SERVER__PORTAL_PORT": str(portal)}
    process = subprocess.Popen([sys.executable, "ui.py", "--portal"], cwd=ROOT, env=os.environ | environment | ports)
    address = f"http://127.0.0.1:{chat}"
    deadline = time.monotonic() + 120
    while True:
        try:
            httpx.get(f"{address}/healthz").raise_for_status()
            break
        except httpx.HTTPError:
            assert process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < deadline, "the server did not answer within two minutes"
            time.sleep(0.2)
    yield address, f"http://127.0.0.1:{portal}"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def urls(settings, service, connections):
    """Addresses of the chat and of the portal; the index is already built, and connections are written down."""
    with served(
        PYTHONPATH=str(ROOT / "tests" / "offline"),
        TEST_CONNECTIONS_LOG=str(connections),
        WENGUI_INDEX__FOLDER=str(settings.index.folder),
    ) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def requested():
    """Hosts that the pages of a test asked for anything."""
    return set()


@pytest.fixture
def page(browser, requested):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("request", lambda request: requested.add(urlsplit(request.url).hostname))
    yield page
    page.close()


def ask(frame, question):
    """Type a question and wait for the whole of its answer."""
    box = frame.locator("#wengui-question textarea")
    box.fill(question)
    box.press("Enter")
    expect(frame.locator("#wengui-chat [data-testid=user]").last).to_contain_text(question)
    expect(frame.get_by_text("正在查找条文……")).to_have_count(0)
    expect(frame.locator("#wengui-chat .option").first).to_be_visible(timeout=20_000)
