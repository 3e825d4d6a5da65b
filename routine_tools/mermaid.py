"""The drawing as Mermaid text, for pages and editors that draw it themselves."""

from __future__ import annotations

from routine_tools.flow import Arrow, Flow, Node

SHAPES = {"level": ("[", "]"), "decision": ("{", "}"), "end": ("([", "])"), "stays": ("([", "])"), "gaps": ("[", "]")}
STYLES = """\
  classDef level fill:#e8f1f8,stroke:#1f5f8b,color:#1b2430
  classDef decision fill:#fff,stroke:#1f5f8b,color:#1b2430
  classDef finish fill:#eef3ea,stroke:#4d7a3a,color:#1b2430
  classDef stays fill:#fff,stroke:#1f5f8b,color:#1b2430
  classDef gaps fill:#fdf6ec,stroke:#8a4b00,color:#1b2430,stroke-dasharray:5 4
"""


def mermaid(flow: Flow) -> str:
    nodes = "".join(f"  {_node(node)}\n" for node in flow.nodes)
    arrows = "".join(f"  {_arrow(arrow)}\n" for arrow in flow.arrows)
    return f"flowchart TB\n{nodes}{arrows}{STYLES}"


def _node(node: Node) -> str:
    opens, closes = SHAPES[node.shape]
    words = "<br/>".join([f"<b>{_safe(node.title)}</b>", *(_safe(line) for line in node.lines)])
    return f'{node.id}{opens}"{words}"{closes}:::{"finish" if node.shape == "end" else node.shape}'


def _arrow(arrow: Arrow) -> str:
    if arrow.note:
        return f"{arrow.start} -.- {arrow.end}"
    label = '|"' + "<br/>".join(_safe(part) for part in arrow.label) + '"|' if arrow.label else ""
    return f"{arrow.start} -->{label} {arrow.end}"


def _safe(words: str) -> str:
    """Signs that would end a label or be read as marks, as Mermaid wants them."""
    return words.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
