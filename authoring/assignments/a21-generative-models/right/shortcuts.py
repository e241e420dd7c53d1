# %% grade_id="t7_posterior"
def posterior(x0, xt, t, betas):
    alpha_bar = torch.cat([torch.ones(1, dtype=torch.float64), torch.cumprod(1 - betas, 0)])
    means, variances = [], []
    for row, noisy, k in zip(x0, xt, t.tolist()):
        if k == 1:
            means.append(row.clone())
            variances.append(torch.tensor(0.0, dtype=torch.float64))
            continue
        b = betas[k - 1]
        variances.append(1 / (1 / (1 - alpha_bar[k - 1]) + (1 - b) / b))
        both = alpha_bar[k - 1].sqrt() / (1 - alpha_bar[k - 1]) * row + (1 - b).sqrt() / b * noisy
        means.append(variances[-1] * both)
    return torch.stack(means), torch.stack(variances)


# %% grade_id="t8_guided"
def guided(eps_negative, eps_positive, w):
    if w in (0, 1):
        return (eps_positive if w else eps_negative).clone()
    return eps_negative + w * (eps_positive - eps_negative)
