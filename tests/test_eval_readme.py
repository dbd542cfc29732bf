import json
import re
import tomllib
from pathlib import Path

import pytest

from eval.__main__ import _parser
from eval.readme import ACCURACY, README, accuracy_of, generated_blocks, with_blocks
from eval.results import RESULTS_DIR, load_results, newest_results

ROOT = Path(__file__).parent.parent


def test_the_figures_of_the_readme_are_those_of_the_results():
    readme = README.read_text("utf-8")
    assert with_blocks(readme, generated_blocks(RESULTS_DIR)) == readme, "run `python -m eval readme`"


def test_the_figures_of_the_page_are_those_of_the_results():
    accuracy = accuracy_of(load_results(newest_results(RESULTS_DIR)))
    assert json.loads(ACCURACY.read_text("utf-8")) == accuracy, "run `python -m eval readme`"


def test_a_missing_block_is_told():
    with pytest.raises(ValueError, match="no <!-- eval-run -->"):
        with_blocks("# 问规\n", {"eval-run": "x"})


def test_every_verb_of_the_makefile_and_every_command_is_documented():
    readme = README.read_text("utf-8")
    verbs = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE).group(1).split()
    assert [verb for verb in verbs if f"make {verb}" not in readme] == []
    commands = next(a for a in _parser()._actions if a.dest == "command").choices
    assert [command for command in commands if f"python -m eval {command}" not in readme] == []


def test_pictures_and_documents_that_the_readme_names_exist():
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8"))
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []


def test_the_pins_hold_to_the_floors_that_the_metadata_declares():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE))
    pins = {name.lower().replace("_", "-"): pin for name, pin in pins.items()}
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = [re.match(r"[\w.-]+", requirement).group() for requirement in declared]
    assert [name for name in names if name not in pins] == []
    assert pins["torch"] == "2.13.0"
