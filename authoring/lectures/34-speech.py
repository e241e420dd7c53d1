# %% [markdown]
# # Speech
#
# You will be able to train a network on sound without telling it when anything is said, check its loss by enumeration,
# and let another network write sound, one sample after the other.
#
# **Reading** 30 min · **Running** under 60 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb), [16 (convolution)](16-convolution.ipynb),
# [26 (the GRU)](26-lstm-gru.ipynb) and [28 (causal masks)](28-transformer.ipynb) · **Practice** the exercises
# below; the nearest assignment is a17 ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/34-speech.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [16](16-convolution.ipynb), [26](26-lstm-gru.ipynb),
# [28](28-transformer.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **read** a spectrogram, and **choose** its window;
# - **derive** and **implement** CTC, a sum over all ways to place the letters;
# - **predict** when that loss is infinite, and which digits get swallowed;
# - **measure** what a network learned about *when*, though it was only told *what*;
# - **build** dilated layers, and **prove** by gradients how far back they see.

# %%
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

import matplotlib.pyplot as plt
import numpy as np
import torch

from helpers import data, metrics, plots, training, widgets

plots.use_style()
training.seed_everything(0)
torch.set_num_threads(1)

# %%
import itertools
import math

import torch.nn.functional as F
from torch import nn

from helpers import audio

# %% [markdown]
# ## Four digits, and nobody says when
#
# Press play. A synthetic voice, no recording of anybody, says four digits:

# %%
spoken = data.say((4, 0, 0, 7), seed=3)
audio.play(spoken.wave, data.SAMPLE_RATE, "a buzzing voice glides through four short vowel sounds, the digits 4 0 0 7")

# %% [markdown]
# The label of this sound is "4 0 0 7": four symbols for some 1,800 samples, without any times. Marking where each digit
# begins takes far longer than writing down what is said.
#
# So let a network answer in each of 28 **frames** with one of the ten digits or with a **blank**, which means "nothing
# new". To read its answer, we merge what repeats, and then drop the blanks: `--44-00-0--77-` becomes 4 0 0 7.
#
# **Choose.** There are $11^{28}$ paths, a number with 30 digits. How many of them spell 4 0 0 7?
#
# <details><summary>About twenty thousand</summary>
#
# That many ways there are to choose four of 28 frames, 20,475. But a digit may also last for several frames.
# </details>
#
# <details><summary>About eight million</summary>
#
# Yes, 7,888,725. We shall count them one by one for a few frames, and by 28 rows of nine numbers for all 28.
# </details>
#
# <details><summary>About a thousandth of all</summary>
#
# Most paths have far more than four changes, so they spell more digits. The right ones are fewer than one in $10^{22}$.
# </details>

# %% tags=["hide-input", "drawing"]
COLORS = {
    "CTC": plots.BLUE,
    "equal parts": plots.ORANGE,
    "blank": plots.GRAY,
    "spoken": plots.RED,
    "dilated": plots.GREEN,
}
plots.show(
    plots.layers(
        [
            ("wave", "(1800,)"),
            ("spectrogram", "(55, 33)"),
            ("convolution,\nstride 2", "(28, 48)"),
            ("GRU, both\ndirections", "(28, 96)"),
            ("linear,\nsoftmax", "(28, 11)"),
            ("collapse", "4 0 0 7"),
        ]
    )
)

# %% [markdown]
# CTC will train these parts through the last one, which learns nothing.
#
# ## From a wave to a picture
#
# A sample says next to nothing about a digit, because what we hear is which frequencies are strong. So cut the wave
# into short, overlapping windows, fade each one at its ends, and let a Fourier transform measure how strong each
# frequency is in it. This is the **spectrogram**:


# %%
def spectrogram(wave, n=64, hop=32):
    """Return log magnitudes (frames, n/2 + 1) of windows of n samples of a wave (samples,), one every ``hop``."""
    windows = wave.unfold(0, n, hop) * torch.hann_window(n)  # (frames, n)
    return torch.log(torch.fft.rfft(windows).abs() + 0.01)  # (frames, n/2 + 1)


S = spectrogram(spoken.wave)
theirs = torch.stft(spoken.wave, 64, 32, window=torch.hann_window(64), center=False, return_complex=True).abs().T
assert torch.allclose(S.exp() - 0.01, theirs, atol=1e-4)
assert torch.allclose(spectrogram(-spoken.wave), S)  # the phase is lost: a spectrogram is not sound
print(tuple(spoken.wave.shape), "->", tuple(S.shape))

# %% tags=["hide-input"]
figure, axes = plt.subplots(2, 1, figsize=(8.5, 4.6), sharex=True, height_ratios=[1, 2])
seconds = torch.arange(len(spoken.wave)) / data.SAMPLE_RATE
axes[0].plot(seconds, spoken.wave, linewidth=0.6, color=COLORS["CTC"])
axes[0].set(title="What is strong glides, and each glide is a digit", ylabel="wave")
axes[1].imshow(S.T, origin="lower", aspect="auto", cmap="magma", extent=(0.008, 0.008 + len(S) * 0.016, 0, 1000))
axes[1].set(xlabel="seconds", ylabel="frequency (Hz)")
axes[1].grid(visible=False)
for (start, end), digit in zip(spoken.spans, spoken.digits, strict=True):
    for axis in axes:
        axis.axvspan(start / 2000, end / 2000, fill=False, edgecolor=COLORS["spoken"], linewidth=1.2)
    axes[0].text((start + end) / 4000, 0.7, digit, color=COLORS["spoken"], weight="bold", ha="center")
plots.show(
    figure,
    alt="Above, the wave of four digits, which hardly falls silent between them. Below, its spectrogram: bright "
    "lines between 200 and 900 Hz, of which now these, now those are strong. Red boxes mark where the digits 4, 0, "
    "0 and 7 really are; they nearly touch.",
)

# %% [markdown]
# Most digits are glides of two resonances of the mouth (formants), and the red boxes show what no network here is told.
# A window of $n$ samples separates frequencies by about $2000/n$ Hz and moments by $n/2000$ s, so sharper in one is
# blurred in the other.
#
# ## All ways at once
#
# If frame $t$ answers symbol $k$ with probability $p_t(k)$, a path's probability is the product of its steps. The
# probability of the label is the sum over *all* its paths, and training raises that sum, whichever paths it comes from.
# This is **connectionist temporal classification** (CTC):
#
# $$p(y\mid x)=\sum_{\pi\,:\,\mathrm{collapse}(\pi)=y}\ \prod_{t=1}^{T}p_t(\pi_t)$$
#
# First the plain way, by enumeration. It needs no thought, and little patience while frames are few.

