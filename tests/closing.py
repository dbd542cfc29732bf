"""A small app in all its layers, and a real server in a thread: for the tests of what closes the app."""

import asyncio
import threading
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from live import free_port

from retriever.settings import ServerSettings
from web.assets import Assets
from web.chat_requests import ChatFunction
from web.closed import close
from web.render import Renderer
from web.serving import server_config

EVENT = "0123456789abcdef0123456789abcdef"
JSON = {"content-type": "application/json"}


def join(*data, session="abcdefgh", **more):
    return {"data": list(data) or ["问", []], "fn_index": 0, "session_hash": session, **more}


def small_app(*, reply=lambda: JSONResponse({"event_id": EVENT}), **settings):
    """The layers around routes that only echo; a stream goes on until `app.state.end` is set."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.chat_functions = {
        0: ChatFunction(("textbox", "chatbot"), event=False),
        1: ChatFunction(("chatbot",), event=True),
    }
    app.state.end = asyncio.Event()
    app.state.seen = []

    @app.api_route("/", methods=["GET", "HEAD"])
    def page():
        text = '<script>ours()</script><p>"<scripted"</p><script type="module" src="a.js"></script>'
        return HTMLResponse(text, headers={"Set-Cookie": "a=b", "Server": "some/1.0"})

    @app.get("/about")
    def about(request: Request):
        return {
            "client": request.client.host,
            "scheme": request.url.scheme,
            "headers": sorted(name for name in request.headers),
        }

    @app.get("/assets/a.js")
    def asset():
        return HTMLResponse("1", media_type="text/javascript")

    @app.get("/ask")
    def ask():
        return {"answer": 1}

    @app.post("/feedback")
    async def feedback(request: Request):
        return {"bytes": len(await request.body())}

    @app.post("/gradio_api/queue/join")
    @app.post("/gradio_api/call/ask")
    async def joined(request: Request):
        app.state.seen.append(await request.json())
        return reply()

    @app.get("/gradio_api/queue/data")
    @app.get("/gradio_api/call/ask/{event}")
    async def data():
        async def events():
            yield "data: 1\n\n"
            await app.state.end.wait()

        return StreamingResponse(events(), media_type="text/event-stream")

    close(app, ServerSettings(**settings), Renderer(Assets()))
    return app


class _Server(uvicorn.Server):
    def __init__(self, config):
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.up.set()


@contextmanager
def served(app, settings):
    """Serve an app as `ui.py` does; gives its port."""
    settings = settings.model_copy(update={"port": free_port()})
    server = _Server(server_config(app, settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.up.wait(30), "the server did not start"
    yield settings.port
    server.should_exit = server.force_exit = True
    thread.join(30)
