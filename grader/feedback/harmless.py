"""What a student wrote, made harmless before it stands in anybody's page: HTML, Markdown, formulas and outputs.

Threat: the feedback page and the formgrader's page show a student's work to an instructor, in the formgrader's case
with the instructor's login. So nothing here is filtered by what is known to be bad. HTML keeps the elements and
attributes that are named below; outputs keep the media types that are named below; formulas become MathML here, so
that no page needs a formula renderer, which would be a script that reads the student's text; SVG becomes the source of
an image, where a browser runs no script and loads nothing.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from latex2mathml.converter import convert_to_element
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode, from_dict

ELEMENTS = (
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li"
    " ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr tt u ul var"
)
# Their text is nobody's words, and goes with them.
SILENT = {"script", "style", "template", "noscript"}
CELL = {"colspan", "rowspan", "scope"}
# Of each element; "*" stands for all. `_harmless_value` looks at the values.
ATTRIBUTES = {
    "*": {"title", "alt", "class"},
    "a": {"href"},
    "img": {"src", "width", "height"},
    "td": CELL,
    "th": CELL,
}
SCHEMES = {"http", "https", "mailto", "data"}
# Names that Pygments gives to the parts of a program, such as "highlight", "n" and "mi"; no page styles anything else
# by them. Any other class could make a student's words look like a part of the page.
CLASSES = re.compile(r"\s*((highlight|[a-z][a-z0-9]?)(\s+|$))*")
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
ATTACHED = re.compile(r"(<img\b[^>]*?\bsrc=)([\"'])attachment:(.*?)\2", re.IGNORECASE | re.DOTALL)
LINK = re.compile(r"(https?://|mailto:|#).*", re.IGNORECASE | re.DOTALL)
NUMBER = re.compile(r"\d{1,4}")

MATHML_ELEMENTS = (
    "math mi mn mo mtext mspace mrow mfrac msqrt mroot mstyle msub msup msubsup munder mover munderover mtable mtr mtd"
    " mpadded mphantom menclose"
)
MATHML_ATTRIBUTES = (
    "display displaystyle scriptlevel mathvariant stretchy fence separator form accent accentunder minsize maxsize"
    " width height depth lspace rspace linethickness columnalign notation"
)
LONGEST_FORMULA = 2000
ATTACHMENT = "attachment:"


def clean(text: str) -> Markup:
    """Return HTML without anything that runs, loads, submits or poses as a part of the page it stands in.

    What is already `Markup` was made here and is returned as it is.
    """
    if isinstance(text, Markup):
        return text
    cleaned = nh3.clean(
        text.encode("utf-8", "replace").decode("utf-8"),  # without half characters, which JSON can spell
        tags=set(ELEMENTS.split()),
        clean_content_tags=SILENT,
        attributes=ATTRIBUTES,
        attribute_filter=_harmless_value,
        url_schemes=SCHEMES,
        link_rel=None,  # nothing here opens a window
    )
    return Markup(cleaned)  # noqa: S704  (nh3 has just cleaned it)


def _harmless_value(_tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute that its element may have, or None where it is none of those."""
    values = {"href": LINK, "src": PICTURE, "width": NUMBER, "height": NUMBER, "class": CLASSES}
    return value if name not in values or values[name].fullmatch(value) else None


class _Renderer(IPythonRenderer):
    """nbconvert's renderer with a mark where a formula was; the mark survives cleaning, and MathML takes its place.

    nbconvert would give up the page for a picture that a text names and no longer has; here it is said in its place.
    """

    def __init__(self, attachments: dict[str, Any]) -> None:
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)
        self.formulas: list[Markup] = []

    def image(self, text: str, url: str, title: str | None = None) -> str:
        name = url.removeprefix(ATTACHMENT)
        if name == url:
            return str(super().image(text, url, title))
        shown = self._attached(name)
        return str(super().image(text, shown, title)) if shown else _missing(name)

    def block_html(self, html: str) -> str:
        return str(super().block_html(self._with_attached(html)))

    def inline_html(self, html: str) -> str:
        return str(super().inline_html(self._with_attached(html)))

    def _with_attached(self, html: str) -> str:
        """Return HTML whose images show what is attached."""
        return ATTACHED.sub(lambda match: f"{match[1]}{match[2]}{self._attached(match[3])}{match[2]}", html)

    def _attached(self, name: str) -> str:
        """Return an attached picture as an address; empty where there is none of that name."""
        bundle = self.attachments.get(name) or self.attachments.get(unquote(name)) or {}
        return next((f"data:{mime};base64,{_text(content)}" for mime, content in bundle.items()), "")

    def block_math(self, body: str) -> str:
        return self._mark(formula(body, display="block"))

    def inline_math(self, body: str) -> str:
        return self._mark(formula(body))

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def _mark(self, made: Markup) -> str:
        self.formulas.append(made)
        return _mark(len(self.formulas) - 1)


