"""The grading engine: a student's code in one process, the tests in another.

`execute.execute(job, limits)` is the way in. The modules, from the outside in:

- `job`: what goes in and what comes out; `execute`: one submission from start to end;
- `cells`: which cell runs where, decided from the instructor's source alone; `testcells`: running a test cell;
- `session`: the trusted end of the line to the student's process, with `references`, `proxies`, `modules`, `graphs`,
  `optimizers`, `own_modules` and `randomness` for what travels, and `effects` for what an answer changes here;
- `warm`, `parent`: the process that has imported everything and forks a student's process for each submission;
- `student`, `shell`, `described`, `autograd`: inside the student's process;
- `codec`, `encoder`, `decoder`, `arrays`, `channel`: the line itself;
- `lockdown`, `watchdog`: what holds the student's process in its place.
"""
