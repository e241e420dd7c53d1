"""JupyterHub reads this file; what it says comes from the settings file of the class (see configuration.py)."""

import os
from pathlib import Path

from deploy.jupyterhub import configuration, settings

configuration.apply(get_config(), settings.load(Path(os.environ[configuration.SETTINGS_VARIABLE])))  # type: ignore[name-defined]  # noqa: F821
