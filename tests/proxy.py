"""A real nginx with the sample configuration of deploy/, in front of the chat."""

import json
import os
import re
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from live import ROOT, free_port, needs_chromium, serving, site, wait_for

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
OPENSSL = shutil.which("openssl")
SAMPLE = ROOT / "deploy" / "nginx.conf"
PREFIX = "/wengui"

skipped_without_nginx = pytest.mark.skipif(
    not (NGINX and OPENSSL), reason="no nginx here: `make test` installs it when it runs as root"
)
needs_nginx = [*needs_chromium, skipped_without_nginx]

_MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    types {{ text/html html; }}
    include {folder}/wengui.conf;
}}
"""


def certificate(folder):
    """A certificate of the test's own; paths of certificate and key."""
    paths = folder / "portal.crt", folder / "portal.key"
    new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    written = ["-out", str(paths[0]), "-keyout", str(paths[1])]
    subprocess.run([OPENSSL, *new, *written], check=True, capture_output=True)
    return paths


def replaced(text, old, new):
    """The text with a line changed that must be there once: a sample that is reworded is not tested in part."""
    found = re.subn(old, lambda _: new, text, flags=re.M)
    assert found[1] == 1, (old, found[1])
    return found[0]


@contextmanager
def behind_nginx(folder, chat, *changes):
    """The chat behind nginx with the sample configuration; its address there, with the prefix.

    Args:
        folder: for certificate, configuration and temporary files.
        chat: its own address.
        changes: (pattern, text) of lines of the sample that a test spoils.
    """
    port = free_port()
    crt, key = certificate(folder)
    sample = SAMPLE.read_text("utf-8")
    for old, new in (
        (r"listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        (r"/etc/nginx/tls/portal\.crt", str(crt)),
        (r"/etc/nginx/tls/portal\.key", str(key)),
        (r"http://127\.0\.0\.1:7860/", f"{chat}/"),
        *changes,
    ):
        sample = replaced(sample, old, new)
    (folder / "wengui.conf").write_text(sample, "utf-8")
    (folder / "main.conf").write_text(_MAIN.format(folder=folder), "utf-8")
    process = subprocess.Popen(
        [NGINX, "-p", str(folder), "-c", str(folder / "main.conf"), "-e", str(folder / "error.log")]
    )
    address = f"https://127.0.0.1:{port}{PREFIX}"
    try:
        wait_for(f"{address}/healthz", process, seconds=20, verify=False)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def portal():
    """Address of a portal of the tests' own, and its pages by path."""
    pages = {}
    with site(free_port(), pages) as address:
        yield address, pages


@pytest.fixture(scope="session")
def prefixed(settings, service, portal):
    """Address of a chat with the settings that the sample configuration names."""
    named = {"frame_ancestors": json.dumps(["'self'", portal[0]]), "trusted_proxies": '["127.0.0.1"]'}
    with serving(settings, root_path=PREFIX, **named) as chat:
        yield chat


def framed(page, portal, address):
    """Open a page of the portal that frames an address; the frame."""
    outer, pages = portal
    pages["/"] = f"<link rel=icon href=data:,><iframe src='{address}' width=420 height=680></iframe>"
    page.goto(outer)
    return page.frame_locator("iframe")


@pytest.fixture
def secure_page(browser):
    """A page that takes the test's own certificate."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