# %%
BLANK = 10  # and digit d is class d


def collapse(path):
    """Merge repeats first, drop blanks afterwards."""
    return [symbol for symbol, _ in itertools.groupby(path) if symbol != BLANK]


def by_enumeration(log_p, y):
    """Return log p(y | x) as a sum over all paths (T steps, each of the symbols in y or blank) that collapse to y."""
    paths = itertools.product({*y, BLANK}, repeat=len(log_p))
    frames = torch.arange(len(log_p))
    return torch.stack([log_p[frames, list(path)].sum() for path in paths if collapse(path) == y]).logsumexp(0)


# %% [markdown]
# For 28 frames that is hopeless. But paths share beginnings, so count *those*. Write the label with blanks around and
# between, $z=$ `-4-0-0-7-`, and let $\alpha_t(s)$ be the probability of all beginnings that stand at $z_s$ in frame
# $t$. A path stays where it is, moves on by one, or jumps over a blank; the jump is allowed only between two
# *different* digits, because otherwise they would merge:
#
# $$\alpha_t(s)=p_t(z_s)\,\bigl[\alpha_{t-1}(s)+\alpha_{t-1}(s-1)+j_s\,\alpha_{t-1}(s-2)\bigr]\qquad
# j_s=\begin{cases}1&z_s\text{ is a digit other than }z_{s-2}\\0&\text{otherwise}\end{cases}$$
#
# A path begins at $s=0$ or $1$ and ends at one of the last two. Since products of many probabilities underflow, the
# code adds logarithms.

# %%
NEVER = -1e5  # a logarithm of 0 that has a gradient


def ctc_forward(log_p, y):
    """Return log p(y | x) for log_p (T, 11) and a label y (L,), in T steps over 2L + 1 places."""
    z = torch.full((2 * len(y) + 1,), BLANK)
    z[1::2] = torch.as_tensor(y)  # (2L + 1,): blank, y_1, blank, ..., y_L, blank
    jump = torch.zeros(len(z), dtype=torch.bool)
    jump[2:] = (z[2:] != BLANK) & (z[2:] != z[:-2])  # (2L + 1,)
    alpha = F.pad(log_p[0, z[:2]], (0, max(len(z) - 2, 0)), value=NEVER)  # (2L + 1,)
    for p in log_p[1:]:
        one = F.pad(alpha, (1, 0), value=NEVER)[:-1]  # from the place before
        two = F.pad(alpha, (2, 0), value=NEVER)[:-2].where(jump, alpha.new_tensor(NEVER))  # over a blank
        alpha = p[z] + torch.stack([alpha, one, two]).logsumexp(0)
    return alpha[-2:].logsumexp(0)


# %% [markdown]
# If every answer had probability 1, the sum over paths would be their *number*, and the same function counts:

# %%
everything = torch.zeros(28, 11, dtype=torch.float64)  # log 1
counts = {T: round(ctc_forward(everything[:T], [4, 0, 0, 7]).exp().item()) for T in (5, 6, 28)}
listed = {T: round(by_enumeration(everything[:T], [4, 0, 0, 7]).exp().item()) for T in (5, 6)}
print(counts, listed)
assert counts == {5: 1, 6: 9, 28: math.comb(31, 8)} and listed == {5: 1, 6: 9}
scores = torch.randn(28, 11, dtype=torch.float64, requires_grad=True)
log_p = scores.log_softmax(1)  # (28, 11)
ours, theirs = -ctc_forward(log_p, [4, 0, 0, 7]), F.ctc_loss(log_p, torch.tensor([4, 0, 0, 7]), [28], [4], BLANK, "sum")
slopes = [torch.autograd.grad(loss, scores, retain_graph=True)[0] for loss in (ours, theirs)]  # (28, 11) each
assert torch.isclose(ours, theirs) and torch.allclose(*slopes)
assert torch.isclose(ctc_forward(log_p[:6], [4, 0, 0, 7]), by_enumeration(log_p[:6], [4, 0, 0, 7]))

# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(8.5, 4.4))
z, T = [BLANK, 4, BLANK, 0, BLANK, 0, BLANK, 7, BLANK], 8
count = np.zeros((T, 9), dtype=int)
for t, s in itertools.product(range(T), range(9)):
    steps = [k for k in (0, 1, 2) if s >= k and (k < 2 or (z[s] != BLANK and z[s] != z[s - 2]))]
    count[t, s] = sum(count[t - 1, s - k] for k in steps) if t else s < 2
    for k in steps:
        if t and count[t - 1, s - k]:
            way = {"color": COLORS["spoken"] if k == 2 else COLORS["blank"], "linewidth": 1, "zorder": 1}
            axis.plot([t - 1, t], [s - k, s], **way)
    if count[t, s]:
        axis.text(t, s, count[t, s], ha="center", va="center", fontsize=9, bbox={"boxstyle": "round", "fc": "white"})
axis.set(title="Beginnings of paths, counted from frame to frame", xlabel="frame", ylabel="place in the label")
axis.set(xticks=range(T), yticks=range(9), ylim=(8.6, -0.6), xlim=(-0.4, T - 0.6))
axis.set_xticklabels(range(1, T + 1))
axis.set_yticklabels(["-", "4", "-", "0", "-", "0", "-", "7", "-"], family="monospace")
axis.grid(visible=False)
plots.show(
    figure,
    alt="A lattice: eight frames across, nine places of the label -4-0-0-7- down. Each node holds the number of "
    f"beginnings that reach it, the sum of its neighbors to the left. The last two nodes of frame 8 hold "
    f"{count[-1, -2]} and {count[-1, -1]}. Red lines jump over a blank; there is none between the two zeros.",
)

# %% [markdown]
# Each number is the sum of those that lead to it, and red lines are jumps. Between the two zeros there is none.
#
# **Checkpoint.** Why do three frames suffice for 4 0 7, whereas 0 0 needs three as well? What is the least number of
# frames in general?
#
# <details><summary>Answer</summary>
#
# Different digits may follow each other directly, but two equal ones would merge, so they need a blank between. The
# least number is the length of the label plus its adjacent repeats; below it there is no path, and the loss is
# infinite.
# </details>
#
# ## DeepSpeech in small
#
# DeepSpeech (2014) had five layers, one of them recurrent in both directions, and was
# trained by CTC on characters, with thousands of hours of speech. Ours hears 800 utterances of two to five digits, in
# as many voices, and is tested on 100 others.


