"""Pictures without a camera: drawn with the mouse, typed as rows of . and #, or uploaded, to teach a machine with.

Every way ends in the same picture, (1, 28, 28) in [0, 1] with 0 = paper and 1 = ink, as large and as centered as the
signs of `helpers.data.glyph_letters`: a network that learned from those sees what it is used to.
"""

import base64
import html
import io
from collections.abc import Callable, Sequence

import ipywidgets
import numpy as np
import torch
import torch.nn.functional as F
from IPython.display import display
from PIL import Image, UnidentifiedImageError
from torch import Tensor

Answer = Callable[[Tensor, Tensor, Tensor], Tensor]

PAD = 14  # rows and columns of the drawing pad
_SIDE, _HEIGHT, _WIDTH = 28, 18, 26  # of a picture, and what a drawing may fill of it, in pixels
_CONTRAST = 40  # gray levels of 255; a file with less shows nothing but the camera's noise
_FAINT = 0.25  # of full ink: a shadow on the paper is no part of the drawing
_HINT = "Interactive panel. Run this cell to draw, type or upload pictures and to teach the machine with them."

# What the page does while a drawing is made, without the kernel. The rows in the text box are the drawing: a stroke
# begins from them, goes over all cells between two reports of the mouse, and is written back when it ends.
_BEGIN = f"""
this.setPointerCapture(event.pointerId);
const ink = this.getContext("2d");
ink.clearRect(0, 0, {PAD}, {PAD});
this.rows = this.closest(".sketch-panel").querySelector("textarea");
this.rows.value.split("\\n").forEach((row, y) => [...row].forEach((c, x) => c == "#" && ink.fillRect(x, y, 1, 1)));
this.last = null;
this.onpointermove(event);
"""
_STROKE = f"""
if (!event.buttons || !this.rows) return;
const box = this.getBoundingClientRect(), ink = this.getContext("2d");
const x = (event.clientX - box.left) / box.width * {PAD}, y = (event.clientY - box.top) / box.height * {PAD};
const [x0, y0] = this.last ?? [x, y], steps = Math.ceil(2 * Math.hypot(x - x0, y - y0)) || 1;
for (let n = 0; n <= steps; n++)
  ink.fillRect(Math.floor(x0 + (x - x0) * n / steps), Math.floor(y0 + (y - y0) * n / steps), 1, 1);
this.last = [x, y];
"""
_END = f"""
const dots = this.getContext("2d").getImageData(0, 0, {PAD}, {PAD}).data;
const cells = Array.from({{length: {PAD * PAD}}}, (_, n) => dots[4 * n + 3] ? "#" : ".");
this.rows.value = cells.join("").match(/.{{{PAD}}}/g).join("\\n");
this.rows.dispatchEvent(new Event("input", {{bubbles: true}}));
"""
_CANVAS = (
    f'<canvas width="{PAD}" height="{PAD}" role="img" aria-label="Drawing pad for the mouse; the text box beside it '
    'takes the same drawing as rows of . and #" style="width: 280px; height: 280px; image-rendering: pixelated; '
    'background: white; border: 1px solid gray; cursor: crosshair; touch-action: none" '
    f'onpointerdown="{html.escape(_BEGIN)}" onpointermove="{html.escape(_STROKE)}" onpointerup="{html.escape(_END)}">'
    "</canvas>"
)


def from_rows(rows: str) -> Tensor:
    """Return the picture (1, 28, 28) that ``rows`` of . (paper) and # (ink) draw; short rows end in paper.

    Raises:
        ValueError: if a row has another sign, or there is no ink.
    """
    lines = rows.split()
    for number, line in enumerate(lines, start=1):
        if strange := line.strip(".#"):
            raise ValueError(f"row {number} has {strange[0]!r}: draw with . for paper and # for ink")
    width = max(map(len, lines), default=0)
    return framed(torch.tensor([[float(sign == "#") for sign in line.ljust(width, ".")] for line in lines]))


def from_file(content: bytes) -> Tensor:
    """Return the picture (1, 28, 28) in an image file's ``content``, dark on light or light on dark.

    What its border shows most is taken for paper. Raises ValueError if it is no image, or nothing stands out from the
    paper.
    """
    try:
        image = Image.open(io.BytesIO(content)).convert("RGBA")
    except UnidentifiedImageError:
        raise ValueError("this file is no picture that can be read: upload a PNG or JPEG file") from None
    white = Image.new("RGBA", image.size, "white")
    gray = torch.from_numpy(np.array(Image.alpha_composite(white, image).convert("L"), dtype=np.float32))
    paper = torch.cat([gray[0], gray[-1], gray[:, 0], gray[:, -1]]).median()
    ink = (gray - paper).abs()
    return framed(ink / ink.max().clamp(min=_CONTRAST))


def framed(ink: Tensor) -> Tensor:
    """Cut the drawing out of ``ink`` (H, W) in [0, 1] and center it as the glyphs are, 18 pixels high: (1, 28, 28).

    A drawing too wide for that is 26 pixels wide. Raises ValueError if there is no ink.
    """
    marks = (ink > _FAINT).nonzero()
    if len(marks) == 0:
        raise ValueError("there is no ink in the picture: draw something")
    (top, left), (bottom, right) = marks.amin(0).tolist(), marks.amax(0).tolist()
    cut = ink[top : bottom + 1, left : right + 1]
    scale = min(_HEIGHT / cut.shape[0], _WIDTH / cut.shape[1])
    height, width = (max(1, round(scale * side)) for side in cut.shape)
    small = F.interpolate(cut[None, None], size=(height, width), mode="bilinear", antialias=True)[0, 0]
    picture = torch.zeros(1, _SIDE, _SIDE)
    above, before = (_SIDE - height) // 2, (_SIDE - width) // 2
    picture[0, above : above + height, before : before + width] = small.clamp(0, 1)
    return picture


