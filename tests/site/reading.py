"""What tests of the pages share: a page's links and anchors, a browser's tab that keeps what its page does, and axe."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# A lecture of each part and an assignment.
SHOWN = ("07", "15", "17", "31", "41", "46", "a05")
# The figures of these are shown as they are stored, since a kernel that computes them takes longer than all else.
STILL = ("15", "17", "31", "41", "46")
FRAMES = 8  # of each control alone there are then two, and the start
QUIET = 30_000  # milliseconds that formulas may take on a busy machine
GRAVE = ("serious", "critical")
# What axe-core finds, by rule: its impact, how many places, and the first of them.
RUN_AXE = """async ([rules, but]) => {
    const asked = {resultTypes: ["violations"], ...(rules.length ? {runOnly: rules} : {})};
    const found = await axe.run({include: [["html"]], exclude: but.map((one) => [one])}, asked);
    return found.violations.map((one) => [one.impact, one.id, one.nodes.length, ...one.nodes.slice(0, 3).map(
        (node) => node.html.slice(0, 160) + " | " + node.any.map((check) => check.message)[0])]);
}"""
SETTLED = "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => 1)"


class Page(HTMLParser):
    """What a page links to, and what can be linked to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "id" in given:
            self.anchors.append(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        self.loaded += [given["src"]] if "src" in given else []
        if tag == "link" and given.get("rel") in ("stylesheet", "preload", "icon"):
            self.loaded.append(given["href"])


def pages_of(site: Path) -> dict[Path, Page]:
    """Return the pages in the folder ``site``."""
    paths = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    return {path: Page(path.read_text(encoding="utf-8")) for path in paths}


def lost(pages: Mapping[Path, Page], may_be_missing: str = "") -> list[str]:
    """Return the links that lead nowhere. Pages whose names match ``may_be_missing`` need not be there."""
    return [
        f"{path.name}: {link}"
        for path, page in pages.items()
        for link in page.links
        if _lost(link, path, pages, may_be_missing)
    ]


def _lost(link: str, path: Path, pages: Mapping[Path, Page], may_be_missing: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if to not in pages:
        return not to.exists() and not (may_be_missing and re.fullmatch(may_be_missing, to.name))
    return bool(parts.fragment) and unquote(parts.fragment) not in pages[to].anchors


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        pass


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve the folder ``site`` on this machine alone, and yield its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=site))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Reader:
    """A browser's tab that keeps what its pages complain of, and what they ask of anybody else."""

    def __init__(self, chromium, address: str) -> None:
        self.address = address
        self.said: list[str] = []
        self.elsewhere: list[str] = []
        self.context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
        self.context.route("**/*", self._only_here)
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(QUIET)
        self.tab.on("console", lambda message: message.type == "error" and self.said.append(message.text))
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))

    def _only_here(self, route) -> None:
        if route.request.url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def open(self, page: str):
        """Open the page, wait for its formulas, and return the tab."""
        self.tab.goto(f"{self.address}/{page}")
        self.tab.evaluate("window.MathJax?.startup?.promise")
        return self.tab

    def open_without_formulas(self, page: str):
        """Open the page with its formulas as they are typed, which is faster, and return the tab."""
        self.tab.route("**/mathjax/*", lambda route: route.fulfill(body="", content_type="text/javascript"))
        self.tab.goto(f"{self.address}/{page}")
        return self.tab


def look(one: Reader, page: str, axe: str, pictures: Path, but: Sequence[str] = ()) -> list[list[Any]]:
    """Open a page in light and dark, wide and narrow, and return what axe-core finds.

    Screenshots begin as ``pictures``. What the selectors ``but`` choose is left out, since axe-core takes longest for
    formulas.
    """
    tab = one.open(page)
    tab.evaluate(axe)
    tab.screenshot(path=f"{pictures}.jpeg", type="jpeg")
    found = tab.evaluate(RUN_AXE, [[], but])
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    tab.evaluate(SETTLED)
    tab.screenshot(path=f"{pictures}-dark.jpeg", type="jpeg")
    found += tab.evaluate(RUN_AXE, [["color-contrast"], but])
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.screenshot(path=f"{pictures}-phone.jpeg", type="jpeg")
    if tab.evaluate("document.documentElement.scrollWidth") > 390:
        found.append(["serious", "a phone scrolls sideways", 1])
    return found
