"""Build the notebooks from their text twins, and take a notebook edited in JupyterLab back to its twin.

Each build also writes what is computed: the reading time and "Needs ... Used by ..." into a lecture's first cell,
course/glossary.ipynb from authoring/terms.toml, course/index.ipynb from authoring/index.toml and the lectures, and
course/README.md from the first cells and authoring/syllabus.toml.

python -m authoring.build [NAME ...]           build what changed; NAME is a beginning such as 07 or a05, or a path
python -m authoring.build --force [NAME ...]   execute again even if no code changed
python -m authoring.build --check [NAME ...]   only say whether twins and notebooks agree
python -m authoring.build --sync NAME ...      take the notebooks' text back to their twins
python -m authoring.build --repository OWNER/NAME    let every badge and first cell go to that repository on GitHub;
                                               then python -m grader release (make badges does both)
"""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import jupytext
from jupytext.config import load_jupytext_config
from nbformat import NotebookNode

from authoring import facts, glossary, index, pairs, syllabus
from authoring.execute import code_cells, execute
from authoring.pairs import AuthoringError, Pair


def build(pair: Pair, linked: facts.Links, *, force: bool = False) -> str:
    """Build one notebook from its twin and return what was done, in words.

    A lecture's computed facts are brought up to date in its twin first; ``linked`` is `facts.links`. An executed
    notebook keeps its outputs while its code stays the same. Raises AuthoringError if a cell fails (`execute`) or the
    result is larger than `pairs.MAX_BYTES`.
    """
    if pair.executed:
        facts.update(pair, linked)
    fresh = pairs.read_twin(pair)
    done = "built"
    if pair.executed:
        old = pairs.read_notebook(pair.notebook) if pair.notebook.exists() else None
        if old is not None and not force and _same_code(old, fresh):
            _copy_outputs(old, fresh)
            done = "text taken over"
        else:
            pair.notebook.parent.mkdir(parents=True, exist_ok=True)
            done = f"executed in {execute(fresh, pair.notebook.parent):.0f} s of CPU time"
    _refuse_large(fresh)
    return done if pairs.write_notebook(fresh, pair.notebook) else "unchanged"


def sync(pair: Pair, root: Path) -> str:
    """Write the notebook's text to its twin, then rebuild the notebook from it; return what was done."""
    notebook = pairs.normalize(pairs.read_notebook(pair.notebook), pair)
    pair.twin.write_text(twin_text(notebook, pair), encoding="utf-8")
    return f"{pair.twin.name} written, notebook {build(pair, facts.links(root))}"


def twin_text(notebook: NotebookNode, pair: Pair) -> str:
    """Return the text twin of a normalized notebook, as jupytext.toml wants it and JupyterLab would write it."""
    return str(jupytext.writes(notebook, fmt="py:percent", config=load_jupytext_config(str(pair.twin))))


def change_repository(root: Path, new: str) -> str:
    """Let badges, first cells and links in ``root`` go to ``new`` ("owner/name"); return what was done.

    Notebooks are changed together with their twins, so none needs to run again. Raises AuthoringError if there can be
    no such repository.
    """
    pairs.repository_name(new, root)
    old = pairs.repository(root)
    # Another repository's name may begin like ours.
    ours = re.compile(rf"(github(?:\.com)?/){re.escape(old)}(?![\w-]|\.(?!git\b)\w)")
    both = [path for pair in pairs.all_pairs(root) for path in (pair.twin, pair.notebook)]
    changed = 0
    # What names the old one comes last: after an interruption, the same command finishes the work.
    for path in (*both, root / "README.md", root / "pyproject.toml"):
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        fresh = ours.sub(rf"\g<1>{new}", text)
        if fresh != text:
            path.write_text(fresh, encoding="utf-8")
            changed += 1
    return f"{old} became {new} in {changed} files"


def _same_code(old: NotebookNode, fresh: NotebookNode) -> bool:
    """Whether ``old`` was executed and its code cells are those of ``fresh``."""
    left, right = code_cells(old), code_cells(fresh)
    complete = all(cell.execution_count is not None for cell in left)
    return complete and [(c.source, c.metadata.get("tags")) for c in left] == [
        (c.source, c.metadata.get("tags")) for c in right
    ]


