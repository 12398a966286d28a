"""No paragraph is lost between two that were found, and nothing else comes in with it.

Each case says what stands beside the article's paragraphs and what the blocks must hold.
"""

from __future__ import annotations

from lxml import html

from monitor.extract.blocks import from_elements
from monitor.extract.gaps import filled
from monitor.model import Block, BlockKind
from tests.unit.extract.pages import SAMPLES, read

FIRST = "The harbour bridge will close to all traffic on Monday, the council said."
SECOND = "Repairs are expected to cost 4.6 million pounds, half of it from the government."
THIRD = "About 18,000 vehicles use the crossing on a working day, the council's figures show."
LINKED = (
    '<a href="/1">Arden</a> counted 212 <a href="/2">ferries</a> in <a href="/3">Port Lane</a> last week.'
)
PLAIN = "Arden counted 212 ferries in Port Lane last week."


def blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)


def texts(markup: str, *found: str) -> list[str]:
    tree = html.fromstring(f"<html><body>{markup}</body></html>")
    return [block.text for block in filled(tree, blocks(*found))]


def p(text: str, name: str = "text") -> str:
    return f'<div class="{name}"><p>{text}</p></div>'


def test_a_lead_full_of_links_comes_back_before_the_first_paragraph() -> None:
    markup = "<article>" + p(LINKED) + p(FIRST) + p(SECOND) + "</article>"
    assert texts(markup, FIRST, SECOND) == [PLAIN, FIRST, SECOND]


def test_a_paragraph_comes_back_where_it_stands() -> None:
    markup = "<article>" + p(FIRST) + p(SECOND) + p(LINKED) + p(THIRD) + "</article>"
    assert texts(markup, FIRST, SECOND, THIRD) == [FIRST, SECOND, PLAIN, THIRD]


def test_what_stands_at_another_place_or_ends_like_no_sentence_stays_out() -> None:
    for stranger in (
        p("Sign up for our letter and read every morning what matters at sea.", "offer"),
        f"<aside>{p('Our app tells you about every ferry, in time for every tide.')}</aside>",
        p("Read more: a bridge and its builders, told by those who paid for it"),
    ):
        markup = "<article>" + p(FIRST) + stranger + p(SECOND) + "</article>"
        assert texts(markup, FIRST, SECOND) == [FIRST, SECOND]


def test_what_follows_the_last_paragraph_stays_out() -> None:
    markup = "<article>" + p(FIRST) + p(SECOND) + p(LINKED) + "</article>"
    assert texts(markup, FIRST, SECOND) == [FIRST, SECOND]


def test_a_section_in_a_container_of_its_own_comes_back() -> None:
    section = [f"{number}. {' '.join([PLAIN] * 6)}" for number in range(3)]
    told = "".join(p(text, "chapter") for text in section)
    markup = "<article>" + p(FIRST) + told + p(SECOND) + "</article>"
    assert texts(markup, FIRST, SECOND) == [FIRST, *section, SECOND]


def test_a_list_of_teasers_is_no_section() -> None:
    teasers = "".join(p(f"{number}. {PLAIN} {PLAIN}", "chapter") for number in range(6))
    markup = "<article>" + p(FIRST) + teasers + p(SECOND) + "</article>"
    assert texts(markup, FIRST, SECOND) == [FIRST, SECOND]


def test_a_paragraph_that_was_taken_line_by_line_is_not_taken_again() -> None:
    broken = p(f"{FIRST}<br>{THIRD}")
    tree = html.fromstring(f"<html><body><article>{broken}{p(SECOND)}{p(PLAIN)}</article></body></html>")
    found = from_elements([tree])
    assert [block.text for block in filled(tree, found)] == [FIRST, THIRD, SECOND, PLAIN]


def test_a_sentence_that_captions_a_picture_too_is_kept_once() -> None:
    """Both copies were lost: the caption's mark was put on the paragraph as well."""
    sample = SAMPLES[2]
    caption = sample.paragraphs[1].rstrip(".")
    picture = f'<figure><img src="x.jpg"><figcaption>{caption}</figcaption></figure><div class="image-caption"><p>{caption}</p></div>'
    markup = sample.markup().replace("</article>", f"{picture}</article>")
    assert read(markup).paragraphs.count(sample.paragraphs[1]) == 1
    assert caption not in read(markup).paragraphs
