"""The flow picture of a procedure: one box under the other, as SVG.

The library writes texts as they are: they are escaped here.
"""

import textwrap
from html import escape

import svg

from corpus import Procedure, Step

_WIDTH, _LEFT, _LINE, _PADDING, _GAP = 380, 10, 20, 10, 26
_CHARS = 23
"""Characters of a line in a box: 15 px each."""
_INK, _PAPER, _BOX, _EDGE = "#1f2933", "#ffffff", "#eef4fb", "#1f4e79"
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, SimHei, sans-serif"


def draw(procedure: Procedure) -> str:
    """An SVG document of 380 px width; its title and description say the same in words."""
    parts: list[svg.Element] = []
    top = _PADDING
    for number, step in enumerate(procedure.steps, 1):
        lines = _lines(number, step)
        height = len(lines) * _LINE + 2 * _PADDING - 4
        if number > 1:
            parts += _arrow(top - _GAP)
        parts.append(svg.Rect(x=_LEFT, y=top, width=_WIDTH - 2 * _LEFT, height=height, rx=8, fill=_BOX, stroke=_EDGE))
        for at, (line, bold) in enumerate(lines):
            parts.append(
                svg.Text(
                    x=_WIDTH / 2,
                    y=top + _PADDING + 12 + at * _LINE,
                    text=escape(line),
                    text_anchor="middle",
                    font_size=15,
                    font_weight="bold" if bold else "normal",
                    fill=_INK,
                )
            )
        top += height + _GAP
    height = top - _GAP + _PADDING
    said = (f"{number}. {step.actor}{step.label}{step.limit}" for number, step in enumerate(procedure.steps, 1))
    return svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, _WIDTH, height),
        width=_WIDTH,
        height=height,
        extra={"role": "img", "font-family": _FONT},
        elements=[
            svg.Title(text=escape(procedure.title)),
            svg.Desc(text=escape("；".join(said))),
            svg.Rect(width=_WIDTH, height=height, fill=_PAPER),
            *parts,
        ],
    ).as_str()


def _lines(number: int, step: Step) -> list[tuple[str, bool]]:
    """Lines of a box, and whether each is bold: who, then what, then how long."""
    head = f"{number}. {step.actor}" if step.actor else f"{number}. {step.label}"
    rest = [step.label] if step.actor else []
    rest += [f"（{step.limit}）"] if step.limit else []
    plain = [line for text in rest for line in textwrap.wrap(text, _CHARS)]
    return [(line, True) for line in textwrap.wrap(head, _CHARS)] + [(line, False) for line in plain]


def _arrow(top: float) -> list[svg.Element]:
    middle, tip = _WIDTH / 2, top + _GAP - 3
    return [
        svg.Line(x1=middle, y1=top + 3, x2=middle, y2=tip - 6, stroke=_EDGE, stroke_width=2),
        svg.Polygon(points=[*map(svg.Point, (middle - 6, middle + 6, middle), (tip - 8, tip - 8, tip))], fill=_EDGE),
    ]
