"""A cluster in the place of this machine's workers: `python -m grader grade --on slurm:cluster.toml`.

Dask schedules, Slurm gives nodes; nothing here does either. `where` reads what --on says, `settings` the file that
describes a Slurm cluster, `pool` hands out submissions and collects outcomes, and `node` is what runs on the other
side. `move` takes a gradebook to the database that many can use at once. Only `where` and `pool` need what
`make cluster` installs, when they are used.
"""
