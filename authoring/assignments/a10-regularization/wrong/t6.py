# %% grade_id="t6_early_stopping" mistake="takes the last of equal losses" message="3 is the last of two equal ones"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="stops one epoch late" message="5 one too late"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best > patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="stops one epoch early" message="3 is one too early"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch and epoch - best >= patience - 1:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="compares with the loss before" message="or is every loss compared with the one before it"
def early_stopping(losses, patience):
    best = waited = 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if losses[epoch] < losses[best] or np.isnan(losses[best]) and not np.isnan(losses[epoch]):
            best = epoch
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1


# %% grade_id="t6_early_stopping" mistake="takes the best of the whole list" message="7 comes after the stop"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return int(np.nanargmin(losses)) if not np.all(np.isnan(losses)) else 0, epoch


# %% grade_id="t6_early_stopping" mistake="goes on to the end" message="The best epoch should be 1"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
    return best, min(best + patience, epoch)


# %% grade_id="t6_early_stopping" mistake="counts epochs from 1" message="2 counts from 1"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return best + 1, epoch + 1


# %% grade_id="t6_early_stopping" mistake="does not reset the count of bad epochs at a new best" message="Does the count start anew at each new best?"
def early_stopping(losses, patience):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if epoch and (loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss)):
            best = epoch
        elif epoch:
            waited += 1
        if waited == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="lets nan at the start stay the best" message="nan is never better"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="lets nan be the best" message="nan is never better"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if not loss >= losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="stops at nan" message="nan is never better"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience or np.isnan(loss):
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="does not count nan as an epoch" message="nan is never better"
def early_stopping(losses, patience):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best, waited = epoch, 0
        elif epoch and not np.isnan(loss):
            waited += 1
        if waited == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="takes nan for 0" message="nan is never better"
def early_stopping(losses, patience):
    known = np.nan_to_num(losses)
    best = 0
    for epoch, loss in enumerate(known):
        if loss < known[best]:
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="starts with a best loss of 0 and a large one" message="your best epoch is wrong"
def early_stopping(losses, patience):
    best, lowest = 0, 1000.0
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = epoch, loss
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="takes the size of negative losses" message="your best epoch is wrong"
def early_stopping(losses, patience):
    sizes = np.abs(losses)
    best = 0
    for epoch, loss in enumerate(sizes):
        if loss < sizes[best] or np.isnan(sizes[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="wants an improvement of a thousandth" message="your best epoch is wrong"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] - 1e-3 or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="rounds losses to four digits" message="your best epoch is wrong"
def early_stopping(losses, patience):
    losses = np.round(losses, 4)
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="takes the largest, as if it were an accuracy" message="The best epoch should be 1"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss > losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="returns the pair the other way round" message="The best epoch should be 1"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best


# %% grade_id="t6_early_stopping" mistake="returns the lowest loss in place of its epoch" message="The best epoch should be 1"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return losses[best], epoch


# %% grade_id="t6_early_stopping" mistake="returns the best epoch alone" message="early_stopping returns a pair"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return best


# %% grade_id="t6_early_stopping" mistake="takes the losses out of the caller's list" message="early_stopping changed the list"
def early_stopping(losses, patience):
    best, lowest, epoch = 0, np.inf, -1
    while losses and epoch - best < patience:
        loss, epoch = losses.pop(0), epoch + 1
        if loss < lowest:
            best, lowest = epoch, loss
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="replaces nan in the caller's list" message="Was nan replaced in it?"
def early_stopping(losses, patience):
    for epoch, loss in enumerate(losses):
        if np.isnan(loss):
            losses[epoch] = np.inf
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


# %% grade_id="t6_early_stopping" mistake="returns nothing where patience lasts" message="Is there a return for that?"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            return best, epoch


# %% grade_id="t6_early_stopping" mistake="says the epoch after the last where patience lasts" message="patience lasts to the end, epoch 7"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(losses)


# %% grade_id="t6_early_stopping" mistake="says best + patience where patience lasts" message="patience lasts to the end, epoch 7"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or np.isnan(losses[best]) and not np.isnan(loss):
            best = epoch
        if epoch - best == patience:
            break
    return best, best + patience
