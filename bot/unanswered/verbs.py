"""What the buttons here say. All of it is in the chats' history for ever: old forms stay readable."""

LIST, ANSWER, VARIANTS, DISMISS, UNDO = "Ul", "Ua", "Uv", "Ux", "Uu"
CANCEL, PLACE, OPEN = "Uc", "Up", "Uo"
REVIEW, CONFIRM, CHANGE, REMOVE = "Ur", "Uk", "Uh", "Ud"
