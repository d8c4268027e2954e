# Questions without an answer, admins' notes, word to those who asked
command-unanswered = questions that no answer was found to
unanswered-help =
    /unanswered — questions without an answer: answer for the documents, or dismiss

# /unanswered
unanswered-title = <b>Unanswered</b>: { $n ->
    [one] { $n } question
   *[other] { $n } questions
}
unanswered-none = No question is unanswered.
unanswered-entry = <b>{ $number }.</b> { $question }
unanswered-asked = { $n ->
    [one] { $n } person
   *[other] { $n } people
}, last on { $at }
unanswered-at-it = ✍️ { $name } is answering now
unanswered-button-answer = { $number } · Answer
unanswered-button-answer-one = Answer
unanswered-button-dismiss = Dismiss
unanswered-button-variants = Variants
unanswered-button-undo = ↩️ Undo the dismissal
unanswered-button-cancel = Cancel
unanswered-button-list = To the questions
unanswered-dismissed = Dismissed: “{ $question }”.
unanswered-settled = This question is settled already.
unanswered-held = { $name } is answering this question already, since { $at }.
unanswered-held-by-you = You are answering this question already: see the message below.
unanswered-variants = <b>How it was asked</b>: { $n ->
    [one] { $n } person
   *[other] { $n } people
}. Declined: { $declined }, thumbed down: { $down }.
unanswered-variant = — { $question } ({ $n ->
    [one] { $n } time
   *[other] { $n } times
})

# An admin's answer
unanswered-answering = Question: <b>{ $question }</b>
    { $n ->
    [one] { $n } person asked it.
   *[other] { $n } people asked it.
}
unanswered-write = Write the answer as a reply to the next message. It becomes a signed note among the documents, and I tell those who asked. I wait for { $minutes ->
    [one] { $minutes } minute.
   *[other] { $minutes } minutes.
}
unanswered-prompt = ✍️ Your answer:
unanswered-not-asked = It did not work: Telegram does not respond. Press “Answer” again.
unanswered-cancelled = Very well, no answer to “{ $question }”. The question stays in /unanswered.
unanswered-timed-out = No answer came to “{ $question }”. The question stays in /unanswered.
unanswered-too-late = This question does not wait for your answer any more: the time was up, or you cancelled. Press “Answer” again in /unanswered.
unanswered-too-late-published = The answer is being published, or is. Change it through /documents, or when its review comes.
unanswered-only-text = The answer has to be text: the note is to be searched and quoted. Write it as a reply to the same message.
unanswered-received = The answer has arrived, see below.

# The note
note-signed = — { $name }, { $signed } (to be reviewed { $review })
note-preview = Note: <b>{ $question }</b>
note-where = Which folder is it to go to? You can correct it by editing your message.
note-choice-all = 📁 { $name } — seen by all who asked
note-choice = 📁 { $name } — seen by { $seen } of { $askers }
note-published = ✅ The answer is published: <code>{ $path }</code>
    { $n ->
    [0] There is nobody to tell.
    [one] I tell { $n } person.
   *[other] I tell { $n } people.
}
note-changed = ✅ The note is changed: <code>{ $path }</code>
note-changing = Note: <b>{ $question }</b>

# Review
note-due = <b>To be reviewed</b>: { $n ->
    [one] { $n } note
   *[other] { $n } notes
}
note-none-due = There is nothing to review.
note-entry = <b>{ $number }.</b> { $title }
    { $name }, { DATETIME($date, dateStyle: "long") }
note-button-reviews = { $n ->
    [one] { $n } note to be reviewed
   *[other] { $n } notes to be reviewed
}
note-button-right = { $number } · Right
note-button-change = Change
note-button-remove = Remove
note-confirmed = Right. I ask again on { DATETIME($date, dateStyle: "long") }.

# To those who asked
answer-told = An admin, { $name }, answered your question “{ $question }”:

# What was quoted has changed
change-told = ℹ️ What I answered you has changed in the documents.
change-question = To the question “{ $question }”:
change-now = It was: <s>{ $before }</s>
    It is: { $after }
change-nothing = It was: <s>{ $before }</s>
    It is not there any more.
change-gone = 📄 <b>{ $title }</b>: this document is no more.

# The log
act-question-answered = answered a question with a note
act-question-dismissed = dismissed a question
act-question-restored = brought a dismissed question back
act-answer-cancelled = thought better of answering
act-note-changed = changed a note
act-note-confirmed = confirmed a note
