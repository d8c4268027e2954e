# Что не так с настройкой; продолжает «Настройка VESTOVOY_… не годится:».

setting-missing = она должна быть задана
setting-not-integer = нужно целое число
setting-not-integers = нужен список целых чисел в JSON, например [123456789, 987654321]
setting-not-number = нужно число, например 0.5
setting-not-boolean = нужно true или false
setting-too-small = число слишком мало, наименьшее — { $limit }
setting-too-large = число слишком велико, наибольшее — { $limit }
setting-not-one-of = возможные значения: { $values }
setting-not-path = нужен путь к папке или файлу
setting-not-list = нужен список в JSON, например [123456789, 987654321]
setting-not-json = это не JSON; список пишется так: [123456789, 987654321]
setting-not-url = нужен адрес вида https://имя-сервера:порт
setting-server-url = нужны только схема, имя и порт сервера, например http://127.0.0.1:8081
setting-not-level = возможные значения: DEBUG, INFO, WARNING, ERROR
setting-not-zone = нет такого часового пояса; нужен пояс IANA, например Europe/Moscow
setting-no-folder = нет папки { $folder }
setting-folder-not-made = папку { $folder } нельзя создать: { SYSTEM($reason) }
setting-folder-not-written = в папку { $folder } нельзя писать: { SYSTEM($reason) }
setting-not-database-url = нужен адрес базы данных, например postgresql://пользователь@сервер/имя
setting-which-database = годятся только файл SQLite и PostgreSQL

error-env-file = Файл { $file } не в кодировке UTF-8 (байт { $at }). Сохраните его в UTF-8 и запустите программу снова.
