"""Ways to stand this course up for a class."""
