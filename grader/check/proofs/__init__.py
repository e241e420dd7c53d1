"""What is proved of an assignment: modules with one interface, `prove(context)`, in the order of `trial.PROOFS`.

- `reference`: the solution gets every point, and the untouched release none, in three ways of grading;
- `corpora`: right answers get every point, and wrong ones lose points of their task and are told why;
- `mutants`: small mistakes in the solution lose points;
- `flakiness`: luck decides about no answer, and tests end in time;
- `secrecy`: nothing that students see holds an answer; it reads what the mutants were told, the one proof that
  knows another;
- `splittability`: every test runs apart from the student's code;
- `form`: points add up, stubs raise, assertions explain themselves, no task needs another.
"""
