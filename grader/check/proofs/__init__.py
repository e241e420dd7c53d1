"""The proofs of an assignment: modules with one interface, `prove(context)`."""