def _copy_outputs(old: NotebookNode, fresh: NotebookNode) -> None:
    for source, target in zip(code_cells(old), code_cells(fresh), strict=True):
        target.outputs, target.execution_count = source.outputs, source.execution_count


def _refuse_large(notebook: NotebookNode) -> None:
    sizes = [(len(str(cell.get("outputs", ""))), number) for number, cell in enumerate(notebook.cells, start=1)]
    total = len(pairs.to_text(notebook).encode())
    if total > pairs.MAX_BYTES:
        largest, number = max(sizes)
        raise AuthoringError(
            f"the notebook has {total // 1000} KB, {pairs.MAX_BYTES // 1000} are allowed; its largest output is "
            f"cell {number} with {largest // 1000} KB: draw fewer or smaller figures"
        )


def check(chosen: Sequence[Pair], root: Path = pairs.ROOT) -> list[str]:
    """Return one line for every pair whose twin and notebook disagree, and for all that is computed and out of date.

    Each line names the command that mends it.
    """
    lines, linked = [], facts.links(root)
    if glossary.outdated(root):
        lines.append("glossary: course/glossary.ipynb is not what authoring/terms.toml says; run make notebooks")
    if index.outdated(root):
        lines.append(f"{index.PAGE} is not what {index.PLAN} and the lectures say; run make notebooks")
    if syllabus.outdated(root):
        lines.append(f"{syllabus.PAGE} is not what the twins say; run make notebooks")
    for pair in chosen:
        difference = pairs.differences(pair)
        if difference is not None:
            lines.append(
                f"{pair.name}: twin and notebook disagree: {difference}. If the twin is right: make notebooks; "
                f"if the notebook is right: python -m authoring.build --sync {pair.name}"
            )
        if pair.executed and facts.outdated(pair, linked):
            lines.append(f"{pair.name}: reading time or the line below the facts is out of date; run make notebooks")
    return lines


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m authoring.build", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    verb = parser.add_mutually_exclusive_group()
    verb.add_argument("--force", action="store_true")
    verb.add_argument("--check", action="store_true")
    verb.add_argument("--sync", action="store_true")
    verb.add_argument("--repository", metavar="OWNER/NAME")
    arguments = parser.parse_args(argv)
    if arguments.sync and not arguments.names:
        parser.error("--sync needs the name of the notebook whose text should go back to its twin")
    return arguments


def main(argv: Sequence[str] | None = None, root: Path = pairs.ROOT) -> int:
    """Run the command line; return 0, or 1 if something is wrong."""
    arguments = _arguments(argv)
    try:
        chosen = pairs.select(pairs.all_pairs(root), arguments.names)
        if arguments.repository is not None:
            print(change_repository(root, arguments.repository))
    except AuthoringError as error:
        return _fail([str(error)])
    if arguments.check:
        return _check(chosen, root)
    return _fail(_work(chosen, root, sync_back=arguments.sync, force=arguments.force))


def _check(chosen: Sequence[Pair], root: Path) -> int:
    try:
        return _fail(check(chosen, root))
    except AuthoringError as error:
        return _fail([str(error)])


def _work(chosen: Sequence[Pair], root: Path, *, sync_back: bool, force: bool) -> list[str]:
    """Build or sync each pair, then what leads to all of them, one line for each as it is done; return the errors."""
    errors, linked = [], facts.links(root)
    for pair in chosen:
        try:
            print(f"{pair.name}: {sync(pair, root) if sync_back else build(pair, linked, force=force)}", flush=True)
        except AuthoringError as error:
            errors.append(f"{pair.name}: {error}")
    try:
        print(f"glossary: {'built' if glossary.write(root) else 'unchanged'}")
        if (root / index.PLAN).exists():
            print(f"{index.PAGE}: {'built' if index.write(root) else 'unchanged'}")
        if (root / syllabus.PLAN).exists():
            print(f"{syllabus.PAGE}: {'built' if syllabus.write(root) else 'unchanged'}")
    except AuthoringError as error:
        errors.append(str(error))
    return errors


def _fail(lines: Sequence[str]) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
