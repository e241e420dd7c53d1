"""The rules that lint holds lectures and assignments to, and a built notebook as the rules see it."""
