"""How admins look after the library from the chat: its documents, its history, the log of what was done.

documents.py cards.py changing.py   /documents: lists, a card for each, move and delete with an undo
history.py                          /history and /rollback
relations.py                        what is no longer in force: found by the index, confirmed by an admin
audit.py                            /audit
admins.py                           what all of them share
handlers.py                         all of it, hooked into the application
command_line.py                     the history on the terminal
"""
