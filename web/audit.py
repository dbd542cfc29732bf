"""The audit log: a line of JSON for each question that is asked from outside. It never stands in an answer's way."""

import hmac
import json
import logging
import os
import secrets
from collections.abc import Sequence
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from typing import Protocol

from answer.model import Answer
from answer.privacy import mask
from answer.service import Service
from retriever.settings import AuditSettings

log = logging.getLogger(__name__)

_BYTES_PER_MB = 1_048_576
FILE = "questions.jsonl"
"""Of today; that of an earlier day has the day behind its name."""


class _Address(Protocol):
    @property
    def host(self) -> str: ...


class Caller(Protocol):
    """What is known of who asks: a request of Gradio or of Starlette."""

    @property
    def client(self) -> _Address | None:
        """Address that the request came from."""


class AuditLog:
    """Writes the lines. Threads may share it."""

    def __init__(self, settings: AuditSettings) -> None:
        """Open the folder; where it cannot be used, the server's log says so at once."""
        self._salt = b""
        # Of no hierarchy: neither level nor handlers of another logger change what is kept.
        self._lines = logging.Logger("audit")
        try:
            settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._salt = _salt(settings.folder / "salt")
            self._lines.addHandler(_Files(settings))
        except OSError as error:
            log.error("audit: nothing is kept: %s. Mend: make audit.folder writable, and start again", error)

    def record(self, question: str, answer: Answer, address: str) -> None:
        """Add a line. Never raises.

        Args:
            question: as typed; it is masked here.
            answer: to it.
            address: of the client; only a keyed hash of it is kept, so that the lines of one client can be told from
                those of others, and no address be read from them.
        """
        if not self._lines.handlers:
            return
        cited = (f"{citation.regulation}/{citation.article}" for citation in answer.citations)
        line = {
            "time": datetime.now().astimezone().isoformat(timespec="milliseconds"),
            "question": mask(question),
            "status": answer.status.value,
            "cited": list(dict.fromkeys(cited)),
            "confidence": round(answer.confidence, 4),
            "latency_ms": round(answer.latency_ms, 1),
            "client": hmac.digest(self._salt, address.encode(), "sha256").hex()[:16],
        }
        self._lines.info("%s", json.dumps(line, ensure_ascii=False))

    def close(self) -> None:
        """Close the file of today."""
        for handler in self._lines.handlers:
            handler.close()


class AuditedService:
    """The service as people call it from outside: what they ask is kept in the audit log."""

    def __init__(self, service: Service, audit: AuditLog | None) -> None:
        """Put the log behind the service.

        Args:
            service: answers.
            audit: keeps a line for each question; None where none is kept.
        """
        self._service, self._audit = service, audit

    def ask(self, question: str, history: Sequence[str], caller: Caller | None) -> Answer:
        """Answer a question as `Service.ask` does.

        Args:
            question: as the user typed it.
            history: the user's earlier turns, oldest first.
            caller: the request; None where there is none.
        """
        answer = self._service.ask(question, history)
        if self._audit:
            client = caller.client if caller else None
            self._audit.record(question, answer, client.host if client else "")
        return answer


class _Files(TimedRotatingFileHandler):
    """A file for each day, as many as are kept, and never more bytes than the quota."""

    def __init__(self, settings: AuditSettings) -> None:
        self._quota, self._is_full = settings.max_mb * _BYTES_PER_MB, False
        self._folder, self._older = settings.folder, 0
        super().__init__(settings.folder / FILE, "midnight", backupCount=settings.retention_days, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        """Open the file of today; called at start and after midnight."""
        self._older = sum(path.stat().st_size for path in self._folder.glob(f"{FILE}.*"))
        return open(self.baseFilename, "a", encoding=self.encoding, opener=_private)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, unless the quota is reached: what is kept must be kept, so the new line is left out."""
        try:
            size = self._older + (self.stream.tell() if self.stream else 0) + len(record.getMessage().encode())
            is_full = size > self._quota and not self.shouldRollover(record)
        except (OSError, ValueError):
            is_full = False  # the file of today could not be opened; to write is to try again
        if is_full and not self._is_full:
            log.error("audit: %d bytes are kept, nothing more is. Mend: raise audit.max_mb", size)
        self._is_full = is_full
        if not is_full:
            super().emit(record)

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802 - the name is that of logging
        """Say in the server's log that a line was lost."""
        log.exception("audit: a line was lost")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _salt(path: Path) -> bytes:
    """The key of the hashes: random, made once for each install."""
    try:
        with open(path, "x", encoding="ascii", opener=_private) as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_bytes()
