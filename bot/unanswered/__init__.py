"""Questions that nobody answered well: admins answer them, the answers become notes, and whoever asked is told.

groups.py listing.py                what was declined or thumbed down, put together by meaning; /unanswered
asking.py prompts.py replying.py    an admin writes the answer
choosing.py note.py publishing.py   where the note goes, what stands in it, its way into the library
reviewing.py                        notes whose review has come
changes.py notices.py               what was quoted and reads otherwise now
sender.py telling.py                messages to those who asked, each once
handlers.py                         all of it, hooked into the application
"""
