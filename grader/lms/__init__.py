"""Files in from, and marks out to, Canvas, Moodle and spreadsheets."""
