"""nbgrader's Assignment List, which says in one line why something could not be done.

nbgrader shows a student Python's traceback where submitting fails, and nothing at all where fetching does. It also
lists the submissions of an assignment without a word on which of them counts, and which is late.
"""

import json
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from nbgrader.exchange.default import Exchange
from nbgrader.server_extensions import assignment_list
from nbgrader.server_extensions.assignment_list.handlers import AssignmentActionHandler, AssignmentList
from tornado.web import authenticated

from grader.hub.due import late

Reply = dict[str, Any]  # "success", and as "value" what was asked for or why it cannot be had

LINES = textwrap.TextWrapper(80, break_long_words=False, break_on_hyphens=False)
MANAGER = "assignment_list_manager"
ERROR = re.compile(r"^(?:\w+\.)*(\w*(?:Error|Exception|Timeout)): ", re.MULTILINE)
NO_HUB = "The hub does not answer. Your files are safe; try again in a minute, and tell your instructor if this stays."
NO_EXCHANGE = "The course's folder for assignments is not there, or closed: tell your instructor."
LATEST, EARLIER = "the latest: this one counts", "an earlier one"


class ClearAssignmentList(AssignmentList):  # type: ignore[misc]  # nbgrader has no types
    """What the list shows and does."""

    def list_assignments(self, course_id: str | None = None) -> Reply:
        """Return the assignments of a course, or why they cannot be listed."""
        return clear(super().list_assignments(course_id=course_id))

    def list_submitted_assignments(self, course_id: str | None = None) -> Reply:
        """Return what was submitted; the time of each says whether it is late, and which of several counts."""
        answer: Reply = super().list_submitted_assignments(course_id=course_id)
        if not answer["success"]:
            return answer
        exchange = self.exchange()
        for assignment in answer["value"]:
            released = exchange / assignment["course_id"] / "outbound" / assignment["assignment_id"]
            *earlier, latest = assignment["submissions"]
            for submission in assignment["submissions"]:
                which = (LATEST if submission is latest else EARLIER) if earlier else ""
                said = "; ".join(filter(None, (which, late(released, submission["timestamp"]))))
                submission["timestamp"] += f" ({said})" if said else ""
        return answer

    def exchange(self) -> Path:
        """Return the folder where assignments are handed out and in."""
        with self.get_assignment_dir_config() as config:
            return Path(Exchange(config=config).root)

    def fetch_assignment(self, course_id: str, assignment_id: str) -> Reply:
        """Fetch, and return why not if that fails."""
        return clear(super().fetch_assignment(course_id, assignment_id))

    def submit_assignment(self, course_id: str, assignment_id: str) -> Reply:
        """Submit, and return why not if that fails."""
        return clear(super().submit_assignment(course_id, assignment_id))

    def fetch_feedback(self, course_id: str, assignment_id: str) -> Reply:
        """Fetch the feedback that was released, and return why not if that fails."""
        return clear(super().fetch_feedback(course_id, assignment_id))


class ActionHandler(AssignmentActionHandler):  # type: ignore[misc]  # nbgrader has no types
    """Fetches, submits and fetches feedback."""

    @authenticated
    def post(self, action: str) -> None:
        """Answer with the new list, or with why nothing was done, of which nbgrader tells only when it submits."""
        asked, manager = self.get_json_body(), self.manager
        actions: dict[str, Callable[[str, str], Reply]] = {
            "fetch": manager.fetch_assignment,
            "submit": manager.submit_assignment,
            "fetch_feedback": manager.fetch_feedback,
        }
        course = asked["course_id"]
        done = actions[action](course, asked["assignment_id"])
        self.finish(json.dumps(manager.list_assignments(course_id=course) if done["success"] else done))


def clear(answer: Reply) -> Reply:
    """Return an answer in which the reason of a failure, if it is one, is told to a student."""
    if answer["success"]:
        return answer
    # The dialog that shows it does not break lines.
    return answer | {"value": "\n".join(LINES.wrap(reason(answer["value"])))}


def reason(traceback: str) -> str:
    """Return what a student needs of a traceback: the last error's own words."""
    errors = [*ERROR.finditer(traceback)]
    if not errors:
        return NO_EXCHANGE if "exchange directory" in traceback else traceback
    name, said = errors[-1][1], traceback[errors[-1].end() :].strip()
    if name == "ExchangeError":
        return said
    if name in ("ConnectionError", "ConnectTimeout", "ReadTimeout"):
        return NO_HUB
    return f"{name}: {said}. Your files are safe. Try again, and show this to your instructor if it stays."


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:  # noqa: ANN401  (Jupyter's ServerApp)
    """Put this list into the place of nbgrader's; of two handlers for an address, the first one answers."""
    address = url_path_join(app.web_app.settings["base_url"], r"/assignments/(?P<action>fetch|submit|fetch_feedback)")
    app.web_app.add_handlers(".*$", [(address, ActionHandler)])
    assignment_list._load_jupyter_server_extension(app)
    manager = ClearAssignmentList(parent=app)
    manager.root_dir = app.root_dir
    app.web_app.settings[MANAGER] = manager
