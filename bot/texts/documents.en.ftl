# How documents come in
command-reindex = update the documents
command-add = add a page by its address
docs-help =
    /reindex — update the documents from the folder; <code>/reindex full</code> — read all of them anew
    /add address — add a page from the web
    A file or a .zip archive sent to me becomes a document.

# /reindex
docs-reindexing = <b>Updating the documents</b>
docs-reindexing-full = <b>Updating the documents, all anew</b>
docs-publishing = <b>Publishing</b>
docs-stage = { $stage }…
docs-bar = { $bar } { $percent } %
docs-files = Files read: { $done } of { $total }
docs-left = About { $time } left
docs-seconds = { $n } s
docs-minutes = { $n } min
docs-button-cancel = Cancel
docs-reindex-usage = Write /reindex to update what has changed, or <code>/reindex full</code> to read every document anew.
docs-waiting-turn = The library is busy with something else. I start right after it.
docs-waiting-elsewhere = Another program is working on the documents. I am waiting for it to end.
docs-running-already = It is running already: see the message above.
docs-running-elsewhere = Another program is working on the documents of this data folder already. Wait for it to end and try again. Meanwhile I answer from the documents as they were.
docs-not-running = It has ended already.
docs-cancelling = Cancelling…
docs-cancelled = Cancelled. The documents are as they were.
docs-cancelled-by = Cancelled by { $by }. The documents are as they were.
docs-failed = The documents could not be updated: { $problem }. They are as they were.
docs-broke = That did not work, and it is my fault. The documents are as they were; the program's log tells more.
docs-done = ✅ Done in { $seconds } s
docs-added = { $n } added
docs-changed = { $n } changed
docs-removed = { $n } removed
docs-unchanged = { $n } unchanged
docs-totals = In all: { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}, { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
}
docs-re-embedded = The model is another one, so everything was computed anew.
docs-skipped = { $n ->
    [one] { $n } file left out:
   *[other] { $n } files left out:
}
docs-in-file = The whole list is in the file.
docs-report-name = reindex.txt

# Files
docs-receiving = { $n ->
    [one] Receiving the file…
   *[other] Receiving { $n } files…
}
docs-received = { $n ->
    [one] Received { $n } document:
   *[other] Received { $n } documents:
}
docs-item = 📄 <b>{ $name }</b> — { $title }, { $characters ->
    [one] { $characters } character
   *[other] { $characters } characters
}
docs-twin = (the same as { $path })
docs-refused = { $n ->
    [one] { $n } file not taken:
   *[other] { $n } files not taken:
}
docs-refused-item = ⚠️ { $name }: { $reason }
docs-and-more = …and { $n } more
docs-nothing-taken = There is nothing to add.
docs-where = Which folder shall it go to?
docs-button-drop = Do not add
docs-button-publish = Publish
docs-all-known = { $n ->
    [one] This document is there already: { $paths }. Nothing has changed.
   *[other] These documents are there already: { $paths }. Nothing has changed.
}
docs-new = { $n ->
    [one] New document:
   *[other] { $n } new documents:
}
docs-path = 📄 { $path }
docs-path-added = ➕ { $path }
docs-path-changed = 🔁 { $path }
docs-twin-elsewhere = ❕ { $path } — the same as { $twin }
docs-left-out = { $n ->
    [one] { $n } document without changes stays as it is.
   *[other] { $n } documents without changes stay as they are.
}
docs-version = 🔁 A new version of <b>{ $path }</b>
    { $added } added, { $changed } changed, { $removed } removed
docs-passage-added = ➕ <b>{ $after }</b>
docs-passage-removed = ➖ <s>{ $before }</s>
docs-passage-changed = Was: { $before }
    Is: { $after }
docs-changes-in-file = { $n ->
    [one] { $n } more change is in the file.
   *[other] { $n } more changes are in the file.
}
docs-changes-name = changes.html
docs-changes-title = What changes
docs-publish-question = Publish?
docs-published = { $n ->
    [one] ✅ Published { $n } document in { $seconds } s
   *[other] ✅ Published { $n } documents in { $seconds } s
}
docs-placed-only = The files are in the folder, but not in the answers yet. Try /reindex.
docs-dropped = All right, nothing is added. The files are deleted.
docs-expired = Nobody decided for a day, so what was sent is deleted. Send it again if it is still wanted.
docs-lost = I was restarted while I was receiving files. Please send them again.
docs-upload-gone = This upload is closed already.
docs-changed-meanwhile = { $path } has changed while you were deciding. Nothing is published: send the file again to see what it changes now.
docs-outside = { $path } lies outside of the documents' folder. Nothing is published.
docs-not-written = The files could not be written: { SYSTEM($reason) }. Nothing is published.
docs-no-room = There is not enough room on the disk, or the data folder cannot be written to. The files are not taken.
docs-not-fetched = Telegram did not hand the file over: the connection broke. Please send it again.
docs-over-cloud = Over { $mb } MB: { $names }. Telegram does not hand such files to bots.
docs-other-ways = There are two ways: put the file into the documents' folder on the server (<code>{ $folder }</code>) and write /reindex, or run a Bot API server of your own (VESTOVOY_TELEGRAM_API_URL and VESTOVOY_TELEGRAM_API_LOCAL), through which files may be up to 2000 MB.

# /add
docs-add-usage = Write the address of a page: <code>/add https://example.org/order</code>. A folder may be named after it.
docs-fetching = Reading { $address }…
docs-fetch-address = That is no address of a page. It has to begin with http:// or https://, without a name and password. { $detail }
docs-fetch-private = The address { $detail } leads into the internal network. The setting VESTOVOY_ADD_PRIVATE_ADDRESSES allows such addresses.
docs-fetch-unreachable = The server does not answer: { $detail }.
docs-fetch-status = The server answered with the code { $detail }.
docs-fetch-redirects = The address redirects too many times. { $detail }
docs-fetch-kind = At this address there is no document: { $detail }.
docs-fetch-too-large = The page is too large: I take web pages up to 5 MB and other files up to { $mb } MB.
docs-fetch-too-slow = The server answers too slowly; I stopped waiting. { $detail }

# In the audit
act-reindex = began a reindex
act-reindex-cancelled = cancelled a reindex
act-document-added = added a document
act-document-changed = published a new version
act-upload-dropped = dropped an upload
act-upload-expired = did not decide about an upload in a day
act-address-fetched = fetched a page
act-address-refused = a page was not fetched
