"""What a hub's servers load in place of nbgrader's own."""
