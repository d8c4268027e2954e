# What the terminal says: help, progress, reports, errors.

help-program = Vestovoy answers questions from the organisation's documents: with a quotation, or an honest "the documents do not say".
help-documents = folder of the documents
help-data = folder of everything the program keeps
help-json = print JSON
help-run = Start the bot; without a Telegram token, a chat in the terminal.
help-chat = Ask questions in the terminal.
help-ask = Answer one question, or all of a file.
help-question = the question
help-batch = file of questions, one JSON object a line
help-reindex = Bring the index up to the folder of documents.
help-full = read and embed everything anew
help-evaluate = Measure the answers to questions whose answers are known.
help-questions = file of questions, one JSON object a line
help-plot = draw how far confidence can be relied upon, into a .png or .svg file
help-check = Check settings, model, store and disk.

terminal-error = Error: { $problem }
terminal-interrupted = Interrupted. The index stands as it was.
error-question-or-batch = give either a question or a file of questions (--batch)
error-no-questions = there is no question in { $file }
error-no-such-setting = There is no setting { $setting }. Did you mean { $nearest }?
error-setting = The setting { $setting } cannot be used: { $problem }
error-reindex-running = Another process is reindexing these documents. Wait for it to end and try again.
error-reindex-cancelled = Cancelled. The index stands as it was.
error-store = The data folder cannot be used: { $problem }
error-questions-not-read = The file of questions { $file } cannot be read: { SYSTEM($reason) }
error-questions-not-text = The file of questions { $file } is not in UTF-8: save it in UTF-8
error-questions-line = The file of questions { $file }, line { $line }: a JSON object with id and question is wanted ({ $reason })

terminal-welcome = { $documents ->
    [one] I know { $documents } document. Ask away!
   *[other] I know { $documents } documents. Ask away!
} /more: other passages, /new: a new conversation, /exit: leave.
terminal-new = A new conversation.
terminal-commands = The commands are /more (other passages), /new (a new conversation) and /exit (leave); all else is a question.
terminal-nothing-yet = Ask a question first.
terminal-reembedding = Another model than before: every document will be embedded anew.
terminal-reindexed = Done in { $seconds } s: { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}, { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
} ({ $added } new, { $changed } changed, { $removed } removed, { $unchanged } unchanged).
terminal-skipped = Skipped { $path }: { $reason }
terminal-no-documents = There is no document in { $folder }. Put some there, or name another folder: --documents DIR.
terminal-none = The documents do not say.
terminal-nearest = Nearest: { $source }

stage-idle = Done
stage-scan = Looking through the folder
stage-read = Reading
stage-embed = Embedding
stage-commit = Writing

skipped-broken = the file is broken
skipped-empty = there is no text in it
skipped-encrypted = it is protected by a password
skipped-too-large = it is larger than allowed (VESTOVOY_MAX_FILE_MB)
skipped-bomb = it unpacks into something too large
skipped-unknown-kind = files of this kind are not read
skipped-unreadable = it may not be read
skipped-outside = the link leads out of the documents' folder

source-title = "{ $title }"
source-page = p. { $page }

figure-questions = questions
figure-hit-at-1 = hit@1
figure-hit-at-3 = hit@3
figure-hit-at-10 = hit@10
figure-mrr-at-10 = MRR@10
figure-answer-hit = answer hit
figure-exact-match = EM of the short answer
figure-f1 = F1 of the short answer
figure-refusal = refusal
figure-false-refusal = false refusal
figure-follow-up = follow-up
figure-right = right altogether
figure-calibration-error = calibration error (ECE)
figure-seconds-p50 = seconds a question, p50
figure-seconds-p95 = seconds a question, p95

check-ok = all is well
check-failed = something is wrong
check-settings = settings
check-documents = documents
check-model = model
check-store = store
check-disk = disk
check-versions = versions
check-index = index
check-disk-free = { $free } MB free
check-disk-low = only { $free } MB free; make room for { $wanted } MB at least
check-files = { $files ->
    [one] { $files } file in { $folder }
   *[other] { $files } files in { $folder }
}
check-index-empty = empty; run vestovoy reindex
check-index-stands = { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}, generation { $generation }
check-model-differs = made by another model; run vestovoy reindex

plot-title = Reliability of the confidence
plot-confidence = confidence
plot-right = share of questions that the documents answer
plot-ideal = as it should be
plot-questions = questions
error-plot-file = { $file } cannot be written: { $problem }

# The operating system's words for an error are English.
system-error = { $code ->
   *[other] { $reason }
}
