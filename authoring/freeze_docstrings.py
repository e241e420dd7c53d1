"""Write helpers/data/docstrings.txt from the Python that runs this: `python -m authoring.freeze_docstrings`.

The text is in the repository, so nobody needs this to learn or to build. It is kept to show where the text comes from,
and how to make it again: with the Python of `helpers.data.docstrings.PYTHON` it writes the very same file. Another
Python has other docstrings; then the checksum that is printed belongs into `helpers/data/docstrings.py`, and what
lecture 30 says has to be measured anew.
"""

import ast
import hashlib
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from helpers.data.docstrings import FILE

# Plain English in quantity. Modules with a license or a copyright of their own inside are left out (turtle, tarfile,
# codecs, optparse, ...): all of this is under the PSF License Version 2.
MODULES = (
    "argparse base64 bdb calendar cmd code configparser contextlib copy csv dataclasses difflib dis doctest enum "
    "fileinput fractions functools gettext glob graphlib gzip heapq inspect ipaddress locale mailbox mimetypes os "
    "pathlib pdb pickle pickletools pkgutil pydoc queue random sched shelve shutil socket ssl statistics string "
    "subprocess tempfile threading timeit traceback typing unittest.case weakref zipfile"
)
LIBRARY = Path(sysconfig.get_paths()["stdlib"])
PRINTABLE = {"\n", *map(chr, range(ord(" "), ord("~") + 1))}


def docstrings(source: str) -> Iterator[str]:
    """Yield a module's docstrings and its classes' and functions' that are printable ASCII without ``>>>`` examples."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node) or ""
            if " " in text and ">>>" not in text and set(text) <= PRINTABLE:
                yield text


def frozen(library: Path) -> str:
    """Return all docstrings, each once, module after module, with a blank line between."""
    texts: dict[str, None] = {}
    for module in MODULES.split():
        source = (library / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        texts |= dict.fromkeys(docstrings(source))
    return "\n\n".join(texts) + "\n"


def main() -> None:
    """Write the file and print what `helpers/data/docstrings.py` has to say of it."""
    text = frozen(LIBRARY)
    FILE.write_bytes(text.encode("ascii"))
    print(f"Python {sys.version.split()[0]}, {len(text):,} characters, {len(set(text))} different, SHA-256")
    print(hashlib.sha256(text.encode("ascii")).hexdigest())


if __name__ == "__main__":
    main()
