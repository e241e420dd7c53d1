# %% grade_id="t5_cross_validate" mistake="fits one pipeline for all folds" message="is it fitted to all rows, or the same one for all folds?"
def cross_validate(make_pipeline, X, y, folds):
    pipeline, scores = make_pipeline(), []
    for train, test in folds:
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="makes a pipeline for each fold, but fits the first one always" message="Does one pipeline go from fold to fold?"
def cross_validate(make_pipeline, X, y, folds):
    pipelines, scores = [make_pipeline() for _ in folds], []
    for train, test in folds:
        pipelines[0].fit(X[train], y[train])
        scores.append(np.mean(pipelines[0].predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="fits to all rows once" message="is it fitted to all rows"
def cross_validate(make_pipeline, X, y, folds):
    pipeline = make_pipeline()
    pipeline.fit(X, y)
    return np.array([np.mean(pipeline.predict(X[test]) == y[test]) for _, test in folds])


# %% grade_id="t5_cross_validate" mistake="fits to all rows in each fold" message="Whatever is fitted may only see the training part."
def cross_validate(make_pipeline, X, y, folds):
    return np.array([np.mean(make_pipeline().fit(X, y).predict(X[test]) == y[test]) for _, test in folds])


# %% grade_id="t5_cross_validate" mistake="fits to all rows first, and then to the training part" message="but there were"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X, y)
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="scales all rows before the folds" message="Is something computed outside the pipeline"
def cross_validate(make_pipeline, X, y, folds):
    X = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-9)
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="keeps the columns that vary most in all rows" message="Is something computed outside the pipeline"
def cross_validate(make_pipeline, X, y, folds):
    X = X[:, np.argsort(-X.std(axis=0))[:2]]
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="measures on the training part" message="0.75, 0.6, 0.6 are measured on the training parts"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, _ in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[train]) == y[train]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="swaps training and test part" message="have the two parts swapped"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for test, train in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="trains on all that is not in the test part, whatever the training part is" message="they are not the"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for _, test in folds:
        train = np.setdiff1d(np.arange(len(y)), test)
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="averages" message="Is their mean taken"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.mean(scores)


# %% grade_id="t5_cross_validate" mistake="returns errors in place of hits" message="are shares of errors"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) != y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="counts hits" message="1, 1, 0 count rows"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.sum(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="divides all hits by the mean size of a fold" message="The three scores should be"
def cross_validate(make_pipeline, X, y, folds):
    scores, size = [], np.mean([len(test) for _, test in folds])
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.sum(pipeline.predict(X[test]) == y[test]) / size)
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="sorts the scores" message="in the order of the folds"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.sort(scores)[::-1]


# %% grade_id="t5_cross_validate" mistake="measures how far the labels are off, as if they were numbers" message="and the nearest neighbor the scores of the folds"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        off = np.abs(np.asarray(pipeline.predict(X[test]), dtype=float) - np.asarray(y[test], dtype=float))
        scores.append(1 - np.mean(off))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="sorts the rows but not the labels" message="with the labels of other rows"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[np.sort(train)], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="compares with the labels of the sorted test part" message="in its own test part"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[np.sort(test)]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="fits all, and asks the last one only" message="Is another fold's pipeline asked?"
def cross_validate(make_pipeline, X, y, folds):
    for train, _ in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
    return np.array([np.mean(pipeline.predict(X[test]) == y[test]) for _, test in folds])


# %% grade_id="t5_cross_validate" mistake="asks before it fits" message="asked to predict before it was fitted"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        try:
            labels = pipeline.predict(X[test])
        except Exception:
            labels = None
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]) if labels is None else np.mean(labels == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="takes the folds off the list" message="changed the list of folds"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    while folds:
        train, test = folds.pop(0)
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="sorts the parts in place" message="changed the list of folds or a part in it"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        train.sort()
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="centers the caller's inputs in place" message="changed the inputs or the labels"
def cross_validate(make_pipeline, X, y, folds):
    X -= X.mean(axis=0)
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="passes a single column" message="It takes rows of X"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train][:, 0], y[train])
        scores.append(np.mean(pipeline.predict(X[test][:, 0]) == y[test]))
    return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="returns inside the loop" message="does the function end too early"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
        return np.array(scores)


# %% grade_id="t5_cross_validate" mistake="forgets to return the result" message="Does it end with a return?"
def cross_validate(make_pipeline, X, y, folds):
    scores = []
    for train, test in folds:
        pipeline = make_pipeline()
        pipeline.fit(X[train], y[train])
        scores.append(np.mean(pipeline.predict(X[test]) == y[test]))