def _missing(name: str) -> str:
    return f"<em>[The picture {html.escape(unquote(name))} is not in the notebook.]</em>"


def _mark(number: int) -> str:
    return f"\ue000{number}\ue001"


def markdown(source: str, attachments: dict[str, Any] | None = None) -> Markup:
    """Return Markdown as harmless HTML with its formulas as MathML."""
    renderer = _Renderer(attachments or {})
    source = re.sub("[\ue000\ue001]", "\ufffd", source)  # private characters, here the marks of formulas
    cleaned = str(clean(MarkdownWithMath(renderer=renderer).render(source)))
    made = renderer.formulas
    return Markup(re.sub("\ue000(\\d+)\ue001", lambda match: made[int(match[1])], cleaned))  # noqa: S704


@pass_context
def markdown_filter(context: Context, source: str) -> Markup:
    """`markdown` as a filter of nbconvert's templates, where the attachments are those of the cell at hand."""
    return markdown(source, context.get("cell", {}).get("attachments", {}))


def formula(latex: str, display: str = "inline") -> Markup:
    """Return a LaTeX formula as MathML, or as it was written where it cannot be read."""
    latex = latex.strip()
    if len(latex) <= LONGEST_FORMULA:
        try:
            element = convert_to_element(latex, display=display)
            return Markup(ElementTree.tostring(_without_actions(element), encoding="unicode"))  # noqa: S704
        except Exception:  # noqa: S110  (whatever the student wrote, and whichever way the converter fails on it)
            pass
    return Markup("<code>{}</code>").format(latex)


def _without_actions(element: ElementTree.Element) -> ElementTree.Element:
    """Return a copy with what only lays out formulas: the converter also knows links, styles and classes."""
    tag = element.tag if element.tag in MATHML_ELEMENTS.split() else "mrow"
    kept = {name: value for name, value in element.attrib.items() if name in MATHML_ATTRIBUTES.split()}
    copy = ElementTree.Element(tag, kept)
    # The converter writes characters as references, which would be escaped once more.
    copy.text, copy.tail = html.unescape(element.text or ""), html.unescape(element.tail or "")
    copy.extend([_without_actions(child) for child in element])
    return copy


class HarmlessOutputs(Preprocessor):
    """Rebuilds every output from what a page may show: text, pictures and cleaned HTML, the richest of each bundle."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], _index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Rebuild the outputs of one cell; a raw cell, whose text would stand in the page as it is, becomes code."""
        if cell.cell_type == "raw":
            cell = from_dict({**cell, "cell_type": "code", "outputs": [], "execution_count": None, "metadata": {}})
        if cell.cell_type == "code":
            cell.outputs = [harmless(output) for output in cell.outputs]
        if "nbgrader" not in cell.metadata:  # the student's own: tags would become classes of the page
            cell.metadata = from_dict({})
        return cell, resources


def harmless(output: NotebookNode) -> NotebookNode:
    """Return an output that any template of nbconvert's may print."""
    if output.output_type in ("display_data", "execute_result"):
        made = {"output_type": output.output_type, **richest(output.data)}
        if output.output_type == "execute_result":
            made["execution_count"] = output.get("execution_count")
        cleaned: NotebookNode = from_dict(made)
        return cleaned
    return output  # streams and errors are text, and every template escapes them


def richest(data: dict[str, Any]) -> dict[str, Any]:
    """Return data and metadata of the best form that a page may show; scripts and widgets have none but their text."""
    words = _text(data.get("text/plain"))
    alt = words.removeprefix("Figure: ") if words.startswith("Figure: ") else "A picture that this cell made"
    for mime, make in FORMS.items():
        if mime in data and (made := make(_text(data[mime]), alt)):
            kind = mime if mime in RASTERS else "text/html"
            return {"data": {kind: made}, "metadata": {kind: {"alt": alt}} if mime in RASTERS else {}}
    return {"data": {"text/plain": words or "[an output that is not shown here]"}, "metadata": {}}


def _text(value: object) -> str:
    lines = value if isinstance(value, list) else [value]
    return "".join(line for line in lines if isinstance(line, str))


def _html(text: str, _alt: str) -> Markup:
    cleaned = clean(text)
    return cleaned if "<img" in cleaned or cleaned.striptags().strip() else Markup()


def _raster(text: str, _alt: str) -> str:
    compact = "".join(text.split())
    try:
        base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return compact


def _svg(text: str, alt: str) -> Markup:
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    return Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(alt, encoded)


def _latex(text: str, _alt: str) -> Markup:
    return Markup("<div>{}</div>").format(formula(text.strip().strip("$"), display="block"))


def _markdown(text: str, _alt: str) -> Markup:
    return markdown(text)


RASTERS = ("image/png", "image/jpeg")
FORMS: dict[str, Callable[[str, str], str]] = {
    "text/html": _html,
    "text/markdown": _markdown,
    "image/svg+xml": _svg,
    "text/latex": _latex,
    "image/png": _raster,
    "image/jpeg": _raster,
}
