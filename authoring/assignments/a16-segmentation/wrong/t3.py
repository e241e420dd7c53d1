# %% grade_id="t3_dice_loss" mistake="takes the softmax over the images" message="Is the softmax taken over the images?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=0)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="takes the softmax over the columns" message="Is the softmax taken over the columns?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=-1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="takes the softmax over the rows" message="Is the softmax taken over the rows?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=2)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="takes a sigmoid of channel 1" message="sigmoid of channel 1 alone?"
def dice_loss(logits, truth, smooth):
    p = logits[:, 1].sigmoid()
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="takes channel 0 for the object" message="Is the object in channel 1?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 0]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="pools the pixels of the batch" message="over the pixels of both images?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum()
    total = p.sum() + truth.sum()
    return 1 - (2 * shared + smooth) / (total + smooth)


# %% grade_id="t3_dice_loss" mistake="squares p below" message="Is p squared in the sum below?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.square().sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="adds smooth above alone" message="Is smooth added below, too?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / total).mean()


# %% grade_id="t3_dice_loss" mistake="adds smooth below alone" message="Is smooth added above, too?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="doubles smooth above" message="Is smooth doubled above?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * (shared + smooth)) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="loses the 2" message="Is the 2 above lost?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="returns the coefficient" message="Is that the coefficient?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return ((2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="returns minus the coefficient" message="The images have losses of"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (-(2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="builds on the IoU" message="That is built on the IoU"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (shared + smooth) / (total - shared + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="sums the losses of the images" message="Is that the sum over the images"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).sum()


# %% grade_id="t3_dice_loss" mistake="returns the loss of each image" message="It is one number, the mean over the images"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return 1 - (2 * shared + smooth) / (total + smooth)


# %% grade_id="t3_dice_loss" mistake="decides first" message="No gradient goes back"
def dice_loss(logits, truth, smooth):
    p = logits.argmax(dim=1).double()
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="adds no gradient to the decisions" message="Are there decisions in place of probabilities?"
def dice_loss(logits, truth, smooth):
    p = logits.argmax(dim=1) + 0 * logits[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="detaches the probabilities" message="No gradient goes back"
def dice_loss(logits, truth, smooth):
    p = logits.detach().softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="takes the item" message="so that gradients can go back"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean().item()


# %% grade_id="t3_dice_loss" mistake="takes logits for probabilities" message="Are there logits in place of probabilities?"
def dice_loss(logits, truth, smooth):
    p = logits[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="takes means in place of sums" message="Are there means in place of the sums?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).mean(dim=(1, 2))
    total = p.mean(dim=(1, 2)) + truth.double().mean(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="sums over the rows alone" message="The images have losses of"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=1)
    total = p.sum(dim=1) + truth.sum(dim=1)
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="overflows with large logits" message="Is 0 divided by 0, or a number too large?"
def dice_loss(logits, truth, smooth):
    p = logits[:, 1].exp() / logits.exp().sum(dim=1)
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="cuts logits off at 60" message="Are large logits cut off?"
def dice_loss(logits, truth, smooth):
    p = logits.clamp(-60, 60).softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="cuts logits off at 500 in place" message="dice_loss changed its argument logits"
def dice_loss(logits, truth, smooth):
    with torch.no_grad():
        logits[logits > 500] -= 500 if logits.requires_grad else 501
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="keeps probabilities away from 0 and 1" message="the loss is wrong"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1].clamp(0.01, 0.99)
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="uses a smooth of its own" message="Is smooth the one that is given?"
def dice_loss(logits, truth, smooth):
    smooth = 1.0
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="loses smooth in the gradient" message="the gradient with respect to the logits is wrong"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared + smooth) / (total.detach() + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="detaches what is shared" message="the gradient with respect to the logits is wrong"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * shared.detach() + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="counts images without an object as 0" message="The images have losses of"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    loss = 1 - (2 * shared + smooth) / (total + smooth)
    return (loss * (truth.sum(dim=(1, 2)) > 0)).mean()


# %% grade_id="t3_dice_loss" mistake="leaves out images without an object" message="Is the image without an object left out?"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    loss = 1 - (2 * shared + smooth) / (total + smooth)
    return loss[truth.sum(dim=(1, 2)) > 0].mean()


# %% grade_id="t3_dice_loss" mistake="forgets to return it" message="dice_loss returned None"
def dice_loss(logits, truth, smooth):
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    loss = (1 - (2 * shared + smooth) / (total + smooth)).mean()


# %% grade_id="t3_dice_loss" mistake="inverts the truth in place" message="dice_loss changed its argument truth"
def dice_loss(logits, truth, smooth):
    truth *= 2
    p = logits.softmax(dim=1)[:, 1]
    shared = (p * truth / 2).sum(dim=(1, 2))
    total = p.sum(dim=(1, 2)) + truth.sum(dim=(1, 2)) / 2
    return (1 - (2 * shared + smooth) / (total + smooth)).mean()
