"""What an import is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """The options of `crm import`. `kind` None is recognised from the header; `mapping` holds fields by header.

    `name` is what the file is called (`path` may be a copy of what came through a pipe); `on_duplicate` is update, skip or new.
    """

    path: Path
    name: str
    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    on_duplicate: str = "update"
    overwrite: bool = False
    pipeline: str | None = None
    create_nodes: bool = False
