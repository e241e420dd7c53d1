"""python -m deploy.jupyterhub check | start | stop FILE."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.jupyterhub import accounts, control
from deploy.jupyterhub.configuration import course_folder, private_folder
from deploy.jupyterhub.settings import Settings, SettingsError, load


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.jupyterhub", description=__doc__)
    parser.add_argument("command", choices=("check", "start", "stop"))
    parser.add_argument("file", type=Path, help="the settings of the class, such as deploy/jupyterhub/demo.toml")
    given = parser.parse_args(arguments)
    try:
        settings = load(given.file)
        {"check": check, "start": start, "stop": stop}[given.command](settings, given.file)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check(settings: Settings, file: Path) -> None:
    """Say what the settings describe."""
    people = f"{len(settings.course.instructors)} to teach, {len(settings.students)} to learn"
    print(f"{file} is right: course {settings.course.id}, {people}, {len(settings.profiles)} profiles")


def start(settings: Settings, file: Path) -> None:
    """Start the hub and say who can log in."""
    if names := accounts.missing(settings, private_folder(settings) / accounts.RECORD):
        print(f"Making the accounts {', '.join(names)} on this machine.")
        print("make hub-stop removes them and all they did.", flush=True)
    passwords = control.start(settings, file)
    print(f"\nThe hub is at {control.address(settings)}\n")
    otherwise = "with the password from before" if settings.accounts.create else "with the password of this machine"
    for name in settings.people:
        role = "instructor" if name in settings.course.instructors else "student"
        print(f"  {role:<11} {name:<20} {passwords.get(name, otherwise)}")
    print(f"\nFormgrader: {control.address(settings)}/services/{settings.course.id}/lab?formgrader=true")
    print(f"Course:     {course_folder(settings)}")
    print(f"Log:        {private_folder(settings) / 'hub.log'}")


def stop(settings: Settings, _file: Path) -> None:
    """End the hub and say what was removed."""
    if settings.accounts.create:
        print("Ending the hub and removing the demo class, with everything in it.", flush=True)
    if removed := control.stop(settings):
        print(f"Removed the accounts {', '.join(removed)}.")
    print("No hub is running.")


if __name__ == "__main__":
    sys.exit(main())
