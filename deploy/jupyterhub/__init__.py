"""One course on one JupyterHub: real Unix users, nbgrader's exchange, the formgrader as a service of the hub."""
