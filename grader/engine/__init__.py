"""The grading engine: a student's code in one process, the tests in another.

`execute.execute(job, limits)` is the way in. Tests run `apart` from the student's code, out of its reach, or
`together` with it, as stock nbgrader has it. The rooms, from the outside in; `tests/engine/test_rooms.py` keeps the
doors between them shut that are not named here:

- here: `job`, what goes in and what comes out; `execute`, which way; `running`, one submission from start to end, of
  which `apart` and `together` are the ways; `choice`, the way where nobody has settled it; `cells`, which cell runs
  where and whose each name is, decided from the instructor's source alone, by what `names` reads off its text;
  `compiled`, `scoring` and `outputs`, a cell's code, its points and what it shows;
- `trusted`: the tests' process. `testcells` runs a test cell; `session` is its end of the line, with `references` for
  what travels, `effects` for what an answer changes here, `imported` for what solutions import, and nothing below them
  that knows it but as a `line`: `lent`, `classes`, `modules`, `proxies`, `graphs`, `randomness`. `together` is the end
  of the line where tests run with the student's code. `warm` starts students' processes, `watchdog` ends them;
- `student`: the student's process. `parent` has imported everything and forks one for each submission; `lockdown`, with
  `seccomp`, takes its powers away; `server` answers with the help of `requests`, `objects`, `twins`, `graphs`,
  `kept` and `shell`; `together` is what it does where tests run in it too, `pristine` what it then puts back.
  Neither of these two rooms imports the other;
- `wire`: a message as bytes and back: `channel`, `codec`, `encoder`, `decoder`, `arrays`, `library`;
- `both`: what both ends know: `kinds` and `together`, the names of all that is said, `operators`, `generators` and
  `tensors`; what changes in place, in `changes`, `links` for what both hold, and `views` of arrays.
"""
