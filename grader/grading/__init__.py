"""A submission, from its folder to the gradebook."""
