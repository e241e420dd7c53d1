"""Running a variant of an answer."""
