"""How the app is served: what uvicorn itself must refuse, before there is a request that an app could see."""

import asyncio

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from retriever.settings import ServerSettings

HEADERS_BYTES = 16 * 1024
"""Most that the request line and the headers take."""


def server_config(app: FastAPI, settings: ServerSettings) -> uvicorn.Config:
    """The configuration of the server.

    What proxies say is read in the app, by the settings; uvicorn would believe every proxy on this machine.
    """
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        root_path=settings.root_path,
        http=patient_protocol(settings.read_seconds, settings.write_seconds),
        proxy_headers=False,
        server_header=False,
        limit_concurrency=settings.connections,
        h11_max_incomplete_event_size=HEADERS_BYTES,
        log_level="warning",
    )


def patient_protocol(read_seconds: float, write_seconds: float) -> type[H11Protocol]:
    """HTTP with an end to patience.

    Args:
        read_seconds: longest time until the headers of a request are complete.
        write_seconds: longest time in which a reader takes nothing of what waits for it.
    """

    class Patient(H11Protocol):
        _reading: asyncio.TimerHandle | None = None
        _writing: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._reading = self.loop.call_later(read_seconds, transport.abort)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.conn.their_state is not h11.IDLE:
                _stop(self._reading)
                self._reading = None
            elif self._reading is None:
                self._reading = self.loop.call_later(read_seconds, self.transport.abort)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._writing = self._writing or self.loop.call_later(write_seconds, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            _stop(self._writing)
            self._writing = None

        def connection_lost(self, exc: Exception | None) -> None:
            _stop(self._reading)
            _stop(self._writing)
            super().connection_lost(exc)

    return Patient


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
