"""How documents come in: /reindex, the watched folder, files sent to the bot, /add with a web address.

names.py unpack.py examine.py      what was sent → names and texts that are safe to keep
staging.py placing.py              where an upload waits, and its way into the documents' folder
comparing.py showing.py            what a new version changes, as a person reads it
fetch.py                           pages of the web
work.py screen.py reports.py       one change of the library at a time, and how far it is
reindexing.py uploads.py adding.py what an admin says and presses
watching.py                        the folder, looked at
handlers.py                        all of it, hooked into the application
"""
