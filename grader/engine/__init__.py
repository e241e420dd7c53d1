"""The grading engine: a student's code in one process, the tests in another.

`execute.execute(job, limits)` is the way in. The rooms, from the outside in; `tests/engine/test_rooms.py` keeps the
doors between them shut that are not named here:

- here: `job`, what goes in and what comes out; `execute`, one submission from start to end; `cells`, which cell runs
  where, decided from the instructor's source alone; `compiled`, `scoring` and `outputs`, a cell's code, its points and
  what it shows;
- `trusted`: the tests' process. `testcells` runs a test cell; `session` is its end of the line, with `references` for
  what travels, `effects` for what an answer changes here, and nothing below them that knows it but as a `line`:
  `lent`, `classes`, `modules`, `proxies`, `graphs`, `randomness`. `warm` starts students' processes, `watchdog` ends
  them;
- `student`: the student's process. `parent` has imported everything and forks one for each submission; `lockdown`, with
  `seccomp`, takes its powers away; `server` answers with the help of `requests`, `objects`, `twins`, `graphs`,
  `changes` and `shell`. Neither of these two rooms imports the other;
- `wire`: a message as bytes and back: `channel`, `codec`, `encoder`, `decoder`, `arrays`;
- `both`: what both ends know: `kinds`, the names of all that is said, `operators`, `generators` and `tensors`.
"""
