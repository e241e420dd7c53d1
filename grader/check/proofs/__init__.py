"""What is proved of an assignment: modules with one interface, `prove(context)`, in the order of `trial.PROOFS`.

- `ways`: whether the tests run apart from the student's code or together with it, the way that the others then grade;
- `reference`: the solution gets every point, and the untouched release none, in three ways of grading;
- `corpora`: right answers get every point, and wrong ones lose points of their task and are told why;
- `mutants`: small mistakes in the solution lose points;
- `flakiness`: luck decides about no answer and no mutant, and tests end in time;
- `secrecy`: nothing that students see holds an answer; it and flakiness read what the mutants were told, and no other
  proof knows another;
- `form`: points add up, stubs raise, assertions explain themselves, no task needs another;
- `fairness`: tests bear what no text forbids, and draw no line of their own.
"""
