"""Sphinx's settings for the course's pages: everything that a page needs lies beside it."""

import os

project = "One Neuron Up"
author = "The authors of One Neuron Up"
release = os.environ["SITE_VERSION"]
copyright = author
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_all_links_external = True  # pages link as notebooks do, with anchors of their own
html_theme = "sphinx_book_theme"
html_title = "One Neuron Up"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["moving.js", "board.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_permalinks_icon = "#"
html_context = {"default_mode": "auto"}  # light or dark, as the reader's machine has it
html_use_index = False
html_extra_path = ["_extra"]  # the notebooks, to download
_repository = os.environ["SITE_REPOSITORY"]
html_theme_options = {
    "repository_url": _repository,
    "extra_footer": f'Version {release}. Code: <a href="{_repository}/blob/main/LICENSE">BSD 3-Clause</a>; texts and '
    f'pictures: <a href="{_repository}/blob/main/LICENSE-TEXT.md">CC BY 4.0</a>.',
    "use_repository_button": True,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
}
mathjax_path = "mathjax/tex-mml-chtml.js"
_FONTS = {"fonts": "[mathjax]/fonts", "mathjax-newcm": "[mathjax]/fonts/mathjax-newcm-font"}
# Screen readers read MathML, which stands beside each drawn formula. MathJax's own speech would have to be fetched.
_OFF = {"enrich": False, "speech": False, "braille": False, "collapsible": False}
mathjax4_config = {
    "loader": {"paths": _FONTS, "load": ["a11y/assistive-mml"]},
    "options": {
        **{f"enable{name}": False for name in ("Enrichment", "Speech", "Braille", "Explorer", "Complexity")},
        "enableAssistiveMml": True,
        "menuOptions": {"settings": {**_OFF, "assistiveMml": True}},
    },
}
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
suppress_warnings = ["myst.header"]
exclude_patterns = ["_static"]
