"""`python -m grader check`: an assignment proves itself before a student sees it.

`trial.check(root, wanted)` is the way in. The modules, from the outside in:

- `trial`: one assignment through all proofs; `report`: what is shown; `findings`: what a proof says;
- the proofs: `reference`, `corpora`, `mutants`, `flakiness`, `secrecy`, `splittability`, `form`;
- `context`: what they work with; `assignment`, `corpus`: what the author wrote; `fragments`: its telling pieces;
- `mutation`, `operators`: mistakes made on purpose;
- `workbench`, `bench`: variants as one Python program each; `judge`: with the engine; `stock`: with stock nbgrader;
- `store`: what was found out before.
"""
