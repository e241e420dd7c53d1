"""What a hostile student tries in their own server. Each try that does not fail is gained; which were made is printed.

The same text is run with every door open, where each has to be gained: one that fails for a slip is no try.
"""

TRYING = """
import glob, json, mmap, os, pathlib, subprocess, sys, urllib.request
exchange = os.environ["ONE_NEURON_UP_EXCHANGE"]
place, inbound = f"{exchange}/{course}", f"{exchange}/{course}/inbound"
token, api = os.environ["JUPYTERHUB_API_TOKEN"], os.environ["JUPYTERHUB_API_URL"]
def ask(path, method="GET", data=None):
    request = urllib.request.Request(api + path, data, dict(Authorization=f"token {token}"), method=method)
    return json.loads(urllib.request.urlopen(request).read() or "null")
def need(answer):
    if not answer:
        raise PermissionError
def make(tries):
    gained = []
    for what, attempt in tries.items():
        try:
            attempt()
            gained.append(what)
        except Exception:
            pass
    print("gained:", gained, "of", len(tries), "end")
"""

# The last ones take things away, which the ones before them need.
DOORS = """
make(dict(
    reads_solutions=lambda: os.listdir(f"/home/{prefix}grader"),
    reads_gradebook=lambda: open(f"/home/{prefix}grader/{course}/gradebook.db", "rb").read(1),
    reads_home=lambda: os.listdir(f"/home/{prefix}ada"),
    reads_submission=lambda: need(glob.glob(f"{inbound}/{prefix}ada+*/*.ipynb")),
    lists_inbound=lambda: os.listdir(inbound),
    writes_release=lambda: open(f"{place}/outbound/{assignment}/{notebook}.ipynb", "a"),
    writes_lectures=lambda: open(glob.glob(f"{folder}/lectures/*.ipynb")[0], "a"),
    reads_hub=lambda: os.listdir(f"{folder}/hub"),
    reads_cookie_secret=lambda: open(f"{folder}/hub/cookie_secret").read(),
    changes_settings=lambda: open(f"{folder}/etc/student/nbgrader_config.py", "a"),
    lists_users=lambda: need(len(ask("/users")) > 1),
    reads_others=lambda: ask(f"/users/{prefix}ada"),
    joins_instructors=lambda: ask(
        f"/groups/formgrade-{course}/users", "POST", json.dumps(dict(users=[f"{prefix}mallory"])).encode()
    ),
    makes_admin=lambda: ask(f"/users/{prefix}mallory", "PATCH", b'{"admin": true}'),
    stops_others=lambda: ask(f"/users/{prefix}ada/server", "DELETE"),
    takes_memory=lambda: mmap.mmap(-1, 6 * 2**30, mmap.MAP_PRIVATE),
    removes_inbound=lambda: os.rename(inbound, f"{place}/taken"),
    renames_course=lambda: os.rename(place, f"{exchange}/taken"),
))
"""

# As another student, later than that one; and a link to the solution for an answer.
FORGED = """
source = f"/home/{prefix}grader/{course}/source/{assignment}/{notebook}.ipynb"
for who in (f"{prefix}ada", f"{prefix}mallory", f"{prefix}nobody"):
    forged = pathlib.Path(inbound, f"{who}+{assignment}+2099-01-01 00:00:00.000000 UTC+x")
    forged.mkdir()
    (forged / "timestamp.txt").write_text("2099-01-01 00:00:00.000000 UTC")
    (forged / f"{notebook}.ipynb").symlink_to(source)
pathlib.Path(inbound, f"{prefix}x+{assignment}+no time+x").mkdir()
"""

# Once feedback is released: ada's, by somebody who was told when she submitted, and what is in her notebook.
FEEDBACK = """
from nbgrader.utils import make_unique_key, notebook_hash
pages, mine = f"{place}/feedback", f"{course}/{assignment}/{notebook}.ipynb"
listed = pathlib.Path.home() / ".local/share/jupyter/nbgrader_cache" / course
def page(*by, **secret):
    return need(open(f"{pages}/{notebook_hash(*by, **secret)}.html").read())
def fetches(secret):
    forged = listed / f"{prefix}ada+{assignment}+{time}"
    forged.mkdir(parents=True, exist_ok=True)
    (forged / f"{notebook}.ipynb").write_text(open(mine).read())
    (forged / "submission_secret.txt").write_text(secret)
    command = [sys.executable, "-m", "nbgrader", "fetch_feedback", assignment, f"--course={course}"]
    subprocess.run(command, capture_output=True)
    need(glob.glob(f"{course}/{assignment}/feedback/{time}/*.html"))
make(dict(
    lists_feedback=lambda: os.listdir(pages),
    reads_her_list=lambda: os.listdir(f"/home/{prefix}ada/.local/share/jupyter/nbgrader_cache/{course}"),
    reads_her_secret=lambda: need(glob.glob(f"{inbound}/{prefix}ada+*/submission_secret.txt")),
    reads_graded=lambda: need(glob.glob(f"/home/{prefix}grader/{course}/feedback/{prefix}ada/*/*.html")),
    computes_the_name=lambda: page(mine, make_unique_key(course, assignment, notebook, f"{prefix}ada", time)),
    computes_the_old_name=lambda: page(mine),
    guesses_a_secret=lambda: page(secret=time, notebook_id=notebook),
    fetches_by_a_forged_secret=lambda: fetches("0" * 128),
))
"""


def text(tries: str, **places: str) -> str:
    """Return the program for a notebook or Python, in which ``places`` are names."""
    return "".join(f"{name} = {value!r}\n" for name, value in places.items()) + TRYING + tries
