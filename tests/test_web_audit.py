"""The audit log: what a line holds, how long it is kept, and that it never stands in an answer's way."""

import json
import os
import re
import stat
import threading
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from answer.model import Answer, Status
from retriever.settings import AuditSettings
from ui import build_app
from web.audit import FILE, AuditedService, AuditLog
from web.records import Records

QUESTION = "突发事件发生后要在多长时间内报告？"
ANSWER = Answer(Status.OFF_TOPIC, "没有")


@pytest.fixture
def make(tmp_path):
    made = []

    def make(**limits):
        made.append(AuditLog(AuditSettings(folder=tmp_path / "audit", **limits)))
        return made[-1]

    yield make
    for audit in made:
        audit.close()


def lines(folder, name=FILE):
    return [json.loads(line) for line in (folder / name).read_text("utf-8").split("\n") if line]


def test_a_line_for_each_question_however_it_is_asked(service, settings, make, tmp_path):
    with TestClient(build_app(service, settings.server, Records(audit=make())), client=("10.1.2.3", 5)) as client:
        client.get("/ask", params={"q": "我的手机13800138000，常务会议多久召开一次？"})
        client.get("/ask")
        posted = client.post("/gradio_api/call/ask", json={"data": [QUESTION, []]}).json()
        client.get(f"/gradio_api/call/ask/{posted['event_id']}")
    first, second = lines(tmp_path / "audit")
    assert set(first) == {"time", "question", "status", "cited", "confidence", "latency_ms", "client"}
    assert first["question"] == "我的手机〔手机号〕，常务会议多久召开一次？"
    assert (second["question"], second["status"], second["cited"]) == (QUESTION, "answered", ["tj-2023/67"])
    assert second["confidence"] > 0.5
    assert second["latency_ms"] > 0
    assert abs(datetime.fromisoformat(first["time"]) - datetime.now().astimezone()) < timedelta(minutes=10)
    assert first["client"] == second["client"]
    assert re.fullmatch("[0-9a-f]{16}", first["client"])


def test_addresses_are_told_apart_but_not_kept(make, tmp_path):
    audit = make()
    for address in ("10.1.2.3", "10.1.2.4", "10.1.2.3"):
        audit.record(QUESTION, ANSWER, address)
    hashes = [line["client"] for line in lines(tmp_path / "audit")]
    assert (hashes[0] == hashes[2], hashes[0] == hashes[1]) == (True, False)
    assert "10.1.2" not in (tmp_path / "audit" / FILE).read_text("utf-8")
    make().record(QUESTION, ANSWER, "10.1.2.3")
    assert lines(tmp_path / "audit")[-1]["client"] == hashes[0], "the salt did not last over a start"
    (tmp_path / "audit" / "salt").unlink()
    make().record(QUESTION, ANSWER, "10.1.2.3")
    assert lines(tmp_path / "audit")[-1]["client"] != hashes[0], "the hash has no salt"


def test_files_and_folder_are_for_their_owner_only(make, tmp_path):
    make().record(QUESTION, ANSWER, "")
    folder = tmp_path / "audit"
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in (folder, *folder.iterdir())}
    assert modes == {"audit": "0o700", FILE: "0o600", "salt": "0o600"}


@pytest.mark.parametrize("question", ['一\n{"time": 0}', "一\u2028二", "\x1b[31m红", "\ud800", "", "机密★ 某事"])
def test_a_question_cannot_forge_a_line(make, tmp_path, question):
    make().record(question, ANSWER, "::1")
    (line,) = lines(tmp_path / "audit")
    assert (line["status"], "\x1b" in line["question"], "某事" in line["question"]) == ("off_topic", False, False)


def test_threads_write_whole_lines(make, tmp_path):
    audit = make()
    threads = [
        threading.Thread(target=lambda: [audit.record(QUESTION, ANSWER, "") for _ in range(50)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [line["question"] for line in lines(tmp_path / "audit")] == [QUESTION] * 200


def test_every_day_has_its_file_and_the_days_asked_for_are_kept(make, tmp_path):
    folder = tmp_path / "audit"
    folder.mkdir()
    today = datetime.now()
    for day in range(2, 200):
        (folder / f"{FILE}.{today - timedelta(days=day):%Y-%m-%d}").write_text("{}\n")
    (folder / FILE).write_text("{}\n")
    yesterday = (today - timedelta(days=1)).timestamp()
    os.utime(folder / FILE, (yesterday, yesterday))
    make(retention_days=180).record(QUESTION, ANSWER, "")
    kept = sorted(path.name for path in folder.glob(f"{FILE}.*"))
    assert kept[-1] == f"{FILE}.{today - timedelta(days=1):%Y-%m-%d}"
    assert kept[0] == f"{FILE}.{today - timedelta(days=180):%Y-%m-%d}"
    assert len(kept) == 180
    assert len(lines(folder)) == 1


def test_less_than_six_months_cannot_be_set():
    with pytest.raises(ValueError, match="180"):
        AuditSettings(retention_days=179)


def test_at_the_quota_what_is_kept_stays_and_the_server_says_so_once(make, tmp_path, caplog):
    folder = tmp_path / "audit"
    folder.mkdir()
    (folder / f"{FILE}.2026-01-01").write_bytes(b"x" * (2**20 - 1_000))
    audit = make(max_mb=1)
    for _ in range(20):
        audit.record(QUESTION, ANSWER, "")
    assert 1 <= len(lines(folder)) <= 5
    assert sum(path.stat().st_size for path in folder.glob(f"{FILE}*")) <= 2**20
    assert [record.message for record in caplog.records if "audit.max_mb" in record.message] != []
    assert len(caplog.records) == 1


@pytest.mark.parametrize("spoil", ["a file in place of the folder", "a folder in place of the file", "closed"])
def test_a_log_that_fails_breaks_no_answer(service, tmp_path, caplog, spoil):
    folder = tmp_path / "audit"
    if spoil.startswith("a file"):
        folder.write_text("")
    elif spoil.startswith("a folder"):
        (folder / FILE).mkdir(parents=True)
    audit = AuditLog(AuditSettings(folder=folder))
    if spoil == "closed":
        audit.close()
        (folder / FILE).unlink()
        (folder / FILE).mkdir()
    answer = AuditedService(service, audit).ask(QUESTION, (), None)
    assert answer.status is Status.ANSWERED
    assert any("audit: " in record.message for record in caplog.records)
    audit.close()


def test_without_a_log_nothing_is_written(service, tmp_path):
    assert AuditedService(service, None).ask(QUESTION, (), None).status is Status.ANSWERED
    assert list(tmp_path.iterdir()) == []
