"""The chat page, and `main()`: layout and wiring only. Answers come from `Service.ask`."""

import argparse
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from html import escape as escape_html
from typing import Any

# Gradio reads these when it is imported: no analytics, no look-up of another host.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
# Threads that wait sleep: while they spin, whatever else wants the two cores is five times as slow.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import gradio as gr
import uvicorn
from fastapi import FastAPI

from answer import texts
from answer.model import Status
from answer.render import escape
from answer.service import Service, build_service
from corpus import CorpusError, Regulation
from retriever.settings import ServerSettings, Settings
from web.app import build_web
from web.audit import AuditedService
from web.chat import Message, stream, user_turns
from web.chat_requests import chat_functions
from web.deadline import PunctualService
from web.portal import build_portal
from web.records import Records, open_records
from web.serving import server_config

log = logging.getLogger("wengui")

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei", "sans-serif")
KEEP_TYPED = frozenset({Status.REFUSED_TOO_LONG, Status.FAILED})
"""After these the question goes back into the composer, so that nothing typed is lost."""


def build_page(service: Service, settings: ServerSettings, records: Records = Records()) -> gr.Blocks:  # noqa: B008 - frozen
    """Lay out the chat and wire it to the service."""
    regulation, audited = service.regulations[0], AuditedService(service, records.audit)
    examples = [{"text": e.question} for r in service.regulations for e in r.examples if e.welcome]

    def respond(question: str, chat: list[Message], request: gr.Request) -> Iterator[tuple[str, list[Message]]]:
        if not question:
            # The page was opened without ?q=; by now something may have been typed.
            yield gr.skip(), gr.skip()
            return
        shown = [*chat, {"role": "user", "content": escape(question)}]
        yield "", [*shown, {"role": "assistant", "content": texts.SEARCHING}]
        answer = audited.ask(question, user_turns(chat), request)
        for message in stream(service, answer):
            yield question if answer.status in KEEP_TYPED else "", [*shown, message]

    def respond_to_pick(
        chat: list[Message], event: gr.SelectData, request: gr.Request
    ) -> Iterator[tuple[str, list[Message]]]:
        yield from respond(picked_text(event), chat, request)

    def ask(question: str, history: list[Any], request: gr.Request) -> dict[str, Any]:
        return audited.ask(question if isinstance(question, str) else "", user_turns(history), request).as_record()

    with gr.Blocks(title=texts.PAGE_TITLE, analytics_enabled=False, fill_height=True) as page:
        gr.HTML(_header(regulation), elem_id="wengui-header")
        with gr.Row(elem_id="wengui-body"):
            with gr.Column(elem_id="wengui-talk"):
                chat = gr.Chatbot(
                    label=texts.CHAT_LABEL,
                    show_label=False,
                    elem_id="wengui-chat",
                    layout="bubble",
                    height=None,
                    buttons=[],
                    sanitize_html=True,
                    allow_tags=False,
                    latex_delimiters=[],
                    feedback_options=None,
                    placeholder=f"## {texts.WELCOME}\n\n{texts.WELCOME_HINT}",
                    examples=examples,
                    group_consecutive_messages=False,
                    # The page's own script keeps the question in sight; Gradio would go to the end of the answer.
                    autoscroll=False,
                )
                with gr.Row(elem_id="wengui-composer"):
                    typed = gr.Textbox(
                        label=texts.QUESTION_LABEL,
                        show_label=False,
                        placeholder=texts.PLACEHOLDER,
                        lines=1,
                        max_lines=5,
                        scale=1,
                        autofocus=True,
                        elem_id="wengui-question",
                    )
                    send = gr.Button(texts.SEND, variant="primary", elem_id="wengui-send")
                    new = gr.Button(texts.NEW_CHAT, elem_id="wengui-new")
            gr.HTML(_SOURCE_PANEL, elem_id="wengui-source")
        asking: dict[str, Any] = {
            "outputs": [typed, chat],
            "api_visibility": "private",
            "show_progress": "hidden",
            "concurrency_limit": settings.concurrency,
            "concurrency_id": "ask",
        }
        # A State would stay on the server: what the page's own script puts in must come from the browser.
        first = gr.Textbox(visible=False)
        questions = (
            gr.on([typed.submit, send.click], respond, [typed, chat], js=_ASKING, **asking),
            chat.option_select(respond_to_pick, [chat], js=_ASKING, **asking),
            chat.example_select(respond_to_pick, [chat], js=_ASKING, **asking),
            page.load(respond, [first, chat], js=_FIRST_QUESTION, **asking),
        )
        for question in questions:
            question.then(None, js=_ANSWERED, api_visibility="private")
        new.click(None, None, [typed, chat], js=_NEW_CHAT, api_visibility="private")
        gr.api(ask, api_name="ask", concurrency_limit=settings.concurrency, concurrency_id="ask")
    # Not open: without a place in the queue nothing is answered.
    page.queue(max_size=settings.queue, api_open=False)
    return page


