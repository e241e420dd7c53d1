"""A module that lies beside a notebook and remembers."""

WORDS: list[str] = []


def remember(word: str) -> None:
    WORDS.append(word)


def recall() -> str:
    return WORDS[-1]
