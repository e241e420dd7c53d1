"""Reading code, and making mistakes in it on purpose. Nothing here runs any of it.

- `operators`: the kinds of mistake; `mutation`: every mutant of a solution cell, with what differs;
- `fragments`: the telling pieces of a solution or a hidden test; `printed`: answers that a test's own message prints.
"""
