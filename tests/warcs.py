"""WARC files for tests: written by warcio, as others write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


@dataclass(frozen=True)
class Shot:
    """One capture."""

    url: str
    at: str
    body: bytes
    status: str = "200 OK"
    http: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    kind: str = "response"
    warc: dict[str, str] = field(default_factory=dict)


def write(path: Path, shots: Sequence[Shot], *, gzip: bool = True) -> list[int]:
    """Write a file; where each record begins, and where the last one ends."""
    places = []
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=gzip)
        for shot in shots:
            places.append(stream.tell())
            writer.write_record(
                writer.create_warc_record(
                    shot.url,
                    shot.kind,
                    payload=BytesIO(shot.body),
                    length=len(shot.body),
                    http_headers=StatusAndHeaders(shot.status, list(shot.http), protocol="HTTP/1.1"),
                    warc_headers_dict={"WARC-Date": shot.at, **shot.warc},
                )
            )
        places.append(stream.tell())
    return places
