"""Who logs in: the accounts of this machine, with their passwords, that are in the class."""

from typing import Any

from jupyterhub.auth import PAMAuthenticator
from tornado.web import HTTPError


class RosterAuthenticator(PAMAuthenticator):  # type: ignore[misc]  # JupyterHub has no types
    """JupyterHub's PAM, which does not call the password wrong where it is right and the person not in the class."""

    def check_allowed(self, username: str, authentication: dict[str, Any] | None = None) -> bool:
        """Return whether ``username``, whose password was right, is in the class. Raises HTTPError (403) if not."""
        if super().check_allowed(username, authentication):
            return True
        raise HTTPError(403, f"{username} is not in this course. If you should be, ask your instructor to add you.")
