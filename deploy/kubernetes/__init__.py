"""One course on Kubernetes: what the chart of Zero to JupyterHub is given, and the volume that a class shares."""