# %%
class Listener(nn.Module):
    def __init__(self, h=48):
        super().__init__()
        self.conv = nn.Conv1d(33, h, 5, stride=2, padding=2)
        self.gru = nn.GRU(h, h, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * h, 11)

    def forward(self, X, frames):
        """X (B, frames, 33) -> log probabilities (B, T, 11), and the T of each."""
        x = self.conv(X.transpose(1, 2)).relu().transpose(1, 2)  # (B, T, h)
        T = (frames + 1) // 2  # (B,), half as many as went in
        packed = nn.utils.rnn.pack_padded_sequence(x, T, batch_first=True, enforce_sorted=False)  # no padding is read
        x, _ = nn.utils.rnn.pad_packed_sequence(self.gru(packed)[0], batch_first=True)  # (B, T, 2h)
        return self.out(x).log_softmax(2), T


def batch(utterances):
    """Return X (B, frames, 33) and frames (B,), labels y (B, longest) and their lengths L (B,), both padded with 0."""
    pictures = [spectrogram(u.wave) for u in utterances]
    X = nn.utils.rnn.pad_sequence([(S - S.mean()) / S.std() for S in pictures], batch_first=True)
    y = nn.utils.rnn.pad_sequence([torch.tensor(u.digits) for u in utterances], batch_first=True)
    return X, torch.tensor([len(S) for S in pictures]), y, torch.tensor([len(u.digits) for u in utterances])


# %% [markdown]
# To compare, another teacher for the same network: it cuts each sound into equal parts, one for each digit, tells every
# frame its digit, and says blank where a part begins, so that doubled digits survive. A fair judge for both is the
# **edit distance**, the fewest digits to insert, delete or replace; divided by the number of digits it is the error
# rate.


# %%
def ctc(log_p, T, y, L):
    return F.ctc_loss(log_p.transpose(0, 1), y, T, L, BLANK)  # wants (T, B, 11)


def equal_parts(log_p, T, y, L):
    place = torch.arange(log_p.shape[1]) * L[:, None] / T[:, None]  # (B, T), in digits
    part = place.floor().long().clamp(max=y.shape[1] - 1)
    told = y.gather(1, part).masked_fill(place - part < (L / T)[:, None], BLANK)  # (B, T)
    told[torch.arange(log_p.shape[1]) >= T[:, None]] = -100  # padding, which nll_loss leaves out
    return F.nll_loss(log_p.flatten(0, 1), told.flatten())


def edit_distance(a, b):
    row = list(range(len(b) + 1))  # from nothing to each beginning of b
    for i, x in enumerate(a, start=1):
        corner, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (x != y))
    return row[-1]


# %%
@torch.no_grad()
def best_paths(model, utterances):
    """Return for each utterance the most probable symbol of each frame."""
    X, frames, _, _ = batch(utterances)
    log_p, T = model(X, frames)
    return [path[:t].tolist() for path, t in zip(log_p.argmax(2), T, strict=True)]


def error_rate(answers, utterances):
    wrong = sum(edit_distance(answer, u.digits) for answer, u in zip(answers, utterances, strict=True))
    return wrong / sum(len(u.digits) for u in utterances)


# %%
def train(model, loss_of, utterances, tests, epochs=10, rate=4e-3):
    """Return after each epoch the mean loss, the error on ``tests``, and the share of blanks in its best paths."""
    optimizer = torch.optim.Adam(model.parameters(), rate, fused=True)
    X, frames, y, L = batch(utterances)
    history = []
    for _ in range(epochs):
        losses = []
        for rows in torch.randperm(len(X)).split(32):
            loss = loss_of(*model(X[rows], frames[rows]), y[rows], L[rows])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
        paths = best_paths(model, tests)
        blanks = np.mean([symbol == BLANK for path in paths for symbol in path])
        history.append((np.mean(losses), error_rate(map(collapse, paths), tests), blanks))
    return history


# %% [markdown]
# In these sounds somebody speaks most of the time: digits fill more than eight tenths of it.
#
# **Guess.** When the network makes hardly any mistake, which share of its frames, in percent, says blank?

# %%
guess_blank = None  # percent, such as 10

# %% tags=["main-result"]
heard, unheard = data.formant_digits(800, seed=1), data.formant_digits(100, seed=2)
models, histories, errors = {}, {}, {}
for name, loss_of in [("CTC", ctc), ("equal parts", equal_parts)]:
    torch.manual_seed(0)
    models[name] = Listener()
    histories[name] = train(models[name], loss_of, heard, unheard)
    for epoch in (1, 2, 3, 5, 10):
        _, error, blanks = histories[name][epoch - 1]
        print(f"{name:12s} epoch {epoch:2}: {error:6.1%} of the digits wrong, {blanks:4.0%} of the frames blank")
    plain = [u for u in unheard if all(a != b for a, b in itertools.pairwise(u.digits))]
    errors[name] = error_rate(map(collapse, best_paths(models[name], plain)), plain)
    print(f"{name:12s} in sounds without doubled digits: {errors[name]:.1%}")
assert errors["equal parts"] < histories["equal parts"][-1][1] / 2
assert histories["CTC"][-1][1] < min(0.06, histories["equal parts"][-1][1] / 2)
assert histories["CTC"][0][2] > 0.9 and 0.65 < histories["CTC"][-1][2] < 0.9 and histories["equal parts"][-1][2] < 0.3

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.5), sharex=True)
for (name, history), style in zip(histories.items(), ("-", "--"), strict=True):
    for axis, column in zip(axes, (1, 2), strict=True):
        values = [100 * row[column] for row in history]
        axis.plot(range(1, 11), values, style, marker="o", markersize=4, color=COLORS[name], label=name)
if guess_blank is not None:
    axes[1].plot(10, guess_blank, linestyle="none", **plots.points("guess"), label="your guess")
axes[0].set(title="Nothing at first, then nearly all", xlabel="epoch", ylabel="digits wrong (%)")
axes[1].set(title="With CTC, most frames stay blank", xlabel="epoch", ylabel="frames that say blank (%)", ylim=(0, 105))
axes[1].legend()
plots.show(
    figure,
    alt="Two plots over ten epochs. Left, digits wrong: CTC begins at 100 percent, falls steeply in the third epoch "
    "and ends near zero; equal parts begins lower and stops at about a tenth. Right, frames that say blank: CTC begins "
    "at 100 percent and stays near 80, equal parts near 10.",
)

