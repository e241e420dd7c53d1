"""nbgrader's settings in a student's server."""

import os

from grader.hub import validate

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (whoever loads a settings file of Jupyter defines this name)

c.Exchange.root = os.environ["ONE_NEURON_UP_EXCHANGE"]
c.Exchange.path_includes_course = True
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"
# Whoever hands in an empty folder, or to a full disk, learns it then, in plain words, and loses nothing.
c.ExchangeFactory.submit = "grader.hub.submit.WholeSubmit"
c.ExchangeFactory.fetch_assignment = "grader.hub.submit.WholeFetch"
# *Validate* survives what grading survives: an unknown kernel, cells copied with their names.
validate.install()
c.Execute.timeout = 30
c.Execute.skip_cells_with_tag = "no cell is ever skipped"
