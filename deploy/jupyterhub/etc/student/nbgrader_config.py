"""nbgrader's settings in a student's server."""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (whoever loads a settings file of Jupyter defines this name)

c.Exchange.root = os.environ["ONE_NEURON_UP_EXCHANGE"]
c.Exchange.path_includes_course = True
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"
# An empty folder is no submission: whoever hands one in learns it then, not with the grade.
c.ExchangeSubmit.strict = True
c.Execute.timeout = 30
c.Execute.skip_cells_with_tag = "no cell is ever skipped"