# %% [markdown]
# CTC gets nearly everything right, and nobody told it when. The surprise is on the right: at first the network says
# nothing but blank, because blank lies on paths of *every* label. Then digits break through as **spikes** of few
# frames, and the rest stays blank, which costs nothing. Equal parts starts faster and then stops. Nearly all that it
# gets wrong are doubled digits; without them it is about as good as CTC, perhaps because our voices speak evenly and
# wrong teachers cancel out, but where the first of two equal digits ends it is never told truly.
#
# ## Told what, learned when?
#
# Does a spike tell *when*, then (alignment)? We know where each digit was spoken, so we can ask where in it a spike
# comes, from 0 at its beginning to 1 at its end. A second network starts at random again, and hears seven epochs.


# %%
def spikes(path):
    """Return (symbol, first sample of its first frame) for each digit of a best path."""
    starts = [t for t, symbol in enumerate(path) if symbol != BLANK and (t == 0 or path[t - 1] != symbol)]
    return [(path[t], 64 * t) for t in starts]  # a frame every 2 * 32 samples


def places(model):
    """Return where spikes stand in their digits, 0 the beginning and 1 the end, in answers without mistakes."""
    found = [(spikes(path), u) for path, u in zip(best_paths(model, unheard), unheard, strict=True)]
    right = [(s, u) for s, u in found if [digit for digit, _ in s] == list(u.digits)]
    both = [(at, *span) for s, u in right for (_, at), span in zip(s, u.spans, strict=True)]
    return np.array([(at + 32 - start) / (end - start) for at, start, end in both])  # a window's middle is 32 further


torch.manual_seed(1)
models["CTC again"] = Listener()
histories["CTC again"] = train(models["CTC again"], ctc, heard, unheard, epochs=7)
for name in ("CTC", "CTC again"):
    where = places(models[name])
    print(f"{name:9s} {histories[name][-1][1]:.1%} wrong; spikes at {where.mean():.2f} of their digits on average")

# %% tags=["hide-input"]
figure, axes = plt.subplots(3, 1, figsize=(8.5, 6), sharex=True, height_ratios=[1.3, 1, 1])
axes[0].imshow(S.T, origin="lower", aspect="auto", cmap="magma", extent=(0.008, 0.008 + len(S) * 0.016, 0, 1000))
axes[0].set(title="The same sounds, the same loss, two random starts", ylabel="Hz")
X, frames, _, _ = batch([spoken])
with torch.no_grad():
    for axis, name in zip(axes[1:], ("CTC", "CTC again"), strict=True):
        p = models[name](X, frames)[0][0].exp()  # (28, 11)
        times = (torch.arange(len(p)) * 64 + 32) / data.SAMPLE_RATE
        axis.plot(times, p[:, BLANK], ":", color=COLORS["blank"], label="blank")
        for digit, style in zip(sorted(set(spoken.digits)), ("-", "--", "-."), strict=True):
            axis.plot(times, p[:, digit], style, marker=".", color=COLORS["CTC"], label=f"{digit}")
        axis.set(ylabel=f"{name}: probability", ylim=(-0.05, 1.05))
        axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
for axis in axes:
    axis.grid(visible=False)
    for start, end in spoken.spans:
        axis.axvspan(start / 2000, end / 2000, fill=False, edgecolor=COLORS["spoken"], linewidth=1.2)
axes[-1].set_xlabel("seconds")
means = {name: places(models[name]).mean() for name in ("CTC", "CTC again")}
plots.show(
    figure,
    alt="Above, the spectrogram of 4 0 0 7 with boxes around the true digits. Below, for two networks, the "
    "probability of each digit in each frame: spikes of one to three frames, mostly with blank between. On average "
    f"they stand at {means['CTC']:.2f} of their digits in the first network, at {means['CTC again']:.2f} in the other.",
)

# %% [markdown]
# Both are right, because any place satisfies the loss and recurrent layers can carry the news there. Of five random
# starts four put their spikes, on average, in the last third of the digits, and one near the beginning, nearly half of
# them outside. So "CTC outputs alignments" is a misconception: the loss asks *what* in which *order*, not *when*.
#
# ### Play with it
#
# The spikes are always those of the network, which hears windows of 64 samples. You choose the window for your own eye:


# %% tags=["hide-input"]
SAID = {"4 0 0 7": 3, "3 1 4 1 5": 2, "9 6": 5, "8 8 8": 4}  # each with the seed of its voice


def draw_speech(digits, n, hop, noisy):
    """Draw a spectrogram with windows of n samples, one every ``hop``, and what the network hears where."""
    u = data.say([int(digit) for digit in digits.split()], SAID[digits], noise=0.15 if noisy else 0.02)
    S, path = spectrogram(u.wave, n, hop), best_paths(models["CTC"], [u])[0]
    figure, axis = plt.subplots(figsize=(6, 3.4))
    half = hop / 2
    extent = ((n / 2 - half) / 2000, (n / 2 - half + hop * len(S)) / 2000, 0, 1000)
    axis.imshow(S.T, origin="lower", aspect="auto", cmap="magma", extent=extent)
    for digit, at in spikes(path):
        axis.axvline((at + 32) / 2000, color="white", linestyle=":", linewidth=1.5)
        axis.text((at + 32) / 2000, 1015, digit, ha="center", weight="bold")
    heard = " ".join(map(str, collapse(path))) or "nothing"
    axis.set(xlabel="seconds", ylabel="frequency (Hz)", xlim=(0, len(u.wave) / 2000))
    axis.set_title(f"said {digits}, heard {heard}\n", fontsize=11)
    axis.grid(visible=False)
    return plots.describe(
        figure,
        f"Spectrogram of {digits}{' in loud noise' if noisy else ''}, {len(S)} windows of {n} samples, one every "
        f"{hop}: it tells frequencies {2000 / n:.0f} Hz apart and times {n / 2:.0f} ms apart. The network hears "
        f"{heard}, with spikes at {', '.join(f'{(at + 32) / 2000:.2f}' for _, at in spikes(path))} s.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_speech,
    frames=[
        ("64 samples, as the network hears it", {}),
        ("256 samples: the voice's pitch as lines, digits smear", {"n": 256}),
        ("16 samples: single pulses of the voice, frequencies smear", {"n": 16, "hop": 8}),
        ("64 samples again, in loud noise", {"noisy": True}),
    ],
    digits=widgets.choice("what is said", list(SAID), "4 0 0 7"),
    n=widgets.slider("window (samples)", 16, 256, 16, 64),
    hop=widgets.slider("hop (samples)", 8, 64, 8, 32),
    noisy=widgets.toggle("loud noise", False),
)

