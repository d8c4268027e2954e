"""`vestovoy backup FILE` and `vestovoy restore FILE`: all that the program keeps, in one file.

The file is a ZIP: any office computer opens one, so the documents can be had without the program; its sizes may be told
after the bytes, so what changes while it is read can be streamed (a tar tells them before); and its parts can be read
one by one. Zip64 wherever it grows large.

    documents/…                  the documents' folder, by their names
    library/library.sqlite3      the library as of one commit; the vector index is derived from it and made anew
    library/kept/ab/ab12…        files of earlier versions that a rollback puts back
    state/people.jsonl …         the state, a table each, a row a line: SQLite's and PostgreSQL's look the same
    manifest.json                what it is, with the size and the SHA-256 of every other part

The settings, the bot's token among them, are not in it.
"""
