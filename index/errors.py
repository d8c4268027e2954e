"""Every error that `index` raises on purpose.

    VestovoyError
    ├── PermanentError            trying again changes nothing
    │   ├── SettingError          a setting cannot be used; names it
    │   │   └── UnknownSettingError   there is none of that name; names the nearest
    │   ├── DocumentError         one file cannot be read; carries its SkipReason
    │   ├── StoreError            the data folder cannot be used as it is
    │   └── HistoryError          an earlier generation cannot be gone back to
    └── TransientError            trying again later may serve
        ├── ReindexRunningError   another reindex holds the lock
        └── ReindexCancelledError a reindex was told to stop

A message says what happened, to which item, and what to do. It is in English, for logs; what a person sees
is made in `bot.texts` from the class and its fields.
"""

from __future__ import annotations

from index.types import HistoryProblem, SkipReason


class VestovoyError(Exception):
    """The root of the tree."""


class PermanentError(VestovoyError):
    """Trying again changes nothing."""


class TransientError(VestovoyError):
    """Trying again later may serve."""


class SettingError(PermanentError):
    """A setting cannot be used."""

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"{setting}: {problem}")
        self.setting = setting
        self.problem = problem


class UnknownSettingError(SettingError):
    """There is no setting of that name; `nearest` is one there is."""

    def __init__(self, setting: str, nearest: str) -> None:
        super().__init__(setting, f"there is no such setting; did you mean {nearest}?")
        self.nearest = nearest


class DocumentError(PermanentError):
    """One file cannot be read."""

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class StoreError(PermanentError):
    """The data folder cannot be used as it is."""


class HistoryError(PermanentError):
    """An earlier generation cannot be gone back to."""

    def __init__(self, generation: int, problem: HistoryProblem, files: int = 0) -> None:
        told = {
            HistoryProblem.UNKNOWN: "is not kept; see which are with `vestovoy history`",
            HistoryProblem.MODEL: "was embedded by another model; put its documents back by hand and reindex",
            HistoryProblem.FILES: f"has {files} files that are no longer kept; put them back by hand and reindex",
        }
        super().__init__(f"generation {generation} {told[problem]}")
        self.generation = generation
        self.problem = problem
        self.files = files


class ReindexRunningError(TransientError):
    """Another reindex of the same data folder is running."""

    def __init__(self) -> None:
        super().__init__("a reindex of this data folder is already running; wait for it to end")


class ReindexCancelledError(TransientError):
    """A reindex was told to stop; the index stands as it was."""

    def __init__(self) -> None:
        super().__init__("the reindex was cancelled; the index stands as it was")
