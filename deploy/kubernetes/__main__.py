"""python -m deploy.kubernetes FILE FOLDER: writes what kubectl and helm are given for a class."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from deploy.kubernetes import manifests
from deploy.kubernetes.settings import SettingsError, load


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the two files and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.kubernetes", description=__doc__)
    parser.add_argument("file", type=Path, help="the settings of the class, such as deploy/kubernetes/class.toml")
    parser.add_argument("folder", type=Path, help="where to write values.yaml and volume.yaml")
    given = parser.parse_args(arguments)
    try:
        settings = load(given.file)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    given.folder.mkdir(parents=True, exist_ok=True)
    given.folder.chmod(0o700)  # the secret of the login is in it
    write(given.folder / "values.yaml", manifests.values(settings))
    write(given.folder / "volume.yaml", *manifests.volume(settings))
    people = f"{len(settings.course.instructors)} to teach, {len(settings.students)} to learn"
    print(f"{given.folder} has values.yaml and volume.yaml for {settings.course.id}: {people}")
    return 0


def write(path: Path, *documents: manifests.Yaml) -> None:
    """Write documents as YAML, with every text in quotes, since Helm takes 1e5 for a number where Python does not."""
    path.write_text(yaml.dump_all(documents, Dumper=_Quoting, sort_keys=False, width=120), encoding="utf-8")


class _Quoting(yaml.SafeDumper):
    def ignore_aliases(self, _data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else '"')


_Quoting.add_representer(str, _text)

if __name__ == "__main__":
    sys.exit(main())
