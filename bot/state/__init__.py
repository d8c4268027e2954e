"""The bot's memory: people, groups, conversations, the journal of questions, the audit.

    state = State.open(default_url(settings.data), conversation_minutes=settings.conversation_minutes)

    person = await state.people.seen(id, name, username, language)      each time a person does something
    request = await state.people.ask(id)                                /start of a stranger: request.notify → admins
    decision = await state.people.decide(id, Admission.ADMITTED, by)    an admin's button

    receipt = await state.journal.receive(Incoming(thread, message_id, text))    only what is admitted
    question = await state.journal.begin(receipt.question.id)           None: nothing to answer (any more)
    turns = await state.conversations.turns(thread, before=message_id)
    await state.journal.sending(question.id, answer)                    right before the request; False: do not send
    await state.journal.sent(question.id, [reply.message_id])

Synchronous SQLAlchemy in a few threads of its own rather than its asynchronous twin: a transaction runs to its end in
one thread, so that a cancelled task can neither tear it nor leave a connection half used, and SQLite, which is
synchronous under any wrapper, has its one writer.
"""

from bot.state.errors import SchemaTooNewError, StateUnavailableError
from bot.state.state import State, default_url, utc_now
from bot.state.updates import Arrival
from bot.state.values import (
    Act,
    Admission,
    Begun,
    Chat,
    ChatKind,
    Decision,
    Forgotten,
    Incoming,
    Outcome,
    Person,
    Profile,
    Purged,
    Question,
    QuestionState,
    Rating,
    Receipt,
    Recovery,
    Request,
    Shown,
    Thread,
    Thumb,
)

__all__ = [
    "Act",
    "Admission",
    "Arrival",
    "Begun",
    "Chat",
    "ChatKind",
    "Decision",
    "Forgotten",
    "Incoming",
    "Outcome",
    "Person",
    "Profile",
    "Purged",
    "Question",
    "QuestionState",
    "Rating",
    "Receipt",
    "Recovery",
    "Request",
    "SchemaTooNewError",
    "Shown",
    "State",
    "StateUnavailableError",
    "Thread",
    "Thumb",
    "default_url",
    "utc_now",
]
