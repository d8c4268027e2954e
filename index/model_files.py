"""What loading any model of sentence-transformers has in common: where it lies, and what may go wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import huggingface_hub

from index.errors import SettingError

_OTHER_RUNTIMES = ["*.onnx*", "*.h5", "*.msgpack", "*.ot", "*.gguf", "openvino/*", "*.mlmodel", "*.tflite"]
_HUB_ID = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?")


def local_folder(setting: str, model: str) -> Path | None:
    """The folder that `model` names, or None where it is the id of a model on the hub; else raises SettingError."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if folder.exists():
        raise SettingError(setting, f"{model} is a file; name the model's folder")
    if model.startswith((".", "~")) or not _HUB_ID.fullmatch(model):
        raise SettingError(setting, f"there is no folder {model}; name a folder, or a model as owner/name")
    return None


def folder_digest(folder: Path) -> str:
    """Changes with the name or content of any file in the folder, but not with where the folder lies."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()}\n{content}\n".encode())
    return digest.hexdigest()[:16]


def download(model: str, cache: Path | None, offline: bool) -> Path:
    """The model's folder in the cache, brought there first if need be; its name is the commit."""
    repository = model if "/" in model else f"sentence-transformers/{model}"
    snapshot = huggingface_hub.snapshot_download(
        repository, cache_dir=cache, local_files_only=offline, ignore_patterns=_OTHER_RUNTIMES
    )
    return Path(snapshot)


@contextmanager
def loading(setting: str, model: str, folder: Path | None) -> Iterator[None]:
    """Around the loading itself: whatever is raised becomes a SettingError."""
    huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY = True
    try:
        yield
    except SettingError:
        raise
    # The hub's client, transformers, safetensors and a model's own modules raise what they like, and any of it
    # means the same here: this model cannot be had.
    except Exception as error:
        reason = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise SettingError(setting, f"{model} cannot be loaded: {reason}. {_remedy(folder)}") from error


def _remedy(folder: Path | None) -> str:
    if folder is not None:
        return "The folder must hold a model saved by sentence-transformers"
    return (
        "Without a connection to the hub, copy the model's folder to this machine and name the folder; "
        "leave the setting empty to do without that model"
    )
