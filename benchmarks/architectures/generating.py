"""The contests of part E: each contender calls the functions of its lecture as the lecture does."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import torch
from torch import Tensor, nn

from benchmarks.architectures.contest import Contest, Judged
from helpers import metrics
from helpers.judge import judge


def projected(k: int, names: SimpleNamespace, _: int) -> Judged:
    V = names.pca(names.A - names.mean, k)  # (k, 64)
    X = names.A_new - names.mean  # (450, 64)
    return nn.ParameterList([V, names.mean]), (X - X @ V.T @ V).square().mean().item()


def rebuilt(k: int, bend: type[nn.Module], names: SimpleNamespace, seed: int) -> Judged:
    model = names.fit(names.autoencoder(k, bend), names.A, seed=seed)
    return model, names.mse(model, names.A_new)


def energies(chains: int, k: int, names: SimpleNamespace, _: int) -> Judged:
    begin = names.new_machines(16, 16, runs=1)
    kept = torch.zeros(1, chains, 16) if chains else None
    machine = names.train(begin, names.PATTERNS[None], 8000, 0.2, k=k, chains=kept)
    return nn.ParameterList(machine), -names.log_probabilities(machine).mean().item()


def coins(names: SimpleNamespace, _: int) -> Judged:
    ink = (names.X.sum(0) + 0.5) / (len(names.X) + 1)  # (64,)
    return nn.ParameterList([ink]), -names.log_bernoulli(names.X_test, ink.logit()).mean().item()


def templates(count: int, names: SimpleNamespace, _: int) -> Judged:
    return nn.ParameterList([torch.zeros(count, 65)]), names.mixture(count).mean().item()


def train_vae(beta: float, names: SimpleNamespace) -> nn.Module:
    model: nn.Module = names.VAE(8)

    def loss(x: Tensor) -> Tensor:
        log_p, kl = model(x)  # (batch,), (batch, 8)
        weighed: Tensor = beta * kl.sum(-1) - log_p
        return weighed

    names.minimize(loss, model.parameters())
    return model


def variational(beta: float, names: SimpleNamespace, _: int) -> Judged:
    model = train_vae(beta, names)
    bounds = [names.importance_bound(names.log_weights(model, x, 500)) for x in names.X_test.split(50)]
    return model, -torch.cat(bounds).mean().item()


def own_guess(beta: float, names: SimpleNamespace, _: int) -> Judged:
    model = train_vae(beta, names)
    bound: Tensor = names.importance_bound(names.log_weights(model, names.X_test[:100], 500))  # (100,)
    return model, -bound.mean().item()


def refined(beta: float, names: SimpleNamespace, _: int) -> Judged:
    model = train_vae(beta, names)
    prior = names.distributions.MultivariateNormal(torch.zeros(8), torch.eye(8))
    return model, refined_nats(model, prior, names)


def refined_autoencoder(names: SimpleNamespace, _: int) -> Judged:
    """Train the plain autoencoder, and take the Gaussian fitted to its codes for the prior, which counts too."""
    encoder, decoder = names.perceptron(64, 256, 8), names.perceptron(8, 256, 64)
    model = nn.ModuleDict({"encoder": encoder, "decoder": decoder})
    names.minimize(lambda x: -names.log_bernoulli(x, decoder(encoder(x))), model.parameters())
    with torch.no_grad():
        codes = encoder(names.X)  # (1347, 8)
    prior = names.distributions.MultivariateNormal(codes.mean(0), codes.T.cov())
    return model, refined_nats(model, prior, names)


def refined_nats(model: nn.Module, prior: object, names: SimpleNamespace) -> float:
    """Return the nats of 100 test images under a decoder, with a Gaussian of its own fitted to each."""
    x = names.X_test[:100]
    codes = model.get_submodule("encoder")(x)[:, :8].detach()  # (100, 8)
    bound: Tensor = names.refined_bound(model.get_submodule("decoder"), prior, x, codes)  # (100,)
    return -bound.mean().item()


def on_a_ring(leak: float, gamma: float, names: SimpleNamespace, seed: int) -> Judged:
    """Count the heaps that the lecture's five starts reach on average; one start's networks count as parameters."""
    seen, _ = names.train(leak, gamma, seed=seed)
    generator, discriminator = seen[-1]
    heaps, _ = names.reached(generator, leak)
    return nn.ParameterList([W[0] for W in (*generator, *discriminator)]), heaps.float().mean().item()


def loss_of_d(leak: float, gamma: float, names: SimpleNamespace, seed: int) -> Judged:
    """Return the loss of D in the last 200 steps, the mean of the lecture's five starts."""
    seen, losses = names.train(leak, gamma, seed=seed)
    return nn.ParameterList([W[0] for W in (*seen[-1][0], *seen[-1][1])]), losses[-200:].mean().item()


