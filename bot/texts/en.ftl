# Words that other messages are made of
-bot = Vestovoy

documents-count = { $n ->
    [one] { $n } document
   *[other] { $n } documents
}
# "searched …"
documents-searched = { $n ->
    [one] { $n } document
   *[other] { $n } documents
}

# Commands
command-ask = ask a question
command-new = start a new conversation
command-help = what I can do
command-forgetme = delete all that is kept about me
command-people = people and groups: who is let in and what they see

# First words
start = Hello! I am { -bot }: I answer questions from the organisation's documents and show the place that says so.

    Just write a question, for example: <i>How many days of leave are there in the first year?</i>
start-pending = Hello! I answer from the organisation's documents, for those an admin has let in. Your request is passed on; I will write as soon as it is decided.
start-refused = An admin has not let you in. If this is a mistake, please talk to them.
start-no-admins = Access is closed and I have no admins yet: whoever runs me names them.
help = <b>How to ask</b>
    Just write a question. Follow up freely: “and last year?”. Edit your message and I will edit the answer.

    <b>In a group</b>
    /ask question, a mention of @{ $username }, or a reply to my message.

    <b>In any chat</b>
    @{ $username } question — then pick a place from the documents.

    /new — start a new conversation
    /digest — a daily digest of what changed in the documents
    /forgetme — delete all that is kept about you
help-admin =

    /people — who is let in and what they see

# Questions and answers
place-page = p. { $page }
place-date = { DATETIME($date, dateStyle: "long") }
refusal = The documents do not answer this question. I searched { documents-searched }.
refusal-collections = The documents do not answer this question. I searched { documents-searched }: { $collections }.
refusal-empty = There are no documents yet that I could search.
refusal-similar = Something like it is there, but not about what the question names: { $names }.
refusal-nearest = Nearest in meaning:
passage-place = Place { $n } of { $total }
waiting = { $n ->
    [0] Many questions at the moment; yours is next. I will answer right here.
    [one] Many questions at the moment; { $n } is ahead of yours. I will answer right here.
   *[other] Many questions at the moment; { $n } are ahead of yours. I will answer right here.
}
too-fast = You ask faster than I can keep up. { $seconds ->
    [one] Please ask again in { $seconds } second.
   *[other] Please ask again in { $seconds } seconds.
}
only-text = I understand text only. Write your question in words and I will search the documents.
blank-question = Write the question in words after the command, for example: /ask Who signs the orders?
courtesy-greeting = Hello! Write a question and I will look for the answer in the organisation’s documents.
courtesy-closing = Glad to help. Write when a question comes up.
new-done = All right, the conversation so far is forgotten. What would you like to know?
failed-short = That did not work, and it is my fault. Number for an admin: { $id }
failed = I could not answer, and that is my fault. Please try again; if it happens again, give an admin this number: <code>{ $id }</code>.

# Buttons under an answer
button-passages = { $n ->
    [one] { $n } more place
   *[other] { $n } more places
}
button-answer = Back to the answer
button-document = Document
button-previous = ‹
button-next = ›
thanks = Thank you!
noted = Thank you, noted.
not-yours = This is not your button.
not-granted = This document is no longer open to you.
question-gone = This question is no longer kept. Please ask again.
answers-differ = ⚠️ The documents differ; the newest stands first.
document-changed = ⚠️ The document has changed since. This passage is nearest to the question now:
passage-gone = The document has changed since and says nothing to this question now. Please ask again.
document-gone = This document is gone.
document-too-large = The file is over { $mb } MB: Telegram does not let a bot send such files.

# Admission
admission-person = Asks to be let in: { $name }
    id { $id }
admission-group = I was added to the group “{ $name }”
    id { $id }
    Added by: { $by }

    Let it in? Then any of its members can ask.
button-admit = Let in
button-refuse = Refuse
decided-admitted = { $subject }

    ✅ Let in. Decided by { $by }
decided-refused = { $subject }

    🚫 Refused. Decided by { $by }
already-decided = This has been decided already.
person-admitted = You are in! Just write a question. What I can do: /help
person-refused = An admin has not let you in.
only-admins = Only admins can do this.

# People and groups
people-title = <b>People and groups</b>
people-count = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
people-empty = Nobody has asked to be let in yet.
people-page = page { $page } of { $pages }
subject-person = <b>{ $name }</b>
    id { $id }
subject-group = <b>{ $name }</b> (group)
    id { $id }
admission-unknown = has not asked to be let in
admission-asked = waits for a decision
admission-admitted = let in
admission-refused = shut out
subject-admin = an admin: let in by the settings, sees all documents
granted-all = Sees all documents.
granted-some = Sees: { $collections }.
granted-none = Sees no documents.
collection-root = outside folders
button-revoke = Shut out
button-grant-all = All folders
button-back = ‹ Back
changed = Done.
subject-gone = This entry is gone.

# Groups
group-intro = Hello! I am { -bot }: I answer questions from the organisation's documents. To ask: /ask question, a mention of @{ $username }, or a reply to my message.
group-privacy-on = Privacy mode is on: I do not see the group's other messages.
group-privacy-off = Privacy mode is off: Telegram hands me all of the group's messages, but I answer only what is addressed to me and keep nothing else. @BotFather turns it on with /setprivacy.
group-pending = I will start answering once an admin lets the group in.
group-admitted = An admin has let the group in. Ask away: /ask question or @{ $username } question.
group-refused = An admin has not let this group in.

# In any chat
inline-not-allowed = Ask to be let in
inline-nothing = Nothing found

# Forgetting
forgetme-confirm = Delete all that is kept about you: questions, answers, ratings, the conversation? It cannot be brought back, and you will have to ask to be let in again.
button-forget = Yes, delete
button-keep = No
forgetme-done = Done, all is deleted: { $questions ->
    [one] { $questions } question
   *[other] { $questions } questions
} and the ratings.
forgetme-kept = All right, everything stays.

# Terminal
terminal-started = Bot @{ $username } is running. Stop it with Ctrl+C.
terminal-wrong-token = Telegram does not accept the token. Check VESTOVOY_TELEGRAM_TOKEN: @BotFather gives it out.
terminal-no-network = No connection to { $server }: { $reason }. Trying again in { $seconds } s.
terminal-second-poller = Another program with the same token is fetching this bot's updates. Stop it; until then I keep trying.
terminal-no-admins = VESTOVOY_ADMIN_IDS is empty: nobody can let people in. Put your own id there, like [123456789].
terminal-webhook-secret = A webhook needs VESTOVOY_WEBHOOK_SECRET: 1 to 256 of A-Z, a-z, 0-9, _ and -.
terminal-port-taken = Port { $port } on { $address } is taken or cannot be used: { SYSTEM($reason) }.
terminal-receiving-failed = Updates could not be taken because of an unexpected error. Its number in the log: { $id }.
terminal-stopping = Finishing what is under way.
