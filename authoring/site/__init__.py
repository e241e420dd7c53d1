"""The course as web pages that move without a kernel: `python -m authoring.site` makes the folder site/."""
