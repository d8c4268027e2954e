"""What is asked and how well it is answered: /stats, a picture with tables under it, and /export, a workbook.

figures.py     rows of the journal → figures
chart.py       figures → a picture
tables.py      figures → what an admin reads
workbook.py    figures and questions → .xlsx
handlers.py    the commands
"""
