"""`python -m eval bench`: how fast the product starts and answers, and what it needs."""

import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from answer.service import Service, build_service
from retriever.settings import PROJECT_DIR, IndexSettings, Settings

CLIENTS = (1, 4, 16)
REQUESTS = 64
"""Requests in all for each number of clients."""
STARTS_WITHIN_S = 120.0


def bench(settings: Settings, questions: Sequence[str]) -> dict[str, Any]:
    """Measure everything.

    Args:
        settings: of the index that is used; it is built first when it must be.
        questions: asked round and round.
    """
    with tempfile.TemporaryDirectory() as folder:
        fresh = settings.model_copy(update={"index": IndexSettings(folder=Path(folder))})
        build_seconds = build_service(fresh).index_manifest["build_seconds"]
    service = build_service(settings)
    return {
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "index_build_seconds": build_seconds,
        "ask_ms": _in_process(service, questions),
        "server": _over_http(questions),
    }


def _in_process(service: Service, questions: Sequence[str]) -> dict[str, float]:
    for question in questions[:5]:
        service.ask(question)
    latencies = [service.ask(question).latency_ms for question in questions]
    return {"questions": len(latencies), **_percentiles(latencies)}


def _over_http(questions: Sequence[str]) -> dict[str, Any]:
    with _server() as (url, process, started), httpx.Client(base_url=url, timeout=60) as client:
        while True:
            try:
                client.get("/healthz").raise_for_status()
                break
            except httpx.HTTPError:
                if process.poll() is not None or time.perf_counter() - started > STARTS_WITHIN_S:
                    raise RuntimeError("the server did not start; run `make run` to see why") from None
                time.sleep(0.05)
        ready = time.perf_counter() - started
        ask_over_http(client, questions[0])
        first = time.perf_counter() - started
        load = {str(clients): _load(url, questions, clients) for clients in CLIENTS}
        return {
            "ready_seconds": _round(ready),
            "first_answer_seconds": _round(first),
            "clients": load,
            "peak_memory_mb": _peak_memory_mb(process.pid),
        }


def ask_over_http(client: httpx.Client, question: str) -> dict[str, Any]:
    """Ask through the API: post the question, then read the event stream to its end.

    Raises:
        RuntimeError: when the stream ends without an answer.
    """
    posted = client.post("/gradio_api/call/ask", json={"data": [question, []]}).raise_for_status()
    stream = client.get(f"/gradio_api/call/ask/{posted.json()['event_id']}").raise_for_status().text
    for block in stream.split("\n\n"):
        event, _, data = block.partition("\n")
        if event == "event: complete":
            record: dict[str, Any] = json.loads(data.removeprefix("data: "))[0]
            return record
    raise RuntimeError(f"no answer to {question!r}: {stream[:200]!r}")


def _load(url: str, questions: Sequence[str], clients: int) -> dict[str, float]:
    def one_client(share: Sequence[str]) -> list[float]:
        latencies = []
        with httpx.Client(base_url=url, timeout=60) as client:
            for question in share:
                started = time.perf_counter()
                ask_over_http(client, question)
                latencies.append((time.perf_counter() - started) * 1000)
        return latencies

    asked = [questions[i % len(questions)] for i in range(REQUESTS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = list(pool.map(one_client, [asked[i::clients] for i in range(clients)]))
    seconds = time.perf_counter() - started
    latencies = [ms for part in parts for ms in part]
    return {
        "answers_per_second": _round(len(latencies) / seconds),
        **{f"{name}_ms": value for name, value in _percentiles(latencies).items()},
    }


@contextmanager
def _server() -> Iterator[tuple[str, "subprocess.Popen[bytes]", float]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"WENGUI_SERVER__PORT": str(port)}
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, str(PROJECT_DIR / "ui.py")], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}", process, started
    finally:
        process.terminate()
        process.wait(10)


def _peak_memory_mb(pid: int) -> int:
    """The largest resident size that the process ever had; Linux only."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    peak_kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(peak_kb) / 1024)


def _percentiles(latencies_ms: Sequence[float]) -> dict[str, float]:
    return {f"p{percent}": _round(float(np.percentile(latencies_ms, percent))) for percent in (50, 95)}


def _round(value: float) -> float:
    return round(value, 2)
