# Резервная копия и восстановление

help-backup = Сохранить документы, библиотеку и память бота в один файл. Бота останавливать не нужно.
help-backup-file = файл копии, например vestovoy-2026-11-22.zip
help-force = заменить файл, если он уже есть
help-restore = Восстановить всё из копии. Прежнее не удаляется, а откладывается в сторону.
help-restore-file = файл копии; без него завершается прерванное восстановление
help-yes = не спрашивать подтверждения

backup-waiting = Документы обрабатываются; копирую то, что есть сейчас…
backup-state = Копирую людей, вопросы и журнал…
backup-library = Копирую библиотеку…
backup-documents = Копирую документы…
backup-reading-back = Проверяю копию…
backup-done = Копия готова: { $file }, { $size } МБ. В ней: { $documents ->
    [one] { $documents } документ
    [few] { $documents } документа
   *[many] { $documents } документов
}, библиотека в состоянии { NUMBER($generation, useGrouping: 0) }, { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[many] { $people } человек
}, { $questions ->
    [one] { $questions } вопрос
    [few] { $questions } вопроса
   *[many] { $questions } вопросов
}.
backup-no-secrets = Настроек и токена бота (.env) в копии нет: храните их отдельно. Сама копия — это документы и вопросы людей: берегите её так же.
backup-left-out = Не вошёл { $path }: { $why }
backup-left-out-more = …и ещё { $n }
backup-link = это ссылка, ссылки не копируются
backup-name = такое имя не перенести на другой компьютер; переименуйте его
backup-unreadable = нет прав на чтение
backup-changing = он всё время менялся; скопируйте ещё раз, когда запись закончится
backup-special = это не файл и не папка

backup-failed = ⚠️ Ночная резервная копия не сделана.
    { $reason }
act-backup = сделала резервную копию

restore-checking = Проверяю копию
restore-now = сейчас
restore-then = в копии
restore-row-documents = документов
restore-row-generation = состояние библиотеки
restore-row-library-at = от
restore-row-people = людей
restore-row-questions = вопросов
restore-row-newest = последний вопрос
restore-row-made = копия сделана
restore-no-state = Людей и вопросов в копии нет: они останутся, какие есть.
restore-no-library = Библиотеки в копии нет: останется нынешняя, документы будут обработаны при запуске.
restore-ask = Заменить то, что есть сейчас, на то, что в копии?
restore-declined = Ничего не изменено.
restore-working = Восстанавливаю…
restore-finished = Прерванное восстановление завершено.
restore-done = Восстановлено из { $file } ({ $at }): { $documents ->
    [one] { $documents } документ
    [few] { $documents } документа
   *[many] { $documents } документов
}, библиотека в состоянии { NUMBER($generation, useGrouping: 0) }, { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[many] { $people } человек
}, { $questions ->
    [one] { $questions } вопрос
    [few] { $questions } вопроса
   *[many] { $questions } вопросов
}.
restore-former = Прежнее отложено сюда; удалите, когда убедитесь, что оно не нужно:
restore-next = Теперь запустите бота: vestovoy run

error-backup-exists = Файл { $file } уже есть. Назовите другой или добавьте --force.
error-backup-inside = { $file } лежал бы среди документов, и копии попадали бы в копии. Назовите другое место.
error-backup-no-folder = Папки { $folder } нет. Создайте её или назовите другую.
error-backup-not-written = Записать { $file } нельзя: { SYSTEM($reason) }. Всё, что было, осталось прежним.
error-backup-not-read = Прочитать { $file } нельзя: { SYSTEM($reason) }
error-backup-not-ours = { $file } — не резервная копия Вестового ({ $reason }).
error-backup-damaged = Копия { $file } повреждена ({ $part }). Ничего не изменено; возьмите другую копию.
error-backup-hostile = Копия { $file } устроена не так, как их делает Вестовой ({ $part }). Ничего не изменено.
error-backup-newer = Копия { $file } сделана более новой версией ({ $version }). Обновите программу и повторите.
error-backup-no-room = В { $folder } нужно { $wanted } МБ, свободно { $free } МБ. Освободите место и повторите.
error-backup-in-the-way = Мешает { $place }. Уберите его в другое место и повторите.
error-backup-not-swapped = Поставить на место { $place } не удалось: { SYSTEM($reason) }. Устраните причину и выполните vestovoy restore ещё раз: оно продолжится.
error-backup-unfinished = Восстановление было прервано на середине. Завершите его: vestovoy restore
error-backup-not-finished = Изменение документов было прервано на середине. Завершите его (vestovoy reindex или запуск бота) и повторите.
error-backup-nothing = Прерванного восстановления нет. Назовите копию: vestovoy restore ФАЙЛ
error-backup-ask = Спросить некого. Чтобы восстановить без вопроса, добавьте --yes.
error-backup-bot-runs = Бот работает. Остановите его и повторите.
error-backup-busy = Документы сейчас меняются, и конца этому нет. Повторите позже.
error-backup-changed = Документы изменились, пока копировались. Повторите.
error-backup-restoring = Уже идёт другое восстановление.
