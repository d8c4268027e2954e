"""What the state raises on purpose, beside SettingError for a database URL that cannot be.

VestovoyError
├── PermanentError
│   └── SchemaTooNewError        the database was written by a newer program
└── TransientError
    └── StateUnavailableError    the database is locked or cannot be reached; nothing was changed, or not for certain
"""

from __future__ import annotations

from index.errors import PermanentError, TransientError


class SchemaTooNewError(PermanentError):
    """The database was written by a newer program."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the state's database is at schema {revision}, which this version does not know: "
            "run the newer version again, or restore a backup made before its upgrade"
        )
        self.revision = revision


class StateUnavailableError(TransientError):
    """The database stayed locked or out of reach for longer than was waited."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the state's database cannot be used now, try again later: {reason}")
