"""Article → Reading: the figures and the attributions of its text."""

from __future__ import annotations

from monitor.model import Article, Reading
from monitor.read.attributions import read_attributions
from monitor.read.figures import read_figures
from monitor.text.lookalikes import one_script


def read(article: Article) -> Reading:
    """Read the article's text; offsets refer to ``article.text``.

    What is read has look-alike letters in the script of their words.


    :raises KeyError: when there is no folder for the article's language.
    """
    text = one_script(article.text)
    return Reading(
        figures=read_figures(text, article.language),
        attributions=read_attributions(text, article.language),
    )
