"""Backups changed by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from bot.backup import manifest as manifests
from bot.backup.manifest import Manifest

Change = Callable[[zipfile.ZipInfo, bytes], tuple[zipfile.ZipInfo | str, bytes] | None]


def rewrite(
    source: Path,
    target: Path,
    manifest: Manifest | bytes | None = None,
    change: Change = lambda info, data: (info, data),
) -> None:
    """Each part as `change` gives it back, None: left out; another list where one is given."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == manifests.NAME and manifest is not None:
                data = manifest if isinstance(manifest, bytes) else manifests.dump(manifest)
            changed = change(info, data)
            if changed is not None:
                new.writestr(*changed)
