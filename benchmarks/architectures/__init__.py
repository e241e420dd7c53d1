"""What each architecture of the course costs and reaches: python -m benchmarks.architectures."""
