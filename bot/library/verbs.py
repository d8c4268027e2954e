"""What the buttons of the library say. All of it is in the chats' history for ever: old forms stay readable."""

COLLECTIONS, DOCUMENTS, SEARCH, CARD = "Lc", "Ld", "Ls", "Lk"
OPEN, MOVE, MOVE_TO, DELETE, UNDO = "Lo", "Lm", "Lt", "Lx", "Lu"
HISTORY, ROLL_BACK, ROLL_BACK_NOW, STAY = "Lh", "Lr", "Ly", "Ln"
AUDIT, AUDIT_FILE = "La", "Lf"
CONFIRM, REJECT = "Lv", "Lw"
