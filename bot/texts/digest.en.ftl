# The daily digest
command-digest = a daily digest of what changed in the documents
digest-title = What is new in the documents · { DATETIME($date, dateStyle: "long") }
digest-added-count = { $n } new
digest-changed-count = { $n } changed
digest-removed-count = { $n } withdrawn
digest-was = Was: { $text }
digest-is = Is: { $text }
digest-put-in = Added: { $text }
digest-taken-out = Taken out: { $text }
digest-more-edits = { $n ->
    [one] { $n } more place changed.
   *[other] { $n } more places changed.
}
digest-same-event = On the same: { $names }{ $n ->
    [0] {""}
   *[other] {" "}and { $n } more
}
digest-asked = Most asked
digest-times = { $n ->
    [one] once
   *[other] { $n } times
}
digest-unanswered = Left without an answer
digest-doubtful = The digest of { DATETIME($date, dateStyle: "long") } was interrupted while it was sent, and perhaps did not arrive.
digest-topic-gone = The topic that the digest came to is gone: it is here from now on.
button-digest-more = { $n ->
    [one] { $n } more page
   *[other] { $n } more pages
}
button-digest-read = Read the digest
digest-gone = This digest is no longer kept.
digest-opened = It is open below already.
digest-nothing = Nothing has changed since the last digest.
digest-nothing-ever = Nothing has changed in the documents so far: there is nothing to show.
digest-example = Nothing has changed since the last digest. This is what changed within a week:
digest-not-let-in = The digest is for those who were let in.

# The offer
digest-offer = I can tell here every day what changed in the documents.
button-digest-yes = Yes, at 9:00
button-digest-set-up = Set up
button-digest-no = No
digest-declined = All right. Should you want it: /digest.
digest-only-admins = The chat's admins set up the digest.

# Setting up
digest-panel-title = Daily digest
digest-panel-on = On: { $days }, { $time }
digest-panel-off = Off
digest-panel-away = Stopped: I cannot write here. I will go on once I can.
digest-every-day = every day
digest-weekdays = on weekdays
digest-panel-zone = Time zone: { $zone }
digest-panel-next = Next: { DATETIME($date, dateStyle: "long") }, { $time }
digest-panel-folders = Folders: { $names }
digest-panel-topic = Comes to the topic where it was set up
digest-panel-quiet = Quiet hours: { $from } to { $to }
digest-all-folders = all
digest-no-folders = none
button-digest-on = Switch on
button-digest-off = Switch off
button-digest-time = Time: { $time }
button-digest-weekdays = Weekdays only
button-digest-zone = Zone: { $zone }
button-digest-folders = Folders
button-digest-topic = To this topic
button-digest-quiet = Quiet hours: { $hours }
button-digest-quiet-none = none
button-digest-picture = Picture
button-digest-questions = Frequent questions
button-digest-unanswered = Unanswered
button-digest-preview = Show now
button-digest-all-folders = All folders
button-digest-other-zones = Others…
button-digest-russian-zones = Russia
button-digest-no-quiet = No quiet hours
digest-choose-time = At what time shall it come?
digest-choose-zone = By which time?
digest-choose-folders = Changes in which folders shall be told?
digest-choose-quiet = When shall nothing be sent? The upper buttons are the beginning, the lower ones the end.

# A document's card
digest-card-gone = This document is gone, or not open to you.
digest-card-folder = Folder: { $name }

# The picture
digest-picture-title = What is new in the documents
digest-picture-added = { $n ->
    [one] new document
   *[other] new documents
}
digest-picture-changed = { $n ->
    [one] changed
   *[other] changed
}
digest-picture-removed = { $n ->
    [one] withdrawn
   *[other] withdrawn
}
digest-picture-more = and { $n } more

# The terminal
help-digest = show or send the daily digest of a chat
help-digest-chat = id of the chat: of a group (negative) or a person
help-digest-dry-run = show it only, send nothing
help-digest-picture = with --dry-run, write the digest's picture (PNG) to a file
digest-sent-now = Sent.
digest-not-due = There is nothing to send: the digest is off, was sent today, or another process prepares it.
digest-perhaps-sent = The connection broke: the digest has perhaps arrived. It is not sent a second time.
digest-not-sent = Not sent: { $reason }
digest-needs-token = To send it, VESTOVOY_TELEGRAM_TOKEN is needed; to look at it only, add --dry-run.
