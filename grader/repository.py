"""The course's repository on GitHub: its name, and what such a name can be."""

import re
import tomllib

GITHUB = "https://github.com/"
NAME = re.compile(r"[A-Za-z0-9][\w-]{0,38}/(?!\.{1,2}$)(?!.*\.git$)[\w.-]{1,100}", re.ASCII)


def repository_in(settings: str) -> str:
    """Return OWNER/NAME of the repository that [project.urls] in the text of a pyproject.toml names."""
    return str(tomllib.loads(settings)["project"]["urls"]["Repository"]).removeprefix(GITHUB).strip("/")


def is_repository(text: str) -> bool:
    """Return whether a text can be OWNER/NAME of a repository on GitHub."""
    return bool(NAME.fullmatch(text))
