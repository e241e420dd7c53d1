"""The rules that lint holds lectures and assignments to, and a built notebook as the rules see it."""

# Lectures that stand from before the second edition of the style guide: the rules of the second edition do not hold
# for them yet. Whoever rewrites one deletes its line; with the last one go this tuple, lint.FIRST_RULES, text.length.
FIRST_EDITION: tuple[str, ...] = ()
