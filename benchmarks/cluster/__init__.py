"""Grading on a cluster beside grading on this machine: python -m benchmarks.cluster; see benchmarks/cluster.md.

`course` writes a class, `nodes` starts a Dask cluster on this machine, `owner` is the process that grades, `runs` lets
it grade in each way, and `model` fits what was measured.
"""
