"""Fixtures that several modules share. Models and index are real: the small default encoder comes with the install."""

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as in ui.py

from answer.service import Service
from corpus import Regulation, load_corpus
from eval.questions import QUESTIONS_DIR
from eval.results import ResultSet, run_files
from retriever.encoder import Encoder, load_encoder
from retriever.settings import EncoderSettings, Settings
from retriever.words import Tokenizer

# ruff: isort: split
from live import browser, connections, page, requested, urls  # noqa: F401 - fixtures
from proxy import portal, prefixed, secure_page  # noqa: F401 - fixtures

# A busy machine is slow without being wrong.
hypothesis_settings.register_profile("wengui", deadline=None)
hypothesis_settings.load_profile("wengui")


@pytest.fixture(scope="session")
def regulation() -> Regulation:
    return load_corpus()[0]


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder(EncoderSettings())


@pytest.fixture(scope="session")
def untuned_encoder() -> Encoder:
    return load_encoder(EncoderSettings(model="e5"))


@pytest.fixture(scope="session")
def tokenizer(regulation: Regulation, tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    return Tokenizer(regulation.terms, tmp_path_factory.mktemp("jieba"))


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The defaults, with an index of the tests' own."""
    folder = tmp_path_factory.mktemp("index")
    return Settings().model_copy(update={"index": Settings().index.model_copy(update={"folder": folder})})


@pytest.fixture(scope="session")
def service(settings: Settings) -> Service:
    from answer.service import build_service

    return build_service(settings)


@pytest.fixture(scope="session")
def dev_results(service: Service, settings: Settings) -> ResultSet:
    """What becomes of every dev question."""
    return run_files(service, settings, [QUESTIONS_DIR / "dev.jsonl"]).sets["dev"]


@pytest.fixture
def two_article_folder(tmp_path: Path) -> Path:
    """A second regulation, small, in a corpus folder of its own."""
    folder = tmp_path / "corpus" / "demo-1"
    folder.mkdir(parents=True)
    (folder / "regulation.txt").write_text(
        "演示办法\n\n第一条　档案室每周开放三天。借阅须登记。\n\n"
        "第二条　逾期不还的，由档案室催还；仍不还的，通报批评。\n",
        "utf-8",
    )
    (folder / "meta.toml").write_text(
        'title = "演示办法"\nissuer = "演示单位"\nadopted = 2024-01-01\nadopted_by = "办公会"\nissued = 2024-01-02\n'
        'source = "演示"\n',
        "utf-8",
    )
    return folder.parent


@pytest.fixture
def banked_folder(two_article_folder: Path) -> Path:
    """The same with a question bank."""
    folder = two_article_folder / "demo-1"
    (folder / "questions.jsonl").write_text(
        '{"question": "哪几天能借档案", "clauses": ["1/1/1"], "style": "colloquial"}\n'
        '{"question": "借了不还会怎样", "clauses": ["2/1/1"], "style": "colloquial"}\n'
        '{"question": "要交押金吗", "clauses": [], "near": 1, "says": "第一条未规定押金", "style": "formal"}\n',
        "utf-8",
    )
    return two_article_folder