class Panel:
    """A drawing pad, an upload button and the answers of a machine that is taught with them.

    ``answer(X, y, picture)`` gets the examples so far, X (n, 1, 28, 28) and y (n,), and a picture (1, 28, 28); it
    returns the share of each class, (len(names),). It is asked once every class has an example.
    """

    def __init__(self, answer: Answer, names: Sequence[str] = ("A", "B", "C")) -> None:
        self.answer, self.names = answer, list(names)
        self.pictures: list[Tensor] = []
        self.labels: list[int] = []
        self.clears = 0
        layout = {"width": "17em", "height": "290px"}
        self.rows = ipywidgets.Textarea(placeholder=f"or type {PAD} rows of . and #", layout=layout)
        self.canvas = ipywidgets.HTML(_CANVAS)
        self.chosen = ipywidgets.Dropdown(options=self.names, description="class")
        self.teach = ipywidgets.Button(description="Teach this drawing")
        self.clear = ipywidgets.Button(description="Clear the pad")
        self.upload = ipywidgets.FileUpload(accept="image/*", multiple=True, description="Teach files")
        self.words = ipywidgets.HTML()
        self.rows.observe(lambda _: self._show(), names="value")
        self.teach.on_click(lambda _: self._teach_drawing())
        self.clear.on_click(lambda _: self._clear())
        self.upload.observe(lambda _: self._teach_files(), names="value")
        self._show()

    def add(self, picture: Tensor, name: str) -> None:
        """Take ``picture`` (1, 28, 28) as an example of the class ``name``; ValueError if there is no such class."""
        if name not in self.names:
            raise ValueError(f"no class {name!r}: this machine has {', '.join(self.names)}")
        self.pictures.append(picture)
        self.labels.append(self.names.index(name))

    def show(self) -> None:
        """Display the panel; a page without a kernel gets a sentence in its place."""
        self._show()
        buttons = ipywidgets.HBox([self.chosen, self.teach, self.upload, self.clear])
        panel = ipywidgets.VBox([ipywidgets.HBox([self.canvas, self.rows]), buttons, self.words])
        panel.add_class("sketch-panel")
        view = {"version_major": 2, "version_minor": 0, "model_id": panel.model_id}
        data = {"application/vnd.jupyter.widget-view+json": view, "text/plain": _HINT}
        display({**data, "text/html": f"<p><em>{_HINT}</em></p>"}, raw=True)

    def _teach_drawing(self) -> None:
        try:
            self.add(from_rows(self.rows.value), self.chosen.value)
        except ValueError as error:
            self._show(str(error))
        else:
            self._clear()

    def _teach_files(self) -> None:
        value = self.upload.value
        if not value:
            return
        problems = []
        for file in value.values() if isinstance(value, dict) else value:  # ipywidgets 7 (Colab) and 8
            try:
                self.add(from_file(bytes(file["content"])), self.chosen.value)
            except ValueError as error:
                problems.append(str(error))
        self.upload.set_trait("value", type(value)())  # the same files may be chosen again
        self._show("; ".join(problems))

    def _clear(self) -> None:
        self.clears += 1
        self.canvas.value = f"{_CANVAS}<!-- {self.clears} -->"  # another text, so that the page makes an empty one
        self.rows.value = ""
        self._show()

    def _show(self, problem: str = "") -> None:
        counts = ", ".join(f"{name} {self.labels.count(number)}" for number, name in enumerate(self.names))
        try:
            seen = from_rows(self.rows.value) if self.rows.value.strip(".\n ") else None
        except ValueError as error:
            seen, problem = None, problem or str(error)
        lines = [f"Examples: {counts}.", problem] if problem else [f"Examples: {counts}."]
        spoken = "".join(f"<p>{html.escape(line)}</p>" for line in [*lines, *self._shares(seen)])
        self.words.value = f'<div role="status">{spoken}{_image(seen) if seen is not None else ""}</div>'

    def _shares(self, seen: Tensor | None) -> list[str]:
        """Return what the machine says of a picture, a line for each class."""
        if len(set(self.labels)) < len(self.names):
            return ["Teach every class at least once, then draw: the machine will answer."]
        if seen is None:
            return ["Draw, and the machine will answer."]
        shares = self.answer(torch.stack(self.pictures), torch.tensor(self.labels), seen).tolist()
        return [f"{name}: {share:.0%}" for name, share in zip(self.names, shares, strict=True)]


def _image(picture: Tensor) -> str:
    """Return an HTML image of a picture (1, 28, 28), dark ink on light paper."""
    buffer = io.BytesIO()
    pixels = (255 * (1 - picture[0])).byte().numpy()
    Image.fromarray(pixels).resize((112, 112), Image.Resampling.NEAREST).save(buffer, format="png")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img alt="The drawing as the network sees it" width="112" src="data:image/png;base64,{data}">'
