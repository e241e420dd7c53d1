"""Text twins and notebooks: what builds, runs, checks and lints them."""
