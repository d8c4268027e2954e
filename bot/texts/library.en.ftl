# The library: documents, its history, the log of what was done

help-history = Show the states that the library was in.
help-rollback = Go back to the documents of an earlier state, in the index and in the folder.
help-generation = number of the state, from `vestovoy history`

error-history-unknown = State { NUMBER($n, useGrouping: 0) } is not kept. See which are: vestovoy history
error-history-model = State { NUMBER($n, useGrouping: 0) } was made by another model. Put its files back into the folder by hand and reindex.
error-history-files = { $files ->
    [one] { $files } file of state { NUMBER($n, useGrouping: 0) } is
   *[other] { $files } files of state { NUMBER($n, useGrouping: 0) } are
} no longer kept. Put them back into the folder by hand and reindex.

history-empty = There were no documents yet.
history-column-number = no.
history-column-at = when
history-column-added = added
history-column-changed = changed
history-column-removed = removed

# Commands
command-documents = documents: list, search, cards
command-history = earlier states of the documents, and back to them
command-audit = the log of what admins did

# /documents
library-in-private = Ask me about this in private.
library-busy = The documents are being processed. Try again when that has ended.
library-nobody = the program
library-empty = There are no documents yet.
library-title = <b>Documents</b>: { $n }
library-search-hint = Search titles and paths: <code>/documents word</code>
library-collection = <b>{ $name }</b>: { documents-count }
library-found = For “{ $wanted }”: { $n ->
    [0] nothing found
    [one] { $n } document
   *[other] { $n } documents
}
library-all = ‹ All folders
library-card = <b>{ $title }</b>
    <code>{ $path }</code>
library-card-collection = Folder: { $name }
library-card-date = Date: { DATETIME($date, dateStyle: "long") }
library-card-passages = { $n ->
    [one] { $n } passage
   *[other] { $n } passages
}
library-card-cited = { $n ->
    [0] Never cited
    [one] Cited in { $n } answer
   *[other] Cited in { $n } answers
}
library-card-from-folder = Came with the folder
library-card-address = Page: { $address }
library-card-by = Last act: { $name }, { $action }, { $at }
library-card-since = Indexed as it is since { $at }
library-open = Open
library-move = Move
library-delete = Delete
library-move-where = Where to move “{ $title }”?
library-move-nowhere = “{ $title }” cannot be moved: there is no other folder.
library-name-taken = A file of that name is there already.
library-deleted = “{ $title }” deleted. By: { $by }
library-undo = Undo (one minute)
library-undo-late = It is too late to undo this. /history may help.
library-restored = “{ $title }” is back. By: { $by }

# /history and /rollback
library-history = <b>States of the documents</b>
library-generation = { NUMBER($n, useGrouping: 0) }. { $at }: +{ $added } ~{ $changed } −{ $removed }
library-generation-now = { NUMBER($n, useGrouping: 0) }. { $at }: +{ $added } ~{ $changed } −{ $removed } (now)
library-to = to { NUMBER($n, useGrouping: 0) }
library-rollback-ask = Go back to state { NUMBER($n, useGrouping: 0) } of { $at }?

    Deleted ones that come back: { $back }. Changed back: { $changed }. New ones that go: { $gone }. The files in the folder change too; /history can undo it.
library-roll-back = Go back
library-stay = Leave as it is
library-stayed = Everything stays as it is.
library-changed-since = The documents have changed since. Look again.
library-rolling-back = Going back…
library-rolled-back = The documents are as in state { NUMBER($n, useGrouping: 0) } again (it is { NUMBER($now, useGrouping: 0) } now): { $added } came back, { $changed } changed, { $removed } went, in { $seconds } s. Decided by: { $by }

# /audit
audit-title = <b>Log</b>
audit-empty = The log is empty.
audit-line = { $at } · { $name }
    { $action } · { $subject }
audit-older = Earlier ›
audit-newest = ‹ Newest
audit-as-file = All as a file
audit-column-at = when
audit-column-id = id
audit-column-name = who
audit-column-action = what
audit-column-subject = of what
audit-column-detail = details
act-admitted = let in
act-refused = shut out
act-unknown = admission reset
act-collections = changed the folders open to
act-document-deleted = deleted a document
act-document-restored = brought a document back
act-document-moved = moved a document
act-rollback = went back to an earlier state
act-relation-confirmed = declared no longer in force
act-relation-rejected = left in force

# No longer in force
place-void = ⚠️ no longer in force
source-void = no longer in force
relation-ask-repeal = “{ $newer }” says of “{ $older }”:

    <blockquote>{ $quote }</blockquote>

    Is “{ $older }” no longer in force? Answers are then taken from the one in force, and this one is labelled.
relation-ask-edition = “{ $newer }” is a later edition of “{ $older }”.

    <blockquote>{ $quote }</blockquote>

    Is the earlier edition no longer in force?
relation-confirm = No longer in force
relation-reject = Still in force
relation-confirmed = “{ $older }” is no longer in force: “{ $newer }” replaced it. Decided by: { $by }
relation-rejected = “{ $older }” is still in force. Decided by: { $by }
library-card-void = ⚠️ No longer in force: “{ $by }”
