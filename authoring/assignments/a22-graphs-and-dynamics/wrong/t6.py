# %% grade_id="t6_ssm_convolve" mistake="lets the end come back" message="Does the end come back at the beginning?"
def ssm_convolve(x, K):
    return torch.fft.ifft(torch.fft.fft(x) * torch.fft.fft(K)).real


# %% grade_id="t6_ssm_convolve" mistake="pads too little" message="Are there too few zeros behind the end?"
def ssm_convolve(x, K):
    n = len(x) + 1
    return torch.fft.irfft(torch.fft.rfft(x, n) * torch.fft.rfft(K, n), n)[: len(x)]


# %% grade_id="t6_ssm_convolve" mistake="reverses the kernel" message="Is the kernel reversed?"
def ssm_convolve(x, K):
    return torch.from_numpy(np.convolve(x.numpy(), K.numpy()[::-1])[: len(x)])


# %% grade_id="t6_ssm_convolve" mistake="takes the middle" message="Is the middle of the whole convolution taken?"
def ssm_convolve(x, K):
    return torch.from_numpy(np.convolve(x.numpy(), K.numpy(), "same"))


# %% grade_id="t6_ssm_convolve" mistake="returns all of it" message="It is as long as x."
def ssm_convolve(x, K):
    return torch.from_numpy(np.convolve(x.numpy(), K.numpy()))


# %% grade_id="t6_ssm_convolve" mistake="looks ahead" message="Does it look at inputs that are still to come?"
def ssm_convolve(x, K):
    L = len(x)
    return torch.stack([(K[: L - t] * x[t:]).sum() for t in range(L)])


# %% grade_id="t6_ssm_kernel" mistake="reverses the kernel" message="Is it reversed?"
def ssm_kernel(a_bar, b_bar, c, L):
    return ((c * b_bar)[:, None] * a_bar[:, None] ** torch.arange(L)).sum(0).real.flip(0)


# %% grade_id="t6_ssm_kernel" mistake="begins with the first power" message="Does it begin with the first power?"
def ssm_kernel(a_bar, b_bar, c, L):
    return ((c * b_bar)[:, None] * a_bar[:, None] ** torch.arange(1, L + 1)).sum(0).real


# %% grade_id="t6_ssm_kernel" mistake="takes the real part too early" message="Is the real part taken before the powers count?"
def ssm_kernel(a_bar, b_bar, c, L):
    return ((c * b_bar).real[:, None] * (a_bar[:, None] ** torch.arange(L)).real).sum(0)


# %% grade_id="t6_ssm_kernel" mistake="conjugates c" message="Is c conjugated?"
def ssm_kernel(a_bar, b_bar, c, L):
    return torch.stack([torch.vdot(c, a_bar**k * b_bar).real for k in range(L)])


# %% grade_id="t6_ssm_kernel" mistake="forgets b" message="Does b_bar count?"
def ssm_kernel(a_bar, b_bar, c, L):
    return (c[:, None] * a_bar[:, None] ** torch.arange(L)).sum(0).real


# %% grade_id="t6_ssm_scan" mistake="reads before the input enters" message="Is the state read before the input enters?"
def ssm_scan(x, a_bar, b_bar, c, h):
    y = []
    for number in x:
        y.append((c * h).sum().real)
        h = a_bar * h + b_bar * number
    return torch.stack(y), h


# %% grade_id="t6_ssm_scan" mistake="keeps the real part of the state" message="Is only the real part of the state kept?"
def ssm_scan(x, a_bar, b_bar, c, h):
    y = []
    for number in x:
        h = (a_bar * h + b_bar * number).real + 0j
        y.append((c * h).sum().real)
    return torch.stack(y), h


# %% grade_id="t6_ssm_scan" mistake="takes the real part too early" message="Is the real part taken before c counts?"
def ssm_scan(x, a_bar, b_bar, c, h):
    y = []
    for number in x:
        h = a_bar * h + b_bar * number
        y.append((c.real * h.real).sum())
    return torch.stack(y), h


# %% grade_id="t6_ssm_scan" mistake="begins at 0" message="Does it begin at 0?"
def ssm_scan(x, a_bar, b_bar, c, h):
    h, y = torch.zeros_like(h), []
    for number in x:
        h = a_bar * h + b_bar * number
        y.append((c * h).sum().real)
    return torch.stack(y), h


# %% grade_id="t6_ssm_scan" mistake="works in place" message="changed its argument h"
def ssm_scan(x, a_bar, b_bar, c, h):
    y = []
    for number in x:
        h *= a_bar
        h += b_bar * number
        y.append((c * h).sum().real)
    return torch.stack(y), h.clone()


# %% grade_id="t6_ssm_scan" mistake="returns the state before the last input" message="Is it the one before the last input?"
def ssm_scan(x, a_bar, b_bar, c, h):
    y = []
    for number in x:
        before, h = h, a_bar * h + b_bar * number
        y.append((c * h).sum().real)
    return torch.stack(y), before


# %% grade_id="t6_ssm_scan" mistake="returns the real part of the state" message="Is its imaginary part dropped?"
def ssm_scan(x, a_bar, b_bar, c, h):
    states = torch.empty(len(x) + 1, len(h), dtype=h.dtype)
    states[0] = h
    for t in range(len(x)):
        states[t + 1] = a_bar * states[t] + b_bar * x[t]
    return (states[1:] @ c).real, states[-1].real


# %% grade_id="t6_ssm_convolve" mistake="does not tell irfft the length" message="Is irfft told the length"
def ssm_convolve(x, K):
    L = len(x)
    return torch.fft.irfft(torch.fft.rfft(x, n=2 * L + 1) * torch.fft.rfft(K, n=2 * L + 1))[:L]


# %% grade_id="t6_ssm_convolve" mistake="pads by 32" message="At length 64 the convolution is off"
def ssm_convolve(x, K):
    L = len(x)
    return torch.fft.irfft(torch.fft.rfft(x, n=L + 32) * torch.fft.rfft(K, n=L + 32), n=L + 32)[:L]
