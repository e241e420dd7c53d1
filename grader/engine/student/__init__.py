"""The student's process, and what it may not do."""
