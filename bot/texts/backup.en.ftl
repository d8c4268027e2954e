# Backup and restore

help-backup = Save documents, library and the bot's memory into one file. The bot need not be stopped.
help-backup-file = file of the backup, like vestovoy-2026-11-22.zip
help-force = replace the file if there is one
help-restore = Restore everything from a backup. What was there is put aside, not deleted.
help-restore-file = file of the backup; without one, a restore that was interrupted is finished
help-yes = ask nothing

backup-waiting = Documents are being processed; copying what there is now…
backup-state = Copying people, questions and the audit…
backup-library = Copying the library…
backup-documents = Copying the documents…
backup-reading-back = Reading the backup back…
backup-done = The backup is ready: { $file }, { $size } MB. In it: { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}, the library's state { NUMBER($generation, useGrouping: 0) }, { $people ->
    [one] { $people } person
   *[other] { $people } people
}, { $questions ->
    [one] { $questions } question
   *[other] { $questions } questions
}.
backup-no-secrets = The settings and the bot's token (.env) are not in it: keep them elsewhere. The backup is documents and people's questions: guard it as such.
backup-left-out = Left out { $path }: { $why }
backup-left-out-more = …and { $n } more
backup-link = it is a link, and links are not copied
backup-name = such a name cannot be taken to another computer; rename it
backup-unreadable = it may not be read
backup-changing = it changed all the while; back up again when it is written
backup-special = it is neither a file nor a folder

backup-failed = ⚠️ The nightly backup was not made.
    { $reason }
act-backup = made a backup

restore-checking = Checking the backup
restore-now = now
restore-then = in the backup
restore-row-documents = documents
restore-row-generation = state of the library
restore-row-library-at = of
restore-row-people = people
restore-row-questions = questions
restore-row-newest = newest question
restore-row-made = backup made
restore-no-state = There are no people and questions in the backup: those there are stay.
restore-no-library = There is no library in the backup: the one there is stays, the documents are processed at the next start.
restore-ask = Replace what is there now by what is in the backup?
restore-declined = Nothing was changed.
restore-working = Restoring…
restore-finished = The restore that was interrupted is finished.
restore-done = Restored from { $file } ({ $at }): { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}, the library's state { NUMBER($generation, useGrouping: 0) }, { $people ->
    [one] { $people } person
   *[other] { $people } people
}, { $questions ->
    [one] { $questions } question
   *[other] { $questions } questions
}.
restore-former = What was there is put aside here; delete it once you are sure that you do not need it:
restore-next = Now start the bot: vestovoy run

error-backup-exists = There is a file { $file } already. Name another, or add --force.
error-backup-inside = { $file } would lie among the documents, and backups would hold backups. Name another place.
error-backup-no-folder = There is no folder { $folder }. Make it, or name another.
error-backup-not-written = { $file } cannot be written: { SYSTEM($reason) }. What was there is as it was.
error-backup-not-read = { $file } cannot be read: { SYSTEM($reason) }
error-backup-not-ours = { $file } is no backup of Vestovoy ({ $reason }).
error-backup-damaged = The backup { $file } is damaged ({ $part }). Nothing was changed; take another backup.
error-backup-hostile = The backup { $file } is not as Vestovoy makes them ({ $part }). Nothing was changed.
error-backup-newer = The backup { $file } was made by a newer version ({ $version }). Update the program and try again.
error-backup-no-room = { $folder } needs { $wanted } MB, { $free } MB are free. Make room and try again.
error-backup-in-the-way = { $place } is in the way. Move it elsewhere and try again.
error-backup-not-swapped = { $place } could not be put in its place: { SYSTEM($reason) }. See to it and run vestovoy restore again: it will go on.
error-backup-unfinished = A restore was interrupted midway. Finish it: vestovoy restore
error-backup-not-finished = A change of the documents was interrupted midway. Finish it (vestovoy reindex, or start the bot) and try again.
error-backup-nothing = There is no interrupted restore. Name the backup: vestovoy restore FILE
error-backup-ask = Nobody is there to be asked. To restore without a question, add --yes.
error-backup-bot-runs = The bot is running. Stop it and try again.
error-backup-busy = The documents are being changed, and this does not end. Try again later.
error-backup-changed = The documents changed while they were copied. Try again.
error-backup-restoring = Another restore is running.
