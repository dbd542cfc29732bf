import re
import sqlite3
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from answer.feedback import Feedback, Reason, Vote
from answer.feedback_store import FeedbackStore, StoreError, StoreFullError
from answer.model import Status
from retriever.settings import FeedbackSettings, Settings

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
VOTE = Vote("值班谁负责？", ("你好",), False, Reason.WRONG_ARTICLE, "应看值班一章", "66")
FEEDBACK = Feedback(VOTE, Status.ANSWERED, ("tj-2023/65/1/1",), "tj-2023", "ab" * 32, NOW)


@pytest.fixture
def make(tmp_path):
    """Stores on one file, with other limits; all are closed at the end."""
    made = []

    def make(**limits):
        made.append(FeedbackStore(FeedbackSettings(file=tmp_path / "var" / "feedback.sqlite", **limits)))
        return made[-1]

    yield make
    for store in made:
        store.close()


def test_what_is_stored_is_read_back(make):
    stored = make().add(FEEDBACK)
    assert make().newest() == (replace(FEEDBACK, id=stored),)
    assert re.fullmatch("[0-9a-f]{32}", stored)


def test_the_file_is_in_wal_mode_and_for_its_owner_only(make, tmp_path):
    make().add(FEEDBACK)
    folder = tmp_path / "var"
    assert [oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.iterdir()] == ["0o600"] * len(
        list(folder.iterdir())
    )
    with sqlite3.connect(folder / "feedback.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_nothing_personal_reaches_the_file(make, tmp_path):
    said = "我叫张三，身份证110101199003072316，手机138 0013 8000"
    vote = replace(VOTE, question=said, history=(said, "机密★20年 某某请示"), comment="回电022-23451234或a@tj.gov.cn")
    store = make()
    store.add(replace(FEEDBACK, vote=vote))
    kept = store.newest()[0].vote
    assert kept.question == "我叫张三，身份证〔身份证号〕，手机〔手机号〕"
    assert kept.history == (kept.question, "〔含密级标志，未保存〕")
    assert kept.comment == "回电〔电话号码〕或〔邮箱〕"
    raw = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
    assert "身份证".encode() in raw
    assert [found for found in (b"199003072316", b"0013", b"23451234", b"@tj", "请示".encode()) if found in raw] == []


def test_newest_first_and_since(make):
    store = make()
    ids = [store.add(replace(FEEDBACK, created_at=NOW - timedelta(days=day))) for day in (2, 0, 1)]
    assert [found.id for found in store.newest()] == [ids[1], ids[2], ids[0]]
    assert [found.id for found in store.newest(NOW - timedelta(days=1))] == [ids[1], ids[2]]


def test_a_changed_vote_takes_the_place_of_the_first(make):
    store = make()
    first, other = store.add(FEEDBACK), store.add(FEEDBACK)
    changed = store.add(replace(FEEDBACK, vote=Vote(VOTE.question, VOTE.history, True)), replaces=first)
    assert {found.id: found.vote.helpful for found in store.newest()} == {other: False, changed: True}


def test_what_is_too_old_goes_with_the_next_vote_and_when_asked(make):
    store = make(retention_days=180)
    store.add(replace(FEEDBACK, created_at=NOW - timedelta(days=181)))
    kept = store.add(replace(FEEDBACK, created_at=NOW - timedelta(days=180)))
    new = store.add(FEEDBACK)
    assert [found.id for found in store.newest()] == [new, kept]
    assert (store.prune(NOW), store.prune(NOW + timedelta(days=1))) == (0, 1)
    assert [found.id for found in store.newest()] == [new]


def test_less_than_six_months_cannot_be_set():
    with pytest.raises(ValueError, match="180"):
        FeedbackSettings(retention_days=179)


def test_full_rows_refuse_more_but_let_a_vote_change(make):
    store = make(max_rows=2)
    first = store.add(FEEDBACK)
    store.add(FEEDBACK)
    with pytest.raises(StoreFullError):
        store.add(FEEDBACK)
    store.add(FEEDBACK, replaces=first)
    assert len(store.newest()) == 2


def test_a_full_file_refuses_more_and_stays_readable(make, tmp_path):
    store = make(max_mb=1)
    large = replace(FEEDBACK, vote=replace(VOTE, history=("规" * 300,) * 8))

    def fill():
        for _ in range(1_000):
            store.add(large)

    with pytest.raises(StoreError) as refused:
        fill()
    assert "full" in str(refused.value.__cause__)
    assert 50 < len(store.newest()) < 1_000
    store.close()
    assert (tmp_path / "var" / "feedback.sqlite").stat().st_size <= 2**20


def test_threads_write_at_once(make):
    stores = [make(max_rows=60), make(max_rows=60)]
    refused, start = [], threading.Barrier(4)

    def write(store):
        start.wait()
        for _ in range(20):
            try:
                store.add(FEEDBACK)
            except StoreFullError as error:
                refused.append(error)

    threads = [threading.Thread(target=write, args=[stores[number % 2]]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [found.id for found in stores[0].newest()]
    assert (len(ids), len(set(ids)), len(refused)) == (60, 60, 20)


def test_a_locked_file_is_told_and_works_again_afterwards(make, tmp_path):
    store = make()
    store.add(FEEDBACK)
    locker = sqlite3.connect(tmp_path / "var" / "feedback.sqlite", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as told:
        store.add(FEEDBACK)
    assert "locked" in str(told.value.__cause__)
    locker.close()
    store.add(FEEDBACK)
    assert len(store.newest()) == 2


@pytest.mark.parametrize("spoil", ["no database", "a folder", "another version"])
def test_a_file_that_cannot_be_used_is_told(make, tmp_path, spoil):
    file = tmp_path / "var" / "feedback.sqlite"
    file.parent.mkdir()
    if spoil == "a folder":
        file.mkdir()
    elif spoil == "no database":
        file.write_bytes(b"x" * 5_000)
    else:
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA user_version = 9")
        connection.close()
    with pytest.raises(StoreError, match=r"feedback\.sqlite"):
        make().add(FEEDBACK)


def test_reading_makes_no_file(make, tmp_path):
    assert (make().newest(), make().prune()) == ((), 0)
    assert list(tmp_path.iterdir()) == []


def test_the_settings_name_the_file():
    assert Settings().feedback.file.name == "feedback.sqlite"