def shuffled_pixels(names: SimpleNamespace, _: int) -> Judged:
    X = names.digits.train.X  # (1347, 1, 8, 8)
    rows = torch.randint(len(X), (450, 64))
    drawn = X.flatten(1).gather(0, rows).view(-1, 1, 8, 8)
    return nn.ParameterList([X.flatten(1).mean(0)]), distance(drawn, names)


def dcgan(names: SimpleNamespace, seed: int) -> Judged:
    generator, discriminator, _ = names.train_pictures(names.digits.train.X, epochs=30, seed=seed)
    with torch.no_grad():
        drawn = generator.eval()(torch.randn(450, 32))  # (450, 1, 8, 8)
    return nn.ModuleList([generator, discriminator]), distance(drawn, names)


def distance(drawn: Tensor, names: SimpleNamespace) -> float:
    """Return the Frechet distance of pictures (450, 1, 8, 8) and the test digits, by the course's own judge."""
    return metrics.frechet_distance(judge(drawn)[1], judge(names.digits.test.X)[1])[0]


def predicting_pixels(
    make: Callable[[SimpleNamespace], nn.Module], epochs: int, rate: float, names: SimpleNamespace, _: int
) -> Judged:
    model = names.fit(make(names), names.X, epochs, rate)
    with torch.no_grad():
        return model, names.nats(model, names.X_new).mean().item()


def train_painter(names: SimpleNamespace) -> nn.Module:
    model: nn.Module = names.Denoiser(64, vocabulary=(3, 3, 2))
    names.train(model, names.Z, names.words, 2600, 4e-3)
    names.guided.__globals__["painter"] = model  # which the lecture's function asks
    return model


def painting(s: float, names: SimpleNamespace, _: int) -> Judged:
    model = train_painter(names)
    colors, shapes, sizes = names.data.PROMPT_WORDS
    prompts = [f"{size} {color} {shape}" for color in colors for shape in shapes for size in sizes]
    ends = [names.sample(names.guided(prompt, "", s), torch.randn(20, 64))[-1] for prompt in prompts]
    asked = torch.stack([names.read(prompt) for prompt in prompts]).repeat_interleave(20, 0)  # (360, 3)
    seen, _ = names.look(names.decode(torch.cat(ends)))  # (360, 3)
    return model, (seen == asked).all(1).float().mean().item()


def painting_red(negative: str, names: SimpleNamespace, _: int) -> Judged:
    model = train_painter(names)
    circles = names.decode(names.sample(names.guided("big circle", negative, 4), torch.randn(300, 64))[-1])
    seen, _ = names.look(circles)  # (300, 3), whose first number is 1 for red
    return model, (seen[:, 0] == 1).float().mean().item()


def of_pixels(names: SimpleNamespace, _: int) -> Judged:
    return nn.Flatten(), float(names.probe(nn.Flatten()))


def untrained(names: SimpleNamespace, _: int) -> Judged:
    encoder = names.make_encoder()
    return encoder, float(names.probe(encoder))


def labeled(names: SimpleNamespace, seed: int) -> Judged:
    network = nn.Sequential(names.make_encoder(), nn.ReLU(), nn.Linear(64, 10))
    return network, names.supervised(seed)


def contrasted(names: SimpleNamespace, _: int) -> Judged:
    encoder = names.make_encoder()
    names.pretrain(encoder, names.nt_xent)
    return encoder, float(names.probe(encoder))


def predicted(names: SimpleNamespace, _: int) -> Judged:
    """Train SimSiam; its predictor is not judged, but counts."""
    encoder = nn.Sequential(names.make_encoder(), nn.BatchNorm1d(64, affine=False))
    predictor = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64))
    names.pretrain(encoder, names.siamese(predictor, True), 300, predictor.parameters())
    return nn.ModuleList([encoder, predictor]), float(names.probe(encoder))


LATENT = ("T", "beta", "abar", "right_abar", "images", "words", "center", "components", "scale", "Z")

