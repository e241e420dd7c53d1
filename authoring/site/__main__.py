"""Make the course's web pages: python -m authoring.site [NAME ...].

site/ gets every lecture, assignment, the glossary and the index; with names ("07", "a05") those alone. Lectures are
shown with the outputs that they are stored with; their interactive figures are drawn for all that their controls can
be moved to, once, and kept in .site_cache/ until a lecture, the helpers or the lock change.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from authoring import pairs
from authoring.pairs import AuthoringError
from authoring.site.build import build


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 1 if something is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m authoring.site", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--output", type=Path, default=pairs.ROOT / "site")
    given = parser.parse_args(arguments)
    try:
        build(pairs.ROOT, given.output, given.names)
    except AuthoringError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{given.output}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
