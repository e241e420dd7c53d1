"""Take the pictures of deploy/README.md from what the tests of the hub saw: `make pictures`, after `make test`."""

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
SEEN, IMAGES = ROOT / "artifacts", ROOT / "docs" / "images"
WIDTH, COLORS = 1000, 64
# How many of a picture's 1000 lines show something.
PICTURES = {
    "hub-profiles": 300,
    "hub-released": 780,
    "hub-submitted-twice": 520,
    "hub-full": 660,
    "hub-collected": 780,
    "hub-autograded": 520,
    "hub-ada-feedback": 380,
}


def main() -> int:
    """Write each picture to docs/images."""
    if missing := [name for name in PICTURES if not (SEEN / f"{name}.png").exists()]:
        print(f"artifacts/ holds no {', '.join(missing)}: run the tests of the hub first, make test.", file=sys.stderr)  # noqa: T201
        return 1
    for name, lines in PICTURES.items():
        with Image.open(SEEN / f"{name}.png") as seen:
            shown = seen.convert("RGB").crop((0, 0, seen.width, lines))
            shown.thumbnail((WIDTH, WIDTH))
            shown.quantize(COLORS).save(IMAGES / f"{name}.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
