"""A server of its own and a real Chromium, for the tests that need a page; conftest.py makes the fixtures known."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
def serving(settings, *arguments, **environment):
    """The chat, served by a process of its own on an index that is already built; its address.

    Args:
        settings: name the index.
        arguments: of `ui.py`.
        environment: more of it; the names of the section [server] come as `root_path="/wengui"`.
    """
    port = free_port()
    server = {f"WENGUI_SERVER__{name.upper()}": value for name, value in environment.items() if name.islower()}
    other = {name: value for name, value in environment.items() if not name.islower()}
    with tempfile.TemporaryDirectory() as kept:
        records = {"WENGUI_FEEDBACK__FILE": f"{kept}/feedback.sqlite", "WENGUI_AUDIT__FOLDER": f"{kept}/audit"}
        ours = {"WENGUI_INDEX__FOLDER": str(settings.index.folder), "WENGUI_SERVER__PORT": str(port)}
        process = subprocess.Popen(
            [sys.executable, "ui.py", *arguments], cwd=ROOT, env=os.environ | records | other | server | ours
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/healthz", process)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def wait_for(address, process, *, seconds=300, **how):
    """Return once an address answers; fail when its process ends before."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            httpx.get(address, **how).raise_for_status()
            return
        except httpx.HTTPError:
            assert process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < deadline, f"{address} did not answer within {seconds} seconds"
            time.sleep(0.2)


@contextmanager
def site(port, pages):
    """A web site of a test's own. Chromium lets no page that a test only makes up frame a page of this machine.

    Args:
        port: of 127.0.0.1.
        pages: HTML by path; may be filled later.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            page = pages.get(urlsplit(self.path).path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{port}"
        server.shutdown()
        thread.join()


@contextmanager
def chat_and_portal(settings, **environment):
    """Addresses of the chat and of the demo portal; see `serving`."""
    portal = free_port()
    with serving(settings, "--portal", portal_port=str(portal), **environment) as chat:
        yield chat, f"http://127.0.0.1:{portal}"


@pytest.fixture(scope="session")
def urls(settings, service, connections):
    """Addresses of the chat and of the portal; the service fixture has built the index."""
    log = {"PYTHONPATH": str(ROOT / "tests" / "offline"), "TEST_CONNECTIONS_LOG": str(connections)}
    with chat_and_portal(settings, **log) as addresses:
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