def _header(regulation: Regulation) -> str:
    links = "".join(
        f'<a href="{path}" target="_blank" rel="noopener">{name}</a>' for path, name in texts.NAVIGATION if path
    )
    return (
        f"<h1>{texts.PRODUCT} · 《{escape_html(regulation.meta.title)}》</h1>"
        f"<p><span class='wengui-tagline'>{texts.TAGLINE}</span>{texts.DISCLAIMER}。</p>"
        f"<nav aria-label='{texts.NAVIGATION_LABEL}'>{links}</nav>"
    )


_SOURCE_PANEL = (
    f"<aside aria-label='{texts.SOURCE_HEADING}'><div class='wengui-source-bar'><h2>{texts.SOURCE_HEADING}</h2>"
    f"<a class='wengui-source-open' href='r' target='_blank' rel='noopener'>{texts.SOURCE_ALONE}</a>"
    f"<button type='button' class='wengui-source-close'>{texts.CLOSE}</button></div>"
    f"<div class='wengui-source-text' tabindex='0'><p>{texts.SOURCE_HINT}</p></div></aside>"
)
"""Beside the chat; web/static/chat.js fills it."""

# What is still being answered would come back into a conversation that was emptied meanwhile: it is emptied afterwards.
_ASKING = "(...inputs) => { window.wenguiAsking = (window.wenguiAsking ?? 0) + 1; return inputs; }"
_ANSWERED = "() => { window.wenguiAsking = Math.max(0, window.wenguiAsking - 1); }"
_FIRST_QUESTION = f"(_, chat) => ({_ASKING})(new URLSearchParams(location.search).get('q') ?? '', chat)"
_NEW_CHAT = """async () => {
    for (const end = Date.now() + 3000; window.wenguiAsking > 0 && Date.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 30));
    window.wenguiAsking = 0;
    return ["", []];
}"""


def picked_text(event: gr.SelectData) -> str:
    """The question behind a suggestion or example that was clicked."""
    value = event.value
    return str(value.get("value") or value.get("text") or "") if isinstance(value, dict) else str(value)


def build_app(service: Service, settings: ServerSettings, records: Records = Records()) -> FastAPI:  # noqa: B008 - frozen
    """The chat on the app that stands around it."""
    service = PunctualService(service, seconds=settings.answer_seconds, workers=settings.concurrency)
    app = build_web(service, settings, records)
    page = build_page(service, settings, records)
    app.state.chat_functions = chat_functions(page.config)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        root_path=settings.root_path,
        theme=gr.themes.Soft(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=("monospace",)),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        allowed_paths=[],
        max_file_size=1,
    )
    return app


def main(arguments: list[str] | None = None) -> int:
    """Serve the page; exit status 2 when it cannot start as called."""
    started = time.perf_counter()
    parser = argparse.ArgumentParser(prog="python ui.py", description="Serve the chat page.")
    parser.add_argument("--portal", action="store_true", help="also serve the demo portal that frames the page")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("wengui", "retriever", "answer", "web"):
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        settings = Settings()
        server = settings.server
        for port in (server.port, server.portal_port)[: 1 + options.portal]:
            _check_free(server.host, port)
        service = build_service(settings)
    except (ValueError, OSError) as error:
        kind = "corpus" if isinstance(error, CorpusError) else "start"
        print(f"error: {kind}: {error}", file=sys.stderr)
        return 2
    chat_url = f"http://{server.host}:{server.port}"
    if options.portal:
        origins = tuple(f"http://{host}:{server.portal_port}" for host in (server.host, "localhost"))
        server = server.model_copy(update={"frame_ancestors": (*server.frame_ancestors, *origins)})
        portal = uvicorn.Config(build_portal(chat_url), server.host, server.portal_port, log_level="warning")
        threading.Thread(target=uvicorn.Server(portal).run, daemon=True).start()
        log.info("portal: http://%s:%d", server.host, server.portal_port)
    app = build_app(service, server, open_records(settings))
    log.info("ready: %s, %.1f s after start", chat_url, time.perf_counter() - started)
    uvicorn.Server(server_config(app, server)).run()
    return 0


def _check_free(host: str, port: int) -> None:
    """Raise before the slow part of the start when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OSError(
                f"cannot listen on {host}:{port} ({error.strerror}). Mend: stop what listens there, or set "
                "WENGUI_SERVER__PORT (WENGUI_SERVER__PORTAL_PORT for the portal)"
            ) from None


if __name__ == "__main__":
    sys.exit(main())