# %% [markdown]
# **Try** the shortest and the longest window. **Notice** that a voice is a comb of lines under long windows and a row
# of pulses under short ones.
#
# ## Sound, one sample at a time
#
# So far a network listened. **WaveNet** (2016) writes sound as a language model writes text: it predicts each sample
# from all before it, and its letters are levels of the wave, 256 for WaveNet and 64 for us. So its layers may only look
# back (causal convolution). With two weights such a layer sees this sample and the one $d$ earlier, and seven layers
# with $d=1$ see 8 samples in all. Doubling $d$ from layer to layer (**dilated convolution**) costs no weight and gives
# a field of $1+1+2+\dots+64=128$. Each layer has a gate, and adds what it found to the path and to the output:
#
# $$a=\tanh(W*x)\odot\sigma(V*x)\qquad x\leftarrow x+W_1a\qquad\text{output}\leftarrow\text{output}+W_2a$$


# %%
class Gated(nn.Module):
    def __init__(self, c, d):
        super().__init__()
        self.d, self.both, self.mix = d, nn.Conv1d(c, 2 * c, 2, dilation=d), nn.Conv1d(c, 2 * c, 1)

    def finish(self, x, both):
        content, gate = both.chunk(2, dim=1)  # (B, c, T) each
        residual, skip = self.mix(content.tanh() * gate.sigmoid()).chunk(2, dim=1)
        return x + residual, skip  # (B, c, T) each

    def forward(self, x):
        return self.finish(x, self.both(F.pad(x, (self.d, 0))))  # zeros before the beginning, none behind the end


def seen(network, t=200):
    """Return which inputs the output at time t hangs on, by gradient, counted from t."""
    x = torch.randn(1, 24, t + 100, requires_grad=True)  # (1, c, T)
    network.stack(x)[0, :, t].sum().backward()
    return (x.grad[0].abs().sum(0).nonzero()[:, 0] - t).tolist()


# %%
class WaveNet(nn.Module):
    def __init__(self, dilations, levels=64, c=24, layer=Gated):
        super().__init__()
        self.embed, self.layers = nn.Embedding(levels, c), nn.ModuleList([layer(c, d) for d in dilations])
        self.head = nn.Sequential(nn.ReLU(), nn.Conv1d(c, c, 1), nn.ReLU(), nn.Conv1d(c, levels, 1))

    def stack(self, x):
        output = 0
        for layer in self.layers:
            x, skip = layer(x)  # (B, c, T)
            output = output + skip
        return output

    def forward(self, x):
        return self.head(self.stack(self.embed(x).transpose(1, 2)))  # (B, T) -> (B, levels, T), of the next sample


DOUBLED = (1, 2, 4, 8, 16, 32, 64)
assert seen(WaveNet(DOUBLED)) == list(range(-127, 1)) and seen(WaveNet([1] * 7)) == list(range(-7, 1))

# %% [markdown]
# The field is proven before any training; whether it *helps* hangs on the sound (see "Deeper: does it help?").
#
# ## Deeper: the likeliest path is not the likeliest answer
#
# Until now we read the most probable symbol of each frame. But an answer collects the probabilities of many paths. Let
# two frames say blank with probability 0.6 and the digit 0 with 0.4. Blank wins both, so the best path says nothing,
# with probability 0.36. The answer "0" has three paths, and together 0.64:
#
# ```python
# everything_else = torch.full((2, 9), NEVER)
# log_p = torch.cat([torch.tensor([[0.4], [0.4]]).log(), everything_else, torch.tensor([[0.6], [0.6]]).log()], dim=1)
# assert round(ctc_forward(log_p, []).exp().item(), 2) == 0.36
# assert round(ctc_forward(log_p, [0]).exp().item(), 2) == 0.64
# ```
#
# Prefix beam search sums them (exercise 2), and multiplies in a language model where there is one. CTC gains by it:
# given the sound, its frames are independent, so the choice in one cannot depend on the choice in another. That
# DeepSpeech worked without a language model is a misconception: its reported error (16.0 % on a telephone benchmark)
# has one built in.
#
# ## Deeper: does it help?
#
# Quiet levels get fine steps ($\mu$-law), since the ear hears ratios. Two instruments play six notes. The wave of the
# first has the same shape in every note; the second is struck anew each time, with a shape that nobody has heard before
# and that repeats until the note fades.


# %%
def mu_law(wave, levels=64):
    """Return levels 0 ... 63 of a wave in [-1, 1], fine near 0 and coarse near 1."""
    mu = levels - 1
    return ((wave.sign() * (mu * wave.abs()).log1p() / math.log1p(mu) + 1) / 2 * mu).round().long()


def from_levels(k, levels=64):
    mu = levels - 1
    y = 2 * k / mu - 1  # in [-1, 1]
    return y.sign() * ((1 + mu) ** y.abs() - 1) / mu


# %%
def melody(notes, seed, fresh=False):
    """Return a wave of fading notes of 0.1 to 0.2 s; ``fresh`` draws the phases of their harmonics anew."""
    rng, tones = np.random.default_rng(seed), []
    for pitch in rng.choice(110 * 2 ** (np.array([0, 3, 5, 7, 10, 12]) / 12), notes):
        t, k = np.arange(rng.integers(200, 400)), np.arange(1, int(900 / pitch) + 1)[:, None]
        phase = rng.uniform(0, 2 * np.pi, k.shape) if fresh else k
        tone = (np.sin(2 * np.pi * k * pitch / 2000 * t + phase) / k).sum(axis=0)  # (samples,)
        tones.append(0.9 * tone / np.abs(tone).max() * np.exp(-t / 400))
    return torch.tensor(np.concatenate(tones), dtype=torch.float32)


