"""`python -m grader check`: an assignment proves itself before a student sees it.

`trial.check(root, wanted)` is the way in. From the outside in, where each knows only what comes after it:

- `command`: the command line; `report`: what it shows; `trial`: one assignment through all proofs;
- `proofs/`: what is proved of an assignment, a module each, with one interface;
- `context`: what a proof works with; `findings`: what it says;
- `trying/`: running a variant of an answer, and remembering what came out;
- `text/`: reading code, and making mistakes in it on purpose; it runs nothing;
- `corpus`, `assignment`: what the author wrote, beside the notebook and in it.
"""
