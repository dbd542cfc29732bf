"""Where feedback is kept: one table of one SQLite file. Nothing is stored that was not masked here."""

import json
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, URL, DateTime, Dialect, Engine, Enum, create_engine, delete, event, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from answer.feedback import Feedback, Reason, Vote
from answer.model import Status
from answer.privacy import mask
from retriever.settings import FeedbackSettings

log = logging.getLogger(__name__)

_VERSION = 1
"""Of the table; stands in the file as its user_version."""
_BUSY_MS = 3_000
_RETRY_S = 0.02
_PAGES_PER_MB = 256
"""At SQLite's page size of 4096 bytes."""


class StoreError(Exception):
    """Feedback could not be stored or read: the file is locked, full, damaged or not to be written."""


class StoreFullError(StoreError):
    """As many rows as the settings allow are kept already."""


class _Utc(TypeDecorator[datetime]):
    """SQLite knows no time zones: UTC goes in and comes out."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(_Utc, index=True)
    question: Mapped[str]
    history: Mapped[list[str]] = mapped_column(JSON)
    helpful: Mapped[bool]
    reason: Mapped[Reason | None] = mapped_column(Enum(Reason, native_enum=False, values_callable=list))
    comment: Mapped[str]
    suggested: Mapped[str]
    status: Mapped[Status] = mapped_column(Enum(Status, native_enum=False, values_callable=list))
    cited: Mapped[list[str]] = mapped_column(JSON)
    regulation: Mapped[str]
    digest: Mapped[str]


class FeedbackStore:
    """Keeps feedback. Threads and processes may share the file; it is opened when it is first needed."""

    def __init__(self, settings: FeedbackSettings) -> None:
        """Name the file and its limits; nothing is opened yet."""
        self._settings = settings
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    def add(self, feedback: Feedback, *, replaces: str = "") -> str:
        """Store feedback, masked, in place of what the same user said before of the same answer.

        Args:
            feedback: its id is not read.
            replaces: id of what was said before; empty for the first time.

        Returns:
            The id: random, so that nobody can guess another's.

        Raises:
            StoreFullError: when the rows are full; what is too old was deleted first.
            StoreError: when the file cannot be written.
        """
        with self._session() as session:
            _delete_before(session, self._oldest_kept(feedback.created_at))
            if replaces:
                session.execute(delete(_Row).where(_Row.id == replaces))
            if (session.scalar(select(func.count()).select_from(_Row)) or 0) >= self._settings.max_rows:
                log.error("feedback: %d rows are kept, no more fit in", self._settings.max_rows)
                raise StoreFullError
            row = _row(replace(feedback, vote=_masked(feedback.vote), id=secrets.token_hex(16)))
            session.add(row)
            return row.id

    def newest(self, since: datetime | None = None) -> tuple[Feedback, ...]:
        """All feedback, newest first; of the same moment, by id.

        Args:
            since: not what is older.

        Raises:
            StoreError: when the file cannot be read.
        """
        if not self._settings.file.exists():
            return ()
        chosen = select(_Row).order_by(_Row.created_at.desc(), _Row.id)
        if since:
            chosen = chosen.where(_Row.created_at >= since)
        with self._session() as session:
            return tuple(_feedback(row) for row in session.scalars(chosen))

    def prune(self, now: datetime | None = None) -> int:
        """Delete what is older than the settings keep, and say how much it was.

        Raises:
            StoreError: when the file cannot be written.
        """
        if not self._settings.file.exists():
            return 0
        with self._session() as session:
            return _delete_before(session, self._oldest_kept(now or datetime.now(UTC)))

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._opening:
            if self._engine:
                self._engine.dispose()
            self._engine = None

    def _oldest_kept(self, now: datetime) -> datetime:
        return now - timedelta(days=self._settings.retention_days)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """A transaction: all of it happens or nothing."""
        try:
            with Session(self._opened()) as session, session.begin():
                yield session
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            log.error("feedback: %s: %s", self._settings.file, getattr(error, "orig", None) or error)
            raise StoreError(str(self._settings.file)) from error

    def _opened(self) -> Engine:
        with self._opening:
            self._engine = self._engine or self._open()
            return self._engine

    def _open(self) -> Engine:
        file = self._settings.file
        file.parent.mkdir(parents=True, exist_ok=True)
        # What users say is for the one who runs the server; SQLite gives its side files the same rights.
        file.touch(mode=0o600)
        engine = create_engine(URL.create("sqlite", database=str(file)), json_serializer=_json)
        event.listen(engine, "connect", self._prepare)
        # Counting and adding must be one: the lock is taken at the start, not with the first write.
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        try:
            with engine.begin() as connection:
                version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                if version not in (0, _VERSION):
                    raise OSError(f"version {version} of the table, not {_VERSION}. Mend: set another feedback.file")
                _Base.metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {_VERSION}")
        except (SQLAlchemyError, sqlite3.Error, OSError):
            engine.dispose()
            raise
        return engine

    def _prepare(self, connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the events say when a transaction begins
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        _write_ahead(connection)
        for pragma in (
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",
            f"max_page_count = {self._settings.max_mb * _PAGES_PER_MB}",
        ):
            connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Set the journal mode. Where two open a new file at once, SQLite refuses one without waiting: wait here."""
    last = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                raise
            time.sleep(_RETRY_S)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _delete_before(session: Session, oldest: datetime) -> int:
    return len(session.scalars(delete(_Row).where(_Row.created_at < oldest).returning(_Row.id)).all())


def _masked(vote: Vote) -> Vote:
    return replace(
        vote, question=mask(vote.question), history=tuple(map(mask, vote.history)), comment=mask(vote.comment)
    )


def _row(feedback: Feedback) -> _Row:
    vote = feedback.vote
    return _Row(
        id=feedback.id,
        created_at=feedback.created_at,
        question=vote.question,
        history=list(vote.history),
        helpful=vote.helpful,
        reason=vote.reason,
        comment=vote.comment,
        suggested=vote.suggested,
        status=feedback.status,
        cited=list(feedback.cited),
        regulation=feedback.regulation,
        digest=feedback.digest,
    )


def _feedback(row: _Row) -> Feedback:
    vote = Vote(row.question, tuple(row.history), row.helpful, row.reason, row.comment, row.suggested)
    return Feedback(vote, row.status, tuple(row.cited), row.regulation, row.digest, row.created_at, row.id)
