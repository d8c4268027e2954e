"""The commands and buttons of the library, as the table of handlers takes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from telegram.ext import JobQueue

from bot.desk import Desk
from bot.library import verbs
from bot.library.audit import press_audit, show_audit
from bot.library.cards import press_card
from bot.library.deleting import add_sweep, press_delete, press_undo
from bot.library.documents import press_list, show_documents
from bot.library.history import ask_rollback, press_history, show_history
from bot.library.relations import Herald, press_relation

LOOK_EVERY = timedelta(seconds=3)

COMMANDS = {
    "documents": show_documents,
    "history": show_history,
    "rollback": ask_rollback,
    "audit": show_audit,
}
PRESSES = {
    **dict.fromkeys((verbs.COLLECTIONS, verbs.DOCUMENTS, verbs.SEARCH), press_list),
    **dict.fromkeys((verbs.CARD, verbs.OPEN, verbs.MOVE, verbs.MOVE_TO), press_card),
    verbs.DELETE: press_delete,
    verbs.UNDO: press_undo,
    **dict.fromkeys((verbs.HISTORY, verbs.ROLL_BACK, verbs.ROLL_BACK_NOW, verbs.STAY), press_history),
    **dict.fromkeys((verbs.AUDIT, verbs.AUDIT_FILE), press_audit),
    **dict.fromkeys((verbs.CONFIRM, verbs.REJECT), press_relation),
}


def add_library_jobs(jobs: JobQueue[Any], desk: Desk) -> None:
    add_sweep(jobs, desk)
    herald = Herald(desk)

    async def look(_: object) -> None:
        await herald.look()

    jobs.run_repeating(look, LOOK_EVERY, first=LOOK_EVERY)
