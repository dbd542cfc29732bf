import json
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus import load_corpus
from retriever.index_folder import open_index
from retriever.settings import IndexSettings

ROOT = Path(__file__).parent.parent


@pytest.fixture
def small(banked_folder):
    return load_corpus(banked_folder)


@pytest.fixture
def built(small, encoder, tmp_path):
    """Settings of an index that is already on disk."""
    settings = IndexSettings(folder=tmp_path / "index")
    open_index(small, encoder, settings)
    return settings


def why_built(caplog):
    return [record.getMessage() for record in caplog.records if "building it, because" in record.getMessage()]


def test_a_good_index_is_loaded_and_answers_as_when_it_was_built(small, encoder, tmp_path, caplog):
    settings = IndexSettings(folder=tmp_path / "index")
    first = open_index(small, encoder, settings)
    caplog.clear()
    with caplog.at_level(logging.INFO, "retriever"):
        second = open_index(small, encoder, settings)
    assert why_built(caplog) == []
    assert second.chunks == first.chunks
    assert second.questions == first.questions
    query = first.query("逾期不还怎么办")
    assert second.text.search(query, 9) == first.text.search(query, 9)
    assert second.bank.search(query, 9) == first.bank.search(query, 9)


def test_the_manifest_says_what_the_index_was_made_from(built, small, encoder):
    manifest = json.loads((built.folder / "current" / "manifest.json").read_text("utf-8"))
    assert manifest["encoder"] == encoder.id
    assert manifest["dim"] == 384
    assert list(manifest["regulations"]) == ["demo-1"]
    assert {"text/vectors.faiss", "bank/vectors.faiss"} < set(manifest["files"])


def test_a_missing_index_is_built_and_the_log_says_so(small, encoder, tmp_path, caplog):
    with caplog.at_level(logging.INFO, "retriever"):
        open_index(small, encoder, IndexSettings(folder=tmp_path / "new"))
    assert "does not exist" in why_built(caplog)[0]


def test_a_changed_text_makes_the_index_stale(built, banked_folder, encoder, caplog):
    path = banked_folder / "demo-1" / "regulation.txt"
    path.write_text(path.read_text("utf-8").replace("三天", "五天"), "utf-8")
    with caplog.at_level(logging.INFO, "retriever"):
        index = open_index(load_corpus(banked_folder), encoder, built)
    assert "it is stale: regulations" in why_built(caplog)[0]
    assert "五天" in index.chunks[0].text


def test_a_changed_bank_makes_the_index_stale(built, banked_folder, encoder, caplog):
    path = banked_folder / "demo-1" / "questions.jsonl"
    path.write_text(path.read_text("utf-8").replace("借了不还", "逾期"), "utf-8")
    with caplog.at_level(logging.INFO, "retriever"):
        index = open_index(load_corpus(banked_folder), encoder, built)
    assert "it is stale: bank" in why_built(caplog)[0]
    assert index.bank.dense.search(index.query("逾期会怎样"), 1)[0] == (1, pytest.approx(1, abs=1e-5))


def test_another_factory_makes_the_index_stale(built, small, encoder, caplog):
    with caplog.at_level(logging.INFO, "retriever"):
        open_index(small, encoder, built.model_copy(update={"factory": "IDMap2,SQfp16"}))
    assert "it is stale: factory" in why_built(caplog)[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text/vectors.faiss", b"not an index"),
        ("bank/vectors.faiss", None),
        ("text/bm25/params.index.json", b"{}"),
        ("manifest.json", b"{"),
        ("manifest.json", b"[]"),
        ("manifest.json", None),
    ],
)
def test_a_damaged_index_is_rebuilt(built, small, encoder, caplog, name, content):
    path = built.folder / "current" / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with caplog.at_level(logging.INFO, "retriever"):
        index = open_index(small, encoder, built)
    assert len(why_built(caplog)) == 1
    assert index.text.bm25.search(index.query("档案室"), 1)
    with caplog.at_level(logging.INFO, "retriever"):
        caplog.clear()
        open_index(small, encoder, built)
    assert why_built(caplog) == []


def test_rebuild_replaces_the_index_in_one_rename(built, small, encoder):
    before = (built.folder / "current").resolve()
    open_index(small, encoder, built, rebuild=True)
    after = (built.folder / "current").resolve()
    assert after != before
    assert (built.folder / "current").is_symlink()
    assert sorted(path for path in built.folder.iterdir() if path.name.endswith(".link")) == []


def test_old_builds_are_cleared_away(built, small, encoder):
    for _ in range(3):
        open_index(small, encoder, built, rebuild=True)
    # The current one, and the one before it, which another process may still read.
    assert len(list(built.folder.glob("build-*"))) == 2


def test_threads_that_build_at_once_build_once(small, encoder, tmp_path, caplog):
    settings = IndexSettings(folder=tmp_path / "index")
    with caplog.at_level(logging.INFO, "retriever"), ThreadPoolExecutor(4) as pool:
        indexes = list(pool.map(lambda _: open_index(small, encoder, settings), range(4)))
    assert len(why_built(caplog)) == 1
    query = indexes[0].query("档案室")
    assert {index.text.bm25.search(query, 3) for index in indexes} == {indexes[0].text.bm25.search(query, 3)}


@pytest.mark.slow
def test_processes_that_build_at_once_do_no_harm(banked_folder, tmp_path):
    environment = {
        "PATH": "/usr/bin:/bin",
        "WENGUI_CORPUS": str(banked_folder),
        "WENGUI_INDEX__FOLDER": str(tmp_path / "index"),
    }
    command = [sys.executable, "-m", "retriever", "search", "逾期不还怎么办", "--json"]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], ended
    first, second = (json.loads(out) for out, _ in ended)
    assert first["clauses"] == second["clauses"]
    assert sum("building it, because" in log for _, log in ended) == 1
