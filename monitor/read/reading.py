"""Article → Reading: the figures and the attributions of its text."""

from __future__ import annotations

from monitor.model import Article, Reading
from monitor.read.attributions import read_attributions
from monitor.read.figures import read_figures


def read(article: Article) -> Reading:
    """Read the article's text; offsets refer to ``article.text``.

    :raises KeyError: when there is no folder for the article's language.
    """
    return Reading(
        figures=read_figures(article.text, article.language),
        attributions=read_attributions(article.text, article.language),
    )
