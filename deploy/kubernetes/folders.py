"""Makes the folders of a class on the volume that its servers share, with the modes that keep people apart.

A Kubernetes Job runs this file by itself, as root, whenever the class has changed: python folders.py CLASS.json VOLUME.
Nothing that is there is removed or changed but the owner and mode of the folders themselves.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

OTHERS = "root:x:0:0:root:/root:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"


def make(volume: Path, course: str, grader: str, uids: dict[str, int]) -> None:
    """Make what is missing. Raises RuntimeError if the volume does not keep owners and modes.

    ``homes/NAME`` is a person's own, and the grader's has the course in it. ``passwd/NAME`` tells a server the name of
    its own number, and the grader's everyone's: whose a submission is, collecting reads from its owner's number.
    """
    root, staff = os.geteuid(), uids[grader]
    shared = volume / "exchange"
    for folder in (volume, volume / "homes", volume / "passwd"):
        _folder(folder, root, 0o711)
    _folder(shared, root, 0o1777)  # nbgrader wants it open to all; the sticky bit leaves everything to its owner
    _folder(shared / course, staff, 0o755)
    _folder(shared / course / "inbound", staff, 0o3733)  # to put submissions in, not to list them
    for name, uid in uids.items():
        _folder(volume / "homes" / name, uid, 0o700)
        known = uids if name == grader else {name: uid}
        lines = [f"{who}:x:{number}:{number}::/home/{who}:/bin/bash\n" for who, number in known.items()]
        (volume / "passwd" / name).write_text(OTHERS + "".join(lines), encoding="utf-8")
        (volume / "passwd" / name).chmod(0o644)
    _folder(volume / "homes" / grader / course, staff, 0o700)


def _folder(path: Path, owner: int, mode: int) -> None:
    path.mkdir(exist_ok=True)
    os.chown(path, owner, owner, follow_symlinks=False)
    path.chmod(mode)
    found = path.lstat()
    if (found.st_uid, found.st_mode & 0o7777) != (owner, mode):
        raise RuntimeError(
            f"{path} should be of user {owner} with mode {mode:o}, but is of {found.st_uid} with "
            f"{found.st_mode & 0o7777:o}: this volume does not keep owners and modes, so that it cannot keep students' "
            "work apart; take a storage class that does"
        )


def main(arguments: list[str]) -> int:
    """Make the folders and return the exit code; the arguments are the class's JSON file and the volume."""
    file, volume = map(Path, arguments)
    given: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    try:
        make(volume, **given)
    except (OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{volume} has the folders of {len(given['uids'])} people")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
