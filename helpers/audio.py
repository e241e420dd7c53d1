"""Sound that can be played, in a notebook and on a web page made from it, with what is heard in words beside it."""

import base64
import html
import io
import wave as wav

import numpy as np
from IPython.display import display
from numpy.typing import ArrayLike, NDArray

PLAYED_RATE = 8000  # samples a second; some browsers refuse to play fewer than 3,000


def play(wave: ArrayLike, rate: int, transcript: str) -> None:
    """Show a player for ``wave`` (samples,), in [-1, 1] and ``rate`` samples a second, above its ``transcript``.

    What is louder than 1 is cut off. The player holds the sound itself, 21 KB for each second, and needs no kernel.
    Pages that show no player (GitHub) have the transcript, so put a spectrogram beside it.

    Raises:
        ValueError: if ``wave`` is no row of at least 2 finite numbers, ``rate`` does not divide 8,000, or the
            transcript is empty.
    """
    samples = np.asarray(wave, dtype=np.float64)
    if samples.ndim != 1 or len(samples) < 2 or not np.isfinite(samples).all():
        raise ValueError(f"wave has shape {samples.shape}: give one row of at least 2 finite samples")
    if rate < 1 or PLAYED_RATE % rate:
        raise ValueError(f"rate is {rate}: give a divisor of {PLAYED_RATE}, such as 2000")
    if not transcript.strip():
        raise ValueError("transcript is empty: say in words what is heard")
    words = html.escape(transcript, quote=True)
    sound = base64.b64encode(to_wav(_resampled(samples, PLAYED_RATE // rate))).decode("ascii")
    player = f'<audio controls preload="metadata" aria-label="{words}" src="data:audio/wav;base64,{sound}"></audio>'
    seconds = len(samples) / rate
    said = f"Sound, {seconds:.1f} s: {transcript}"
    page = f'<figure style="margin: 0">{player}<figcaption>{html.escape(said)}</figcaption></figure>'
    display({"text/html": page, "text/plain": said}, raw=True)


def to_wav(samples: NDArray[np.float64]) -> bytes:
    """Return ``samples`` (n,) in [-1, 1] as a WAV file: one channel, 16 bits, `PLAYED_RATE` samples a second."""
    buffer = io.BytesIO()
    with wav.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(PLAYED_RATE)
        file.writeframes(np.round(32767 * samples.clip(-1, 1)).astype("<i2").tobytes())
    return buffer.getvalue()


def _resampled(samples: NDArray[np.float64], factor: int) -> NDArray[np.float64]:
    """Return ``factor`` times as many samples with the same frequencies, and none above them."""
    # Mirrored at its end the wave has no jump there, which would ring.
    there_and_back = np.fft.rfft(np.concatenate([samples, samples[::-1]]))
    longer = np.fft.irfft(there_and_back, 2 * factor * len(samples))
    return np.asarray(factor * longer[: factor * len(samples)])
