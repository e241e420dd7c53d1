"""How a hub bears a class: what students and graders do on it at the same time, and how long its pages take."""

ASSIGNMENT, NOTEBOOK = "a05-gradient-descent", "gradient-descent.ipynb"