songs = {  # levels (samples,) to learn from, and new ones to be judged by
    "always the same shape": (mu_law(melody(1000, seed=1)), mu_law(melody(100, seed=2))),
    "a new shape each note": (mu_law(melody(1000, seed=1, fresh=True)), mu_law(melody(100, seed=2, fresh=True))),
}
assert (from_levels(mu_law(melody(10, seed=3))) - melody(10, seed=3)).abs().max() < 0.07

# %% [markdown]
# **Choose.** The lowest note repeats after 18 samples, and one network sees 8. For which instrument does it help much
# to see 128?
#
# <details><summary>For both: 8 samples are less than a period</summary>
#
# They are, but if a shape is known by heart, a glimpse of it tells where in it we are.
# </details>
#
# <details><summary>For the second: its shape has to be remembered from the last period</summary>
#
# Yes. For the first one the shape is in the weights, and 8 samples say where in it we are, nearly as well as 128.
# </details>
#
# <details><summary>For neither: a wave is smooth</summary>
#
# Ours is not: its harmonics reach up to 900 Hz, so neighboring samples may differ by much.
# </details>


# %%
def compose(network, known, steps=140, rate=2e-2):
    optimizer = torch.optim.Adam(network.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps)
    for _ in range(steps):
        rows = known[torch.randint(len(known) - 513, (8, 1)) + torch.arange(513)]  # (8, 513)
        loss = F.cross_entropy(network(rows[:, :-1]), rows[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network


@torch.no_grad()
def surprise(network, new):
    """Return the mean cross-entropy of a new sample, in nats, given at least 128 before it."""
    rows = new[: len(new) // 641 * 641].view(-1, 641)
    return F.cross_entropy(network(rows[:, :-1])[:, :, 128:], rows[:, 129:]).item()


# %%
def table(order, known, new):
    """Return the same for a table that counts which level follows ``order`` others."""
    runs = [x.unfold(0, order + 1, 1) for x in (known, new)]  # (samples - order, order + 1)
    (before, after), (new_before, new_after) = [(w[:, :-1] @ 64 ** torch.arange(order), w[:, -1]) for w in runs]
    counts = torch.full((64**order, 64), 0.02)
    counts.index_put_((before, after), torch.tensor(1.0), accumulate=True)
    return F.nll_loss((counts / counts.sum(1, keepdim=True)).log()[new_before], new_after).item()


nats = {}
for song, (known, new) in songs.items():
    nats[song] = {f"table, {order} before": table(order, known, new) for order in (0, 1, 2)}
    for name, dilations in [("8 samples", [1] * 7), ("128, dilated", DOUBLED)]:
        torch.manual_seed(0)
        models[f"{name}, {song}"] = compose(WaveNet(dilations), known)
        nats[song][name] = surprise(models[f"{name}, {song}"], new)
    print(f"{song}: " + ", ".join(f"{name} {loss:.2f}" for name, loss in nats[song].items()))
same, fresh = nats.values()
assert same["128, dilated"] < same["8 samples"] < 0.7 * same["table, 2 before"]
assert fresh["8 samples"] - fresh["128, dilated"] > max(0.3, 2 * (same["8 samples"] - same["128, dilated"]))

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9.5, 2.8), sharey=True)
bars = [COLORS["blank"]] * 3 + [COLORS["equal parts"], COLORS["dilated"]]
for axis, (song, losses) in zip(axes, nats.items(), strict=True):
    axis.barh(list(losses), list(losses.values()), color=bars)
    for row, loss in enumerate(losses.values()):
        axis.text(loss + 0.05, row, f"{loss:.2f}", va="center")
    axis.set(title=song, xlabel="surprise at the next sample (nats)", xlim=(0, 4.7))
axes[0].invert_yaxis()
plots.show(
    figure,
    alt="Bars of the loss for a new sample of two instruments: tables of levels with 0, 1 and 2 samples before, the "
    "network that sees 8 samples, the dilated one that sees 128. For the first instrument both networks' bars are tiny "
    "beside the tables'. For the second all bars are long, and only the dilated network's is clearly shorter.",
)

# %% [markdown]
# On the first instrument a WaveNet against the levels' frequencies looks like a triumph, and proves nothing about
# dilation: even a table of two samples gets most of it, and 8 samples nearly all. The second shows what a long field is
# for. There the last period has to be *remembered*, tables are hopeless, 8 samples are little better, and only the
# dilated network gets clearly further, with weights of the same number and the same training.
#
# ## Deeper: listen to it
#
# To write, the network draws a sample, reads it and draws the next, 2,000 times a second. To compute the whole field
# for each would be a waste. A layer needs just one vector of the past, its input $d$ samples ago, so a queue of length
# $d$ for each layer will do:


# %%
@torch.no_grad()
def generate(network, primer, steps, temperature):
    """Return the levels of ``primer`` and ``steps`` more, and the scores (64, levels) for all but the first."""
    queues, tokens, scores = [[torch.zeros(1, 24, 1)] * layer.d for layer in network.layers], primer.tolist(), []
    for t in range(len(primer) + steps - 1):
        x, output = network.embed(torch.tensor([tokens[t]]))[:, :, None], 0  # (1, c, 1)
        for layer, queue in zip(network.layers, queues, strict=True):
            pair = torch.cat([queue.pop(0), x], dim=2)  # (1, c, 2): d samples ago, and now
            queue.append(x)
            x, skip = layer.finish(x, F.conv1d(pair, layer.both.weight, layer.both.bias))
            output = output + skip
        scores.append(network.head(output)[0, :, 0])
        if t + 1 == len(tokens):
            tokens.append((scores[-1] / temperature).softmax(0).multinomial(1).item())
    return torch.tensor(tokens), torch.stack(scores, dim=1)


torch.manual_seed(0)
composer, primer = models["128, dilated, always the same shape"], mu_law(melody(6, seed=5))[:500]
written = {T: generate(composer, primer, 2000, T) for T in (1.0, 0.2)}
same_at_once = [composer(levels[None, :-1])[0] for levels, _ in written.values()]  # (64, 2499) each
assert torch.allclose(torch.stack(same_at_once), torch.stack([scores for _, scores in written.values()]), atol=1e-2)

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.2), sharey=True)
for axis, (T, (levels, _)) in zip(axes, written.items(), strict=True):
    picture = spectrogram(from_levels(levels), 256, 32).T
    axis.imshow(picture, origin="lower", aspect="auto", cmap="magma", extent=(0, len(levels) / 2000, 0, 1000))
    axis.axvline(0.25, color="white", linestyle=":")
    axis.set(title=f"temperature {T}", xlabel="seconds; real up to the dotted line")
    heard_as = "mostly hiss" if T == 1 else "mostly buzzing notes"
    audio.play(from_levels(levels[500:]), 2000, f"{heard_as}, written by the network at temperature {T}")
    axis.grid(visible=False)
