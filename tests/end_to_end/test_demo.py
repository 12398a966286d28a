"""The demo is the first thing a newcomer sees: it shows the story and leaves nothing running."""

from __future__ import annotations

import re

import pytest

# As the four newsrooms write them: the figure that moved, and who is newly cited.
STORY = {
    "English": (r"1,500 [\w ]+→ 3,000 ", ["Park Sun-won", "Lloyd Austin", "American diplomat"]),
    "German": (r"1500 \w+ → 3000 ", ["Park Sun-won", "Lloyd Austin", "Auswärtige"]),
    "Korean": (r"1500\w* → [\w ]*3000\w*", ["박선원", "오스틴", "독일 외무"]),
    "Ukrainian": (r"1500 \w+ → 3000 ", ["Пак Сон Вон", "Остін", "МЗС Німеччини"]),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    from .conftest import Desk

    desk = Desk(tmp_path_factory.mktemp("demo"))
    return desk, desk.run("demo").stdout


def by_language(out: str) -> dict[str, str]:
    parts = re.split(rf"^({'|'.join(STORY)})$", out, flags=re.MULTILINE)
    gathered: dict[str, str] = {}
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        gathered[name] = gathered.get(name, "") + text
    return gathered


@pytest.mark.parametrize("language", STORY)
def test_the_story_is_told_in_each_language(demo, language):
    figure, sources = STORY[language]
    told = by_language(demo[1])[language]
    assert re.search(figure, told), told
    new = "\n".join(line for line in told.splitlines() if line.strip().startswith("source"))
    assert [name for name in sources if name not in new] == []


def test_what_it_leaves_can_be_opened(demo):
    desk, out = demo
    pages = re.findall(r"report to open: (\S+)", out)
    assert [page.rsplit("-", 1)[1] for page in pages] == ["en.html", "de.html", "ko.html", "uk.html"]
    for page in pages:
        assert "<html" in (desk.folder / page).read_text(encoding="utf-8")
    mails = list((desk.folder / "demo-output" / "outbox").glob("*.eml"))
    assert f"{len(mails)} mails" in out
    assert len(mails) > 8


def test_it_runs_again_and_spares_what_is_not_its_own(demo, desk):
    (desk.folder / "notes").mkdir()
    (desk.folder / "notes" / "precious.txt").write_text("mine")
    done = desk.run("demo", "--output", "notes", check=2)
    assert "not from an earlier demo" in done.stderr
    assert (desk.folder / "notes" / "precious.txt").read_text() == "mine"
    demo[0].run("demo")
