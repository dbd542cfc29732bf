from dataclasses import replace
from xml.etree import ElementTree

import pytest

from answer.flow import draw

SVG = "{http://www.w3.org/2000/svg}"


def test_every_procedure_is_drawn_and_says_in_words_what_it_shows(regulation):
    for procedure in regulation.guides.procedures:
        root = ElementTree.fromstring(draw(procedure))
        assert root.find(f"{SVG}title").text == procedure.title
        described = root.find(f"{SVG}desc").text
        shown = "".join(text.text for text in root.iter(f"{SVG}text"))
        for step in procedure.steps:
            assert step.label in described
            assert step.label in shown
            assert step.limit in described
        boxes = [box for box in root.iter(f"{SVG}rect") if box.get("rx")]
        assert len(boxes) == len(procedure.steps)
        assert float(root.get("width")) <= 420
        lowest = max(float(box.get("y")) + float(box.get("height")) for box in boxes)
        assert lowest < float(root.get("height"))


def test_markup_in_a_label_stays_text(regulation):
    procedure = regulation.guides.procedures[0]
    step = replace(procedure.steps[0], label="<b>&</b>")
    root = ElementTree.fromstring(draw(replace(procedure, steps=(step,))))
    assert any(text.text == "<b>&</b>" for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("path", ["tj-2023/nothing", "other/emergency-report", "..%2f..%2f/etc"])
def test_only_procedures_are_served(service, settings, path):
    from fastapi.testclient import TestClient

    from ui import build_app

    with TestClient(build_app(service, settings.server)) as client:
        assert client.get(f"/flow/{path}.svg").status_code == 404
        found = client.get("/flow/tj-2023/emergency-report.svg")
        assert (found.status_code, found.headers["content-type"]) == (200, "image/svg+xml")