axes[0].set_ylabel("frequency (Hz)")
plots.show(
    figure,
    alt="Two spectrograms, whose first quarter second is real: evenly spaced horizontal lines, one set for each note. "
    "What the network wrote behind it at temperature 1.0 is mostly noise; at 0.2 it is mostly sets of lines again.",
)

# %% [markdown]
# As it stands, the network soon hisses, though its loss was tiny: one improbable sample leads to a past that training
# never showed, as with the decoder of [lecture 27](27-seq2seq-and-attention.ipynb). Divide the scores by a temperature
# of 0.2, so that improbable levels are hardly drawn, and it keeps to notes most of the time.
#
# ## Deeper: cut first, then match
#
# Is a network needed at all? The obvious way is to cut the sound where it falls silent, to stretch each piece to eight
# windows, and to take the nearest of ten templates. These are means over the *true* pieces of training sounds, which no
# network was given, and the best thresholds for cutting are searched.


# %%
def stretched(wave):
    S = spectrogram(wave, hop=16)  # (windows, 33)
    S = (S - S.mean()) / S.std()
    return F.interpolate(S.T[None], size=8, mode="linear", align_corners=True).flatten()  # (33 * 8,)


def pieces(wave, level, least):
    """Return the stretches of at least ``least`` samples whose energy is above ``level`` of the largest."""
    energy = F.avg_pool1d(wave[None].square(), 20)[0]  # (samples / 20,)
    runs = [(loud, len(list(run))) for loud, run in itertools.groupby((energy > level * energy.max()).tolist())]
    ends = np.cumsum([20 * length for _, length in runs])
    cuts = [(end - 20 * length, end) for (loud, length), end in zip(runs, ends.tolist(), strict=True) if loud]
    return [(start, end) for start, end in cuts if end - start >= least]


def match(templates, u, spans):
    return [torch.cdist(stretched(u.wave[a:b])[None], templates).argmin().item() for a, b in spans]


# %%
shown = [[] for _ in range(10)]
for u in heard[:400]:
    for digit, (start, end) in zip(u.digits, u.spans, strict=True):
        shown[digit].append(stretched(u.wave[start:end]))
templates = torch.stack([torch.stack(each).mean(0) for each in shown])  # (10, 33 * 8)
settings = list(itertools.product((0.003, 0.01, 0.03, 0.05, 0.08), (80, 140, 200)))
tried = [error_rate([match(templates, u, pieces(u.wave, *s)) for u in heard[:100]], heard[:100]) for s in settings]
best = settings[int(np.argmin(tried))]
cut = {"cut by energy": lambda u: pieces(u.wave, *best), "cut by whoever knows": lambda u: u.spans}
for name, way in cut.items():
    cut[name] = error_rate([match(templates, u, way(u)) for u in unheard], unheard)
    print(f"{name}: {cut[name]:.1%} of the digits wrong")
assert cut["cut by whoever knows"] < 0.02 and cut["cut by energy"] > 0.12

# %% [markdown]
# With the right cuts the templates make hardly a mistake, so matching was never the trouble. Cutting is: some digits
# hold a silence, like the k of "six", that is longer than the silence between two words. Before networks, hidden Markov
# models therefore summed or searched over all cuts, by a recursion much like $\alpha$.
#
# ## Deeper: since then
#
# Attention (lecture 27) writes letters that know of each other, which CTC's frames do not; many systems train with both
# losses. wav2vec 2.0 (2020) first learns from sound without any text, by guessing what was hidden, and is then tuned by
# CTC: 53,000 hours without text and ten minutes with it gave, with a language model's help, 4.8 % wrong words on the
# easier half of a benchmark of read books. Whisper (2022) is a transformer with encoder and decoder that reads
# spectrograms and was trained on 680,000 hours with the text that the internet had for them.
#
# "Human parity" deserves a second look. The 5.1 % of lecture 1 are Microsoft's in 2017, on one telephone benchmark.
# In the same years human transcribers were measured there at 5.9 % and, with more care, at 5.1 %. So the line that was
# crossed was itself as wide as the progress of a year.
#
# ## What goes wrong
#
# **The loss is infinite.** Then some label has no path: too many digits for the frames that are left after the stride.
# The wrong advice is "more frames than twice the label and one", which throws good data away; a filter that compares
# frames with labels but forgets the repeats keeps bad data.


# %%
def impossible(T, y, L):
    """Return for each label whether its T frames are too few: fewer than digits and adjacent repeats."""
    repeats = ((y[:, 1:] == y[:, :-1]) & (torch.arange(1, y.shape[1]) < L[:, None])).sum(1)  # (B,)
    return L + repeats > T


hasty = data.formant_digits(300, seed=8, digits=(10, 10), length=(30, 50))
X, frames, y, L = batch(hasty)
log_p, T = models["CTC"](X, frames)
losses = F.ctc_loss(log_p.transpose(0, 1), y, T, L, BLANK, "none")  # (300,)
print(
    f"infinite: {losses.isinf().sum()}, impossible by our count: {impossible(T, y, L).sum()}, frames < labels: ", end=""
)
print(f"{(T < L).sum()}, frames <= 2 labels + 1: {(T <= 2 * L + 1).sum()} of {len(T)}")
assert torch.equal(losses.isinf(), impossible(T, y, L)) and 20 < losses.isinf().sum() < 200 < (T <= 2 * L + 1).sum()

# %% [markdown]
# Symptom: an infinite loss, then NaN. `zero_infinity=True` makes it go away by dropping those sounds without a word, so
# count them first. Remedy: a smaller stride, or shorter labels.
#
# **Doubled digits are swallowed.** A decoder of a large library merged once more *after* dropping the blanks, and was
# used for years:

# %%
triples = [data.say((digit,) * 3, seed) for digit in range(10) for seed in range(5)]
paths = best_paths(models["CTC"], triples)
too_late = [collapse(collapse(path)) for path in paths]
print(f"triples such as 7 7 7: {error_rate(map(collapse, paths), triples):.0%} wrong, ", end="")
print(f"merged once more {error_rate(too_late, triples):.0%}")
assert error_rate(map(collapse, paths), triples) < 0.2 and error_rate(too_late, triples) > 0.6

