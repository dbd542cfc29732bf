"""Imports go one way: corpus <- retriever <- answer <- {web, ui, eval}; heavy libraries stay in their adapters."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "corpus": {"corpus"},
    "retriever": {"corpus", "retriever"},
    "answer": {"corpus", "retriever", "answer"},
    "web": {"corpus", "retriever", "answer", "web"},
    "eval": {"corpus", "retriever", "answer", "eval"},
    "ui": {"corpus", "retriever", "answer", "web"},
}
HEAVY = {
    "torch": {"retriever/e5_module.py", "eval/tune.py"},
    "sentence_transformers": {"retriever/e5_module.py", "retriever/encoder.py"},
    "faiss": {"retriever/dense.py"},
    "gradio": {"ui.py"},
    "lightgbm": {"retriever/belonging.py", "eval/belonging.py"},
}


def modules() -> list[Path]:
    return [*ROOT.glob("ui.py"), *(path for package in ALLOWED for path in sorted((ROOT / package).rglob("*.py")))]


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(str(node.module).split(".")[0])
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path):
    package = path.relative_to(ROOT).parts[0].removesuffix(".py")
    assert imported(path) & ALLOWED.keys() <= ALLOWED[package]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_stay_in_their_adapters(path):
    place = str(path.relative_to(ROOT))
    assert {library for library in imported(path) if place not in HEAVY.get(library, {place})} == set()


def test_the_corpus_needs_the_standard_library_only():
    for path in (ROOT / "corpus").glob("*.py"):
        assert imported(path) <= {"corpus", *sys.stdlib_module_names}, path


@pytest.mark.parametrize("module", ["corpus", "answer.texts", "retriever.words", "retriever.settings", "eval.__main__"])
def test_light_modules_do_not_import_the_heavy_libraries(module):
    code = f"import sys, {module}; print(sorted(set(sys.modules) & {set(HEAVY)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
