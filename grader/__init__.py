"""Assignments made, checked, handed out, taken in, graded and given back: the rooms, from the ground up.

Here: the course folder (course), its gradebook and repository, files, words for people (text), and the command line
with its tables.
engine/    one submission executed: a job in, an outcome out; two processes, of which one trusts the other in nothing
grading/   a submission from its folder to the gradebook: intake, master, rebuild, prepare, run, report, marks, plugin
feedback/  what a student reads about it: harmless, page, plugin, write
lms/       files in from, and marks out to, Canvas, Moodle and spreadsheets: roster, archive, uploads, filing, export
hub/       what a hub's servers load in place of nbgrader's own: due, submit, collect, assignment_list, lectures
handout/   what is made for students: release, lab, edition, and a sample class to try the grader on
check/     assignments that prove themselves before a student sees them
"""
