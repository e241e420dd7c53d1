"""nbgrader's settings of the formgrader on a hub, on top of the course's own."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (whoever loads a settings file of Jupyter defines this name)

# A submission counts for whoever owns its files, and nothing in it is followed to files of the grader's.
c.ExchangeFactory.collect = "grader.hub.collect.OwnedCollect"
# Students read when an assignment is due, and in the list of what they submitted by how much they were late.
c.ExchangeFactory.release_assignment = "grader.hub.due.DatedRelease"
