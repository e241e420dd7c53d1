"""Reading code, and making mistakes in it on purpose. Nothing here runs any of it.

- `operators`: the kinds of mistake, made in `classic`, `arrays`, `arguments` and `values` from pieces of `syntax`, as
  what is `documented` leaves them open; `mutation`: every mutant of a solution cell, with what differs;
- `variants`: right answers made from a solution;
- `fragments`: the telling pieces of a solution or a hidden test; `printed`: answers that a test's own message prints.
"""
