"""Make the students' version of an assignment, and again only when its source has changed."""

import hashlib
import json
import shutil
from pathlib import Path

from nbgrader.apps import NbGraderAPI

from grader.course import GraderError, course_root, read_source
from grader.gradebook import has_gradebook, open_gradebook
from grader.released import complaint
from grader.text import last_error, told

# Beside the gradebook, since generating an assignment also writes its cells there: without the one, the other is void.
STAMPS = "gradebook.db.released.json"
# Where a release is made; beside release/, so that renaming into it stays on one disk.
MAKING = ".release-in-the-making"


def release(api: NbGraderAPI, assignment: str) -> bool:
    """Bring release/``assignment`` and the gradebook up to date with source/; return whether anything was to do.

    Raises GraderError with nbgrader's reason if it cannot be generated.
    """
    root = course_root(api)
    stamps = _stamps(root)
    # The gradebook comes first: nbgrader, too, would make its tables, and is not alone in that.
    if _in_gradebook(api, assignment) and stamps.get(assignment) == _fingerprint(root, assignment):
        return False
    _validate(api, assignment)
    _swap_in(_generated_beside(api, assignment), root / api.coursedir.release_directory / assignment)
    stamps[assignment] = _fingerprint(root, assignment)
    (root / STAMPS).write_text(json.dumps(stamps, indent=1), encoding="utf-8")
    return True


def _validate(api: NbGraderAPI, assignment: str) -> None:
    """Raise GraderError in the words of the check where a notebook of the assignment is not in order."""
    root = course_root(api)
    for path in sorted((root / "source" / assignment).glob("*.ipynb")):
        try:
            why = complaint(read_source(path, root, api.config), api.config)
        except Exception as error:  # whatever nbformat raises for what is no notebook
            why = f"{type(error).__name__}: {' '.join(str(error).split())}"
        if why:
            raise GraderError(f"source/{assignment} could not be released: {path.name}: {why}")


def hand_out(api: NbGraderAPI, assignment: str) -> None:
    """Put the released assignment into the exchange, from where students fetch it; nothing happens if it is there.

    Raises GraderError if the exchange cannot be written.
    """
    shelf = Path(api.exchange_root) / api.course_id / "outbound" / assignment
    if _digest(shelf) == _digest(course_root(api) / "release" / assignment):
        return
    result = api.release_assignment(assignment)
    if not result["success"]:
        raise GraderError(f"{assignment} could not be handed out: {last_error(told(result))}")


def _generated_beside(api: NbGraderAPI, assignment: str) -> Path:
    """Generate into a folder of its own, since nbgrader deletes the old release before it makes the new one."""
    usual = api.coursedir.release_directory
    making = course_root(api) / MAKING
    shutil.rmtree(making, ignore_errors=True)
    api.coursedir.release_directory = MAKING
    try:
        result = api.generate_assignment(assignment)
    finally:
        api.coursedir.release_directory = usual
    if not result["success"]:
        if "Cannot add or remove cells" in told(result):
            raise GraderError(
                f"source/{assignment} has other tests or answers than those that were graded. Give the old ones back, "
                f"or run nbgrader db assignment remove {assignment} --force, which forgets its grades and points by "
                "hand; what was handed in stays in submitted/ and is graded anew."
            )
        raise GraderError(f"source/{assignment} could not be released: {last_error(told(result))}")
    return making / assignment


def _swap_in(new: Path, place: Path) -> None:
    """Put ``new`` in the place of what may be there; a kill between two renames leaves both on the disk."""
    old = new.with_name("replaced")
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(new.parent)


def _stamps(root: Path) -> dict[str, str]:
    path = root / STAMPS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _fingerprint(root: Path, assignment: str) -> str:
    """Hash what the release is made from and the release itself, so that a change of either is noticed."""
    folders = [root / "source" / assignment, root / "release" / assignment]
    settings = (root / "nbgrader_config.py").read_bytes()
    return hashlib.sha256(settings + "".join(map(_digest, folders)).encode()).hexdigest()


def _digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts)
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _in_gradebook(api: NbGraderAPI, assignment: str) -> bool:
    if not has_gradebook(api.coursedir):
        return False
    with open_gradebook(api.coursedir) as gradebook:
        return any(row.name == assignment for row in gradebook.assignments)
