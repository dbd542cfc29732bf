import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from answer.feedback import Feedback, Reason, Vote
from answer.feedback_store import FeedbackStore
from answer.model import Status
from eval.__main__ import main
from eval.feedback import export, pending_items
from eval.questions import PENDING, Question, check_gold, load_questions
from retriever.settings import FeedbackSettings

DIGEST = "6c2559cab55f6d811e627bf6406c260d9ad1b2a7e12b3de19a46dd3d1b49b089"
NOW = datetime.now(UTC).replace(microsecond=0)
RIGHT = Feedback(
    Vote("突发事件要多久报告？", (), helpful=True),
    Status.ANSWERED,
    ("tj-2023/67/1/2", "tj-2023/67/1/3"),
    "tj-2023",
    DIGEST,
    NOW,
    "0123456789abcdef" * 2,
)


def said(**change):
    """What `RIGHT` would be if its user had said something else."""
    feedback = {name: change.pop(name) for name in ("status", "cited", "digest", "regulation") if name in change}
    return replace(RIGHT, vote=replace(RIGHT.vote, **change), **feedback)


def item(feedback, regulation):
    return pending_items([feedback], [regulation])[0]


def test_what_a_user_agrees_with_has_its_quotes_as_gold(regulation):
    found = item(RIGHT, regulation)
    assert (found.id, found.category, found.style) == ("fb-0123456789abcdef", "direct", "colloquial")
    assert [(gold.article, gold.span) for gold in found.gold] == [
        (67, regulation.clause(clause).text) for clause in RIGHT.cited
    ]
    assert found.answerable


def test_no_item_passes_before_a_person_has_reviewed_it(regulation):
    votes = [
        RIGHT,
        said(helpful=False, reason=Reason.WRONG_ARTICLE),
        said(helpful=False, reason=Reason.WRONG_ARTICLE, suggested="68"),
        said(status=Status.NOT_IN_REGULATION),
    ]
    for feedback in votes:
        found = item(feedback, regulation)
        assert found.note.startswith(PENDING)
        assert check_gold((found,), regulation) != []
    reviewed = item(RIGHT, regulation).model_copy(update={"note": "已看过"})
    assert check_gold((reviewed,), regulation) == []


@pytest.mark.parametrize(
    ("change", "category", "answerable", "gold"),
    [
        ({"helpful": False, "reason": Reason.WRONG_ARTICLE}, "direct", True, []),
        ({"helpful": False, "reason": Reason.WRONG_ARTICLE, "suggested": "68"}, "direct", True, [(68, False)]),
        ({"helpful": False, "reason": Reason.INCOMPLETE}, "direct", True, [(67, True), (67, True)]),
        (
            {"helpful": False, "reason": Reason.INCOMPLETE, "suggested": "68"},
            "multi",
            True,
            [(67, True), (67, True), (68, False)],
        ),
        (
            {
                "helpful": False,
                "reason": Reason.SHOULD_BE_ANSWERED,
                "status": Status.NOT_IN_REGULATION,
                "suggested": "3",
            },
            "direct",
            True,
            [(3, False)],
        ),
        ({"status": Status.NOT_IN_REGULATION}, "near-miss", False, []),
        ({"status": Status.OFF_TOPIC, "cited": ()}, "off-topic", False, []),
        ({"status": Status.ASK_BACK}, "direct", True, []),
        ({"history": ("副市长离津要报谁？",)}, "followup", True, [(67, True), (67, True)]),
        ({"digest": "0" * 64}, "direct", True, []),
        ({"regulation": "gone"}, "direct", True, []),
        ({"helpful": False, "reason": Reason.OTHER, "suggested": "67-1"}, "direct", True, []),
    ],
)
def test_category_and_gold_are_guessed_with_care(regulation, change, category, answerable, gold):
    found = item(said(**change), regulation)
    assert (found.category, found.answerable) == (category, answerable)
    assert [(one.article, bool(one.span)) for one in found.gold] == gold


def test_the_note_says_what_the_user_said(regulation):
    feedback = said(helpful=False, reason=Reason.OTHER, suggested="68", comment="应当看请假一条")
    note = item(feedback, regulation).note
    for part in ("没用", "原因 other", "应为第 68 条", "应当看请假一条", "answered", "tj-2023/67/1/2", DIGEST[:12]):
        assert part in note


def test_an_export_is_a_question_file(regulation, tmp_path):
    items = pending_items([RIGHT, replace(RIGHT, id="f" * 32)], [regulation])
    export(items, tmp_path / "pending.jsonl")
    assert load_questions(tmp_path / "pending.jsonl", Question) == items


@pytest.fixture
def stored(tmp_path, monkeypatch):
    file = tmp_path / "feedback.sqlite"
    monkeypatch.setenv("WENGUI_FEEDBACK__FILE", str(file))
    store = FeedbackStore(FeedbackSettings(file=file))
    for days in (0, 3):
        vote = Vote(f"{days}天前的|问题", (), False, Reason.OTHER, "一行\n两行")
        store.add(replace(RIGHT, vote=vote, created_at=NOW - timedelta(days=days)))
    store.close()
    return file


def test_the_command_lists_newest_first(stored, capsys):
    assert main(["feedback"]) == 0
    rows = capsys.readouterr().out.strip().split("\n")[2:]
    assert [row.count("天前的") for row in rows] == [1, 1]
    assert rows[0].index("0天前的\\|问题") > 0
    assert "一行 两行" in rows[1]


def test_the_command_takes_a_day_and_writes_json_without_ids(stored, capsys):
    day = (NOW - timedelta(days=1)).astimezone().date().isoformat()
    assert main(["feedback", "--since", day, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [one["question"] for one in record["feedback"]] == ["0天前的|问题"]
    assert record["feedback"][0]["sha256"] == DIGEST
    assert RIGHT.id[:8] not in json.dumps(record)
    assert "id" not in record["feedback"][0]


def test_the_command_exports(stored, capsys, tmp_path):
    out = tmp_path / "pending.jsonl"
    assert main(["feedback", "--export", str(out)]) == 0
    assert [one.question for one in load_questions(out, Question)] == ["0天前的|问题", "3天前的|问题"]
    assert "2 pending items" in capsys.readouterr().out


def test_the_command_prunes(stored, capsys, monkeypatch):
    store = FeedbackStore(FeedbackSettings(file=stored, retention_days=3_650))
    store.add(replace(RIGHT, created_at=NOW - timedelta(days=400)))
    store.close()
    assert main(["feedback", "--prune"]) == 0
    assert "1 older than 365 days dropped" in capsys.readouterr().out
    assert main(["feedback", "--prune", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pruned"] == 0


def test_without_a_file_there_is_no_feedback(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WENGUI_FEEDBACK__FILE", str(tmp_path / "none.sqlite"))
    assert main(["feedback"]) == 0
    assert capsys.readouterr().out == "no feedback\n"


def test_a_spoilt_file_is_told(tmp_path, monkeypatch, capsys):
    file = tmp_path / "feedback.sqlite"
    file.write_bytes(b"x" * 5_000)
    monkeypatch.setenv("WENGUI_FEEDBACK__FILE", str(file))
    assert main(["feedback"]) == 2
    assert "WENGUI_FEEDBACK__FILE" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["gestern", "2026-13-01", ""])
def test_a_day_that_is_none_is_told(day):
    with pytest.raises(SystemExit) as ended:
        main(["feedback", "--since", day])
    assert ended.value.code == 2
