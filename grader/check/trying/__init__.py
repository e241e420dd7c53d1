"""Running a variant of an answer, in one of three ways, and remembering what came out.

- `workbench` hands variants to processes, side by side; `bench` is such a process, where a variant is one plain Python
  program in a fork, which takes milliseconds;
- `threads`: all of it in one thread; `pages`: what the bench has imported in large pages;
- `judge` grades with the engine, as a submission is graded; `stock` with stock nbgrader;
- `store`: what was found out before, by a hash of everything that it depends on.
"""
