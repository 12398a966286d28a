"""The folder of .eml files: whole or not there, and one a Message-ID."""

from __future__ import annotations

import asyncio

import pytest

from monitor.deliver.maildir import EmlFolder, file_name
from monitor.errors import TemporaryFailure


def put(folder, raw: bytes, message_id: str = "<abc@x.example>") -> None:
    asyncio.run(EmlFolder(folder).send(raw, recipient="a@x.example", message_id=message_id))


def test_one_file_a_mail_with_its_exact_bytes(tmp_path):
    put(tmp_path / "new" / "folder", b"raw \xff\r\n")
    (path,) = (tmp_path / "new" / "folder").iterdir()
    assert path.name == "abc.eml"
    assert path.read_bytes() == b"raw \xff\r\n"


def test_the_same_message_id_is_replaced_never_doubled(tmp_path):
    put(tmp_path, b"first")
    put(tmp_path, b"second")
    put(tmp_path, b"other", "<def@x.example>")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "abc.eml": b"second",
        "def.eml": b"other",
    }


def test_a_folder_that_cannot_be_written_is_a_temporary_failure_and_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(TemporaryFailure, match="file"):
        put(tmp_path / "file", b"x")
    (tmp_path / "abc.eml").mkdir()  # the name is taken by a folder
    with pytest.raises(TemporaryFailure):
        put(tmp_path, b"x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["abc.eml", "file"]


@pytest.mark.parametrize(
    "message_id",
    ["<../../etc/passwd@x>", "<.hidden@x>", "<@x>", "", "<" + "a" * 400 + "@x>", "<a/b@x>", "<\ud800@x>"],
)
def test_no_message_id_leads_out_of_the_folder(tmp_path, message_id):
    put(tmp_path, b"x", message_id)
    (path,) = tmp_path.iterdir()
    assert path.suffix == ".eml"
    assert "/" not in file_name(message_id)