CONTESTS = (
    Contest(
        "35-dictionary-learning-and-autoencoders",
        ("digits", "A", "A_new", "mean"),
        "8×8 digits from 8 numbers, squared error",
        {
            "PCA": partial(projected, 8),
            "autoencoder without ReLU": partial(rebuilt, 8, nn.Identity),
            "autoencoder": partial(rebuilt, 8, nn.ReLU),
        },
    ),
    Contest(
        "36-boltzmann-machines",
        ("LINES", "STRIPES", "PATTERNS"),
        "bars and stripes, nats a pattern (3.40 is perfect)",
        {
            "RBM, 30 persistent chains": partial(energies, 30, 1),
            "RBM, CD-1": partial(energies, 0, 1),
            "RBM, CD-10": partial(energies, 0, 10),
        },
    ),
    Contest(
        "37-vae",
        ("digits", "X", "X_test"),
        "unseen binary 8×8 digits, nats (of a VAE a bound, K = 500)",
        {
            "64 coins": coins,
            "80 templates": partial(templates, 80),
            "VAE, KL weighed by 0.1": partial(variational, 0.1),
            "VAE": partial(variational, 1.0),
        },
    ),
    Contest(
        "37-vae",
        ("digits", "X", "X_test"),
        "100 of them, nats (a bound, with a Gaussian fitted to each)",
        {
            "VAE, KL weighed by 0.1, by its own encoder": partial(own_guess, 0.1),
            "autoencoder, a Gaussian for its codes": refined_autoencoder,
            "VAE, KL weighed by 0.1": partial(refined, 0.1),
            "VAE": partial(refined, 1.0),
        },
    ),
    Contest(
        "38-gan",
        ("CENTERS", "RUNS"),
        "heaps of 8 reached after 600 steps, mean of five starts",
        {
            "GAN, ReLU": partial(on_a_ring, 0.0, 0.0),
            "GAN, leaky ReLU": partial(on_a_ring, 0.2, 0.0),
            "GAN, leaky ReLU, R1": partial(on_a_ring, 0.2, 2.0),
            "GAN, ReLU, R1": partial(on_a_ring, 0.0, 2.0),
        },
    ),
    Contest(
        "38-gan",
        ("CENTERS", "RUNS"),
        "loss of D in the last 200 steps (1.386 if D is blind or G perfect)",
        {
            "GAN, ReLU": partial(loss_of_d, 0.0, 0.0),
            "GAN, leaky ReLU": partial(loss_of_d, 0.2, 0.0),
            "GAN, leaky ReLU, R1": partial(loss_of_d, 0.2, 2.0),
            "GAN, ReLU, R1": partial(loss_of_d, 0.0, 2.0),
        },
    ),
    Contest(
        "38-gan",
        ("digits",),
        "8×8 digits, Fréchet distance by our judge",
        {"each pixel of another digit": shuffled_pixels, "DCGAN, R1": dcgan},
    ),
    Contest(
        "39-flows-and-pixel-models",
        ("digits", "X", "X_new"),
        "unseen binary 8×8 digits, nats",
        {
            "one triangular matrix": partial(predicting_pixels, lambda names: names.Triangle(), 80, 0.01),
            "PixelCNN, plain": partial(predicting_pixels, lambda names: names.PixelCNN(placed=False), 30, 0.01),
            "PixelCNN, placed": partial(predicting_pixels, lambda names: names.PixelCNN(), 30, 0.01),
            "PixelRNN": partial(predicting_pixels, lambda names: names.PixelRNN(), 30, 0.02),
        },
    ),
    Contest(
        "40-diffusion",
        (*LATENT, "others", "other_words"),
        "pictures with all three words of the prompt, share",
        {"latent diffusion, s = 1": partial(painting, 1.0), "latent diffusion, guided, s = 4": partial(painting, 4.0)},
    ),
    Contest(
        "40-diffusion",
        (*LATENT, "others", "other_words"),
        '"big circle"s at s = 4 that look red, share',
        {"no negative prompt": partial(painting_red, ""), 'negative prompt "red"': partial(painting_red, "red")},
    ),
    Contest(
        "41-self-supervised-learning",
        ("digits", "X", "y", "X_test", "y_test"),
        "8×8 digits, 30 labels, accuracy",
        {
            "pixels": of_pixels,
            "untrained encoder": untrained,
            "30 labels only": labeled,
            "SimSiam": predicted,
            "contrastive (SimCLR)": contrasted,
        },
    ),
)
