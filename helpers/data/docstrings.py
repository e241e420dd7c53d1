"""English text for language models: docstrings of Python's standard library, frozen, so that all read the same.

The text is that of Python 3.11.7, Copyright (c) 2001-2023 Python Software Foundation; All Rights Reserved. It is under
the PSF License Version 2, which stands beside it in `docstrings-LICENSE.txt`. `authoring/freeze_docstrings.py` took it
out of the source and dropped repetitions, examples and all that is not ASCII; nothing else was changed.
"""

import hashlib
from pathlib import Path

FILE = Path(__file__).with_name("docstrings.txt")
PYTHON = "3.11.7"  # whose docstrings they are
SHA256 = "0f539a0ddcb643c01459f2d060b1712d78ac33abd05da4c9694a16e49bab21a6"


def docstrings() -> str:
    """Return docstrings of Python 3.11.7's standard library as one string, a blank line between two of them.

    392,800 characters of 96 kinds: printable ASCII and line ends. Module follows module by name, so the end of the text
    comes from modules that its beginning says nothing of. Each docstring comes once.

    Raises:
        ValueError: if the file is not the one that was frozen, so that no number of lecture 30 would come out.
    """
    content = FILE.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{FILE} was changed: restore it, such as by git checkout, or install the package again")
    return content.decode("ascii")
