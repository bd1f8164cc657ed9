"""Every page is built on its base, has a title of its own, and exactly one main heading."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.structure.source_tree import ROOT, text_of

WEB = Path("remote_cm/web/templates")
SIMULATOR = Path("remote_cm/phone_simulator/templates")
ROOTS = {"base.html", "phone_simulator/base.html"}

_JINJA = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])


def _templates(folder: Path) -> dict[str, nodes.Template]:
    files = [file.relative_to(ROOT) for file in sorted((ROOT / folder).rglob("*.html"))]
    return {str(file.relative_to(folder)): _JINJA.parse(text_of(file), str(file)) for file in files}


ALL = {**_templates(WEB), **_templates(SIMULATOR)}
#: What pages take parts from is no page.
PARTS = {
    taken.template.value
    for template in ALL.values()
    for taken in template.find_all((nodes.Import, nodes.FromImport, nodes.Include))
    if isinstance(taken, nodes.Import | nodes.FromImport | nodes.Include) and isinstance(taken.template, nodes.Const)
}


def _base_of(template: nodes.Template) -> str | None:
    extended = [
        found.template.value for found in template.find_all(nodes.Extends) if isinstance(found.template, nodes.Const)
    ]
    return extended[0] if len(extended) == 1 else None


#: What a script fetches for the page's memory is no page: steps that are shown later, one at a time.
FRAGMENTS = {"calls/ahead.html"}

#: What a page may call in place of writing it down: a step of a talk is one macro for the page and for its memory.
MACROS = {macro.name: macro.body for template in ALL.values() for macro in template.find_all(nodes.Macro)}

#: What other templates are built on.
FRAMES = {base for template in ALL.values() if (base := _base_of(template)) is not None}
PAGES = [name for name in ALL if name not in PARTS | FRAMES | ROOTS | FRAGMENTS]


def _root_and_blocks(name: str) -> tuple[str, dict[str, nodes.Block]]:
    """On what a page is built in the end, and its blocks: the nearest to the page wins."""
    blocks: dict[str, nodes.Block] = {}
    while (base := _base_of(ALL[name])) is not None:
        blocks = {**{block.name: block for block in ALL[name].find_all(nodes.Block)}, **blocks}
        name = base
    return name, blocks


def _headings(body: Iterable[nodes.Node], own: Mapping[str, nodes.Block]) -> int:
    """How many main headings a reader can get to see at once, with the page's own blocks in place of the base's."""
    count = 0
    for node in body:
        if isinstance(node, nodes.TemplateData):
            count += node.data.count("<h1")
        elif isinstance(node, nodes.If):
            branches = [node.body, *(other.body for other in node.elif_), node.else_]
            count += max(_headings(branch, own) for branch in branches)
        elif isinstance(node, nodes.Block):
            count += _headings(own.get(node.name, node).body, own)
        elif isinstance(node, nodes.Include) and isinstance(node.template, nodes.Const):
            count += _headings(ALL[node.template.value].body, own) if node.template.value in ALL else 0
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            count += _headings(MACROS.get(node.node.name, []), own)
        elif not isinstance(node, nodes.Macro):
            count += _headings(node.iter_child_nodes(), own)
    return count


def _says_something(block: nodes.Block | None) -> bool:
    if block is None:
        return False
    words = "".join(data.data for data in block.find_all(nodes.TemplateData))
    shown = [node for output in block.find_all(nodes.Output) for node in output.nodes]
    return bool(words.strip()) or any(not isinstance(node, nodes.TemplateData) for node in shown)


def test_there_are_pages_to_look_at() -> None:
    assert "sign_in.html" in PAGES
    assert "phone_simulator/all_handsets.html" in PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_built_on_its_base_and_names_itself(name: str) -> None:
    root, blocks = _root_and_blocks(name)
    assert root in ROOTS
    assert _says_something(blocks.get("title")), "the title is empty"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_exactly_one_main_heading_with_words_in_it(name: str) -> None:
    root, blocks = _root_and_blocks(name)
    assert _headings(ALL[root].body, blocks) == 1
    has_heading_block = any(block.name == "heading" for block in ALL[root].find_all(nodes.Block))
    if has_heading_block and "heading_line" not in blocks:
        assert _says_something(blocks.get("heading")), "the heading is empty"


@pytest.mark.parametrize("name", ALL)
def test_no_template_brings_style_or_script_or_anything_from_elsewhere(name: str) -> None:
    folder = SIMULATOR if name.startswith("phone_simulator/") else WEB
    words = text_of(folder / name)
    for forbidden in (
        "style=",
        "<style",
        "onclick=",
        "onsubmit=",
        "onload=",
        "javascript:",
        "//cdn",
        'src="http',
        "| safe",
    ):
        assert forbidden not in words