# %% [markdown]
# Symptom: 4 0 0 7 comes out as 4 0 7, and nobody sees it in an average over few doubles. Remedy: test on doubles.
#
# **A WaveNet that reads its answer.** Pad on both sides, as `padding="same"` does, and the next sample is in the field:


# %%
class Leaky(Gated):
    def forward(self, x):
        return self.finish(x, self.both(F.pad(x, (self.d // 2, self.d - self.d // 2))))


field = seen(WaveNet(DOUBLED, layer=Leaky))
print(f"the output sees from {field[0]} to {field[-1]}, and the answer stands at 1")
assert field[-1] == 64

# %% [markdown]
# Symptom: the best loss ever (exercise 3), and noise when it writes. Remedy: call `seen` before any training.
#
# ## Exercises
#
# ### 1. Collapse by hand (★, 10 minutes)
#
# What do `77-7-00`, `-7-7-0-0` and `770-` spell? How many paths of four frames spell 0 0, and how many spell 0 7?
#
# <details><summary>Solution</summary>
#
# 7 7 0, 7 7 0 0 and 7 0. In four frames 0 0 has five paths and 0 7 has fifteen. In general, $L$ digits with $r$ repeats
# have $\binom{T+L-r}{2L}$ paths.
#
# ```python
# for text, digits in [("77-7-00", [7, 7, 0]), ("-7-7-0-0", [7, 7, 0, 0]), ("770-", [7, 0])]:
#     assert collapse([BLANK if sign == "-" else int(sign) for sign in text]) == digits
# for y, number in [([0, 0], 5), ([0, 7], 15)]:
#     assert round(ctc_forward(everything[:4], y).exp().item()) == number == math.comb(6 - (y[0] == y[1]), 4)
# ```
# </details>
#
# ### 2. Prefix beam search (★★, 30 minutes)
#
# Keep the ten most probable *answers* so far, each with two probabilities: of its paths that end in a blank, and of
# those that do not. How do they grow by one frame? Compare with all answers of a few random frames.
#
# <details><summary>Solution</summary>
#
# A blank keeps the answer. The last digit again keeps it too, if the path did not end in a blank; if it did, the digit
# is a new one. Any other digit makes a longer answer.
#
# ```python
# def prefix_beam(log_p, width):
#     beam = {(): (1.0, 0.0)}  # answer: (paths that end in blank, paths that do not)
#     for p in log_p.exp().tolist():
#         grown = {}
#
#         def add(answer, blank, digit):
#             old = grown.get(answer, (0.0, 0.0))
#             grown[answer] = (old[0] + blank, old[1] + digit)
#
#         for answer, (blank, digit) in beam.items():
#             add(answer, (blank + digit) * p[BLANK], digit * p[answer[-1]] if answer else 0.0)
#             for k in range(10):
#                 add((*answer, k), 0.0, p[k] * (blank if answer and k == answer[-1] else blank + digit))
#         beam = dict(sorted(grown.items(), key=lambda item: -sum(item[1]))[:width])
#     return max(beam.items(), key=lambda item: sum(item[1]))
#
#
# guesses = torch.randn(3, 11, generator=torch.Generator().manual_seed(0)).log_softmax(1)
# answer, ways = prefix_beam(guesses, width=2000)
# every = [list(y) for n in range(4) for y in itertools.product(range(10), repeat=n)]
# best_of_all = max(every, key=lambda y: ctc_forward(guesses, y).item())
# print(answer, sum(ways), best_of_all)
# assert list(answer) == best_of_all and abs(sum(ways) - ctc_forward(guesses, best_of_all).exp().item()) < 1e-5
# ```
# </details>
#
# ### 3. The best loss ever (★★, 10 minutes)
#
# Train the leaky network on the second instrument, for 50 steps instead of 140. What loss does it reach?
#
# <details><summary>Solution</summary>
#
# Far less than the honest one, which cannot do well: nobody knows a new shape before it has sounded. A loss that is
# better than the sound allows is a leak.
#
# ```python
# known, new = songs["a new shape each note"]
# torch.manual_seed(0)
# leaky = compose(WaveNet(DOUBLED, layer=Leaky), known, steps=50)
# print(f"{surprise(leaky, new):.2f} against {fresh['128, dilated']:.2f}")
# assert surprise(leaky, new) < 0.5 * fresh["128, dilated"]
# ```
# </details>
#
# ### 4. Longer than ever heard (★★★, 30 minutes, open)
#
# Train on two and three digits, and test on four, five and eight. Does it go on?
#
# <details><summary>Solution</summary>
#
# One way is below. With our seed the share of wrong digits about doubles from three digits to eight. So it suffers, but
# it goes on, since each frame answers for its surroundings and no vector has to hold the whole. Which part fails first
# if you train on *single* digits?
#
# ```python
# few = [u for u in data.formant_digits(1600, seed=1) if len(u.digits) <= 3][:800]
# torch.manual_seed(0)
# short = Listener()
# train(short, ctc, few, unheard, epochs=8)
# for n in (3, 4, 5, 8):
#     longer = data.formant_digits(60, seed=6, digits=(n, n))
#     print(n, f"{error_rate(map(collapse, best_paths(short, longer)), longer):.1%}")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - A spectrogram shows which frequencies are strong when, and can be sharp in only one of both.
# - CTC sums over all paths that collapse to the label, in frames times places steps.
# - Most frames stay blank, and where a spike stands within its digit the loss leaves open.
# - No path, no finite loss: count digits plus adjacent repeats against frames.
# - Doubling dilations see far with few weights; whether far helps hangs on the sound.
#
# ## Where it came from
#
# - A. Graves, S. Fernández, F. Gomez and J. Schmidhuber, 2006, ICML: CTC.
# - A. Hannun and others, 2014, arXiv:1412.5567: DeepSpeech, end to end but for a language model.
# - A. van den Oord and others, 2016, arXiv:1609.03499: WaveNet.
# - W. Xiong and others, 2017, arXiv:1708.06073: 5.1 % on telephone talk.
# - A. Baevski and others, 2020, NeurIPS: wav2vec 2.0. A. Radford and others, 2023, ICML: Whisper.
#
# **Next**: [35, dictionary learning and autoencoders](35-dictionary-learning-and-autoencoders.ipynb): learning without
# labels.
