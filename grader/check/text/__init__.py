"""Reading and mutating code."""
