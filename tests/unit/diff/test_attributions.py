"""Which old attribution is which new one: readings made by hand, so that only the pairing is tested."""

from __future__ import annotations

import pytest

from monitor.diff.compare import compare
from monitor.model import Attribution, Change, ChangeKind, CueClass, Reading, SourceOfSpeech
from tests.unit.diff.texts import article

S = SourceOfSpeech


def reading(text: str, *said: tuple[str, str, CueClass, int, str], kind: S = S.PERSON) -> Reading:
    """Attributions (source, cue, class, stance, content) found in ``text`` in order."""
    found = []
    at = 0
    for source, cue, cue_class, stance, content in said:
        start = text.index(cue, at)
        at = start + 1
        found.append(
            Attribution(
                source=source,
                source_kind=S.ANONYMOUS if source.startswith(("an ", "a ")) else kind,
                identity=source.casefold(),
                cue=cue,
                cue_class=cue_class,
                stance=stance,
                direct=False,
                content=content,
                start=start,
            )
        )
    return Reading(attributions=tuple(found))


SAY, DENY, CONFIRM, CLAIM, WARN = CueClass.SAY, CueClass.DENY, CueClass.CONFIRM, CueClass.CLAIM, CueClass.WARN

# name, old text, old attributions, new text, new attributions, what is told
TOLD = [
    (
        "a denial becomes a confirmation",
        "Moscow denied the strike.", [("Moscow", "denied", DENY, -2, "the strike")],
        "Moscow confirmed the strike.", [("Moscow", "confirmed", CONFIRM, 2, "the strike")],
        ["high attribution_changed denied>confirmed"],
    ),
    (
        "say becomes claim",
        "Kyiv said the bridge was hit.", [("Kyiv", "said", SAY, 0, "the bridge was hit")],
        "Kyiv claimed the bridge was hit.", [("Kyiv", "claimed", CLAIM, -1, "the bridge was hit")],
        ["high attribution_changed said>claimed"],
    ),
    (
        "said becomes told",
        "Kyiv said the bridge was hit.", [("Kyiv", "said", SAY, 0, "the bridge was hit")],
        "Kyiv stated the bridge was hit.", [("Kyiv", "stated", SAY, 0, "the bridge was hit")],
        ["low attribution_changed said>stated"],
    ),
    (
        "said becomes warned",
        "Kyiv said the bridge was hit.", [("Kyiv", "said", SAY, 0, "the bridge was hit")],
        "Kyiv warned the bridge was hit.", [("Kyiv", "warned", WARN, 0, "the bridge was hit")],
        ["medium attribution_changed said>warned"],
    ),
    (
        "another source under the same quote",
        "Anna Berg said the dam would hold until spring.", [("Anna Berg", "said", SAY, 0, "the dam would hold until spring")],
        "Otto Lang said the dam would hold until spring.", [("Otto Lang", "said", SAY, 0, "the dam would hold until spring")],
        ["high attribution_changed said>said"],
    ),
    (
        "an anonymous source gets a name",
        "an official said the dam would hold until spring.", [("an official", "said", SAY, 0, "the dam would hold until spring")],
        "Otto Lang said the dam would hold until spring.", [("Otto Lang", "said", SAY, 0, "the dam would hold until spring")],
        ["high attribution_changed said>said"],
    ),
    (
        "a moved statement is silent",
        "Anna Berg said the dam would hold until spring.\nThe valley was quiet.", [("Anna Berg", "said", SAY, 0, "the dam would hold until spring")],
        "The valley was quiet.\nAnna Berg said the dam would hold until spring.", [("Anna Berg", "said", SAY, 0, "the dam would hold until spring")],
        [],
    ),
    (
        "an unchanged sentence is never told, whatever the reader makes of it",
        "The dam would hold, it was said.", [("Anna Berg", "said", SAY, 0, "The dam would hold")],
        "The dam would hold, it was said.", [("Otto Lang", "said", DENY, -2, "The dam would hold")],
        [],
    ),
    (
        "a known source says something more",
        "Anna Berg said the dam would hold.", [("Anna Berg", "said", SAY, 0, "the dam would hold")],
        "Anna Berg said the dam would hold.\nThe turbines need repairs, Anna Berg added on Friday.",
        [("Anna Berg", "said", SAY, 0, "the dam would hold"), ("Anna Berg", "added", SAY, 0, "The turbines need repairs")],
        ["medium attribution_added added"],
    ),
    (
        "a new source is new once",
        "The dam held.", [],
        "The dam held.\nOtto Lang said it was luck.\nOtto Lang added that nobody had slept.",
        [("Otto Lang", "said", SAY, 0, "it was luck"), ("Otto Lang", "added", SAY, 0, "nobody had slept")],
        ["high attribution_added said", "medium attribution_added added"],
    ),
    (
        "a source is gone",
        "The dam held.\nOtto Lang said it was luck.", [("Otto Lang", "said", SAY, 0, "it was luck")],
        "The dam held.", [],
        ["high attribution_removed said"],
    ),
    (
        "one source takes back the one thing and says another",
        "Washington said it could not confirm the reports.\nA bridge was closed.", [("Washington", "said", SAY, -1, "it could not confirm the reports")],
        "Washington said there was proof of soldiers near the border.\nA bridge was closed.", [("Washington", "said", SAY, 1, "there was proof of soldiers near the border")],
        ["high attribution_changed said>said"],
    ),
    (
        "the reader misses a source that still stands there",
        "Otto Lang said it was luck, and the valley slept on.", [("Otto Lang", "said", SAY, 0, "it was luck")],
        "Otto Lang said it was luck, and the whole valley slept on.", [],
        [],
    ),
    (
        "a number in the surface makes no other source",
        "All 21 members said they would resign.", [("All 21 members", "said", SAY, 0, "they would resign")],
        "All 22 members said they would resign.", [("All 22 members", "said", SAY, 0, "they would resign")],
        [],
    ),
]  # fmt: skip


def about_speech(changes: tuple[Change, ...]) -> list[str]:
    told = []
    for change in changes:
        if change.kind.value.startswith("attribution"):
            cues = [one.cue for one in (change.before, change.after) if isinstance(one, Attribution)]
            told.append(f"{change.weight} {change.kind} {'>'.join(cues)}")
    return told


@pytest.mark.parametrize(
    ("name", "old", "old_said", "new", "new_said", "wanted"), TOLD, ids=[row[0] for row in TOLD]
)
def test_attributions_are_paired(
    name: str,
    old: str,
    old_said: list[tuple[str, str, CueClass, int, str]],
    new: str,
    new_said: list[tuple[str, str, CueClass, int, str]],
    wanted: list[str],
) -> None:
    changes = compare(article(old), reading(old, *old_said), article(new), reading(new, *new_said)).changes
    assert about_speech(changes) == wanted


def test_a_statement_that_replaces_another_is_one_edited_passage() -> None:
    """Not a passage gone and one added: the source ties them together."""
    old, new = TOLD[11][1], TOLD[11][3]
    changes = compare(
        article(old), reading(old, *TOLD[11][2]), article(new), reading(new, *TOLD[11][4])
    ).changes
    passages = [one.kind for one in changes if one.kind.value.startswith("passage")]
    assert passages in ([], [ChangeKind.PASSAGE_EDITED])
