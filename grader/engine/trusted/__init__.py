"""The tests' process."""
