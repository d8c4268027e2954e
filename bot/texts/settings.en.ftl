# What is wrong with a setting; goes on after "Setting VESTOVOY_… cannot be used:".

setting-missing = it has to be given
setting-not-integer = a whole number is wanted
setting-not-integers = a JSON list of whole numbers is wanted, like [123456789, 987654321]
setting-not-number = a number is wanted, like 0.5
setting-not-boolean = true or false is wanted
setting-too-small = the number is too small, the least is { $limit }
setting-too-large = the number is too large, the most is { $limit }
setting-not-one-of = possible values: { $values }
setting-not-path = a path of a folder or a file is wanted
setting-not-list = a JSON list is wanted, like [123456789, 987654321]
setting-not-json = this is no JSON; write a list like [123456789, 987654321]
setting-not-url = an address is wanted, like https://server:port
setting-server-url = give the scheme, host and port only, like http://127.0.0.1:8081
setting-not-level = possible values: DEBUG, INFO, WARNING, ERROR
setting-not-zone = there is no such time zone; an IANA one is wanted, like Europe/Moscow
setting-no-folder = there is no folder { $folder }
setting-folder-not-made = the folder { $folder } cannot be made: { SYSTEM($reason) }
setting-folder-not-written = the folder { $folder } cannot be written to: { SYSTEM($reason) }
setting-not-database-url = an SQLAlchemy URL is wanted, like postgresql://user@host/name
setting-which-database = only an SQLite file and PostgreSQL serve

error-env-file = The file { $file } is not in UTF-8 (byte { $at }). Save it in UTF-8 and start the program again.
