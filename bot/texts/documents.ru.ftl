# Как попадают документы
command-reindex = обновить документы
command-add = добавить страницу по адресу
docs-help =
    /reindex — обновить документы из папки; <code>/reindex full</code> — прочитать все заново
    /add адрес — добавить страницу из интернета
    Файл или архив .zip, присланный мне, станет документом.

# /reindex
docs-reindexing = <b>Обновляю документы</b>
docs-reindexing-full = <b>Обновляю документы, все заново</b>
docs-publishing = <b>Публикую</b>
docs-stage = { $stage }…
docs-bar = { $bar } { $percent } %
docs-files = Файлов прочитано: { $done } из { $total }
docs-left = Осталось примерно { $time }
docs-seconds = { $n } с
docs-minutes = { $n } мин
docs-button-cancel = Отменить
docs-reindex-usage = Напишите /reindex, чтобы обновить изменившееся, или <code>/reindex full</code>, чтобы прочитать все документы заново.
docs-waiting-turn = Библиотека сейчас занята другой работой. Начну сразу после неё.
docs-waiting-elsewhere = Документы обрабатывает другая программа. Жду её окончания.
docs-running-already = Обновление уже идёт: смотрите сообщение выше.
docs-running-elsewhere = Документы уже обрабатывает другая программа на этой же папке данных. Дождитесь её окончания и повторите. Я пока отвечаю по прежним документам.
docs-not-running = Обновление уже закончилось.
docs-cancelling = Отменяю…
docs-cancelled = Обновление отменено. Документы остались прежними.
docs-cancelled-by = Обновление отменено: { $by }. Документы остались прежними.
docs-failed = Обновить не удалось: { $problem }. Документы остались прежними.
docs-broke = Не получилось, и это моя ошибка. Прежние документы целы; подробности в журнале программы.
docs-done = ✅ Готово за { $seconds } с
docs-added = { $n ->
    [one] добавлен { $n }
    [few] добавлено { $n }
   *[many] добавлено { $n }
}
docs-changed = { $n ->
    [one] изменён { $n }
    [few] изменено { $n }
   *[many] изменено { $n }
}
docs-removed = { $n ->
    [one] удалён { $n }
    [few] удалено { $n }
   *[many] удалено { $n }
}
docs-unchanged = без изменений { $n }
docs-totals = Всего: { $documents ->
    [one] { $documents } документ
    [few] { $documents } документа
   *[many] { $documents } документов
}, { $passages ->
    [one] { $passages } фрагмент
    [few] { $passages } фрагмента
   *[many] { $passages } фрагментов
}
docs-re-embedded = Модель сменилась, поэтому всё вычислено заново.
docs-skipped = { $n ->
    [one] Пропущен { $n } файл:
    [few] Пропущено { $n } файла:
   *[many] Пропущено { $n } файлов:
}
docs-in-file = Список целиком — в файле.
docs-report-name = обновление.txt

# Файлы
docs-receiving = { $n ->
    [one] Принимаю файл…
    [few] Принимаю { $n } файла…
   *[many] Принимаю { $n } файлов…
}
docs-received = { $n ->
    [one] Получен { $n } документ:
    [few] Получено { $n } документа:
   *[many] Получено { $n } документов:
}
docs-item = 📄 <b>{ $name }</b> — { $title }, { $characters ->
    [one] { $characters } знак
    [few] { $characters } знака
   *[many] { $characters } знаков
}
docs-twin = (то же самое, что { $path })
docs-refused = { $n ->
    [one] Не взят { $n } файл:
    [few] Не взято { $n } файла:
   *[many] Не взято { $n } файлов:
}
docs-refused-item = ⚠️ { $name }: { $reason }
docs-and-more = …и ещё { $n }
docs-nothing-taken = Добавлять нечего.
docs-where = В какую папку положить?
docs-button-drop = Не добавлять
docs-button-publish = Опубликовать
docs-all-known = { $n ->
    [one] Такой документ уже есть: { $paths }. Ничего не изменилось.
   *[other] Такие документы уже есть: { $paths }. Ничего не изменилось.
}
docs-new = { $n ->
    [one] Новый документ:
    [few] Новых документов { $n }:
   *[many] Новых документов { $n }:
}
docs-path = 📄 { $path }
docs-path-added = ➕ { $path }
docs-path-changed = 🔁 { $path }
docs-twin-elsewhere = ❕ { $path } — то же самое, что { $twin }
docs-left-out = { $n ->
    [one] Без изменений { $n } документ, он остаётся как был.
    [few] Без изменений { $n } документа, они остаются как были.
   *[many] Без изменений { $n } документов, они остаются как были.
}
docs-version = 🔁 Новая версия <b>{ $path }</b>
    Добавлено { $added }, изменено { $changed }, убрано { $removed }
docs-passage-added = ➕ <b>{ $after }</b>
docs-passage-removed = ➖ <s>{ $before }</s>
docs-passage-changed = Было: { $before }
    Стало: { $after }
docs-changes-in-file = { $n ->
    [one] Ещё { $n } изменение — в файле.
    [few] Ещё { $n } изменения — в файле.
   *[many] Ещё { $n } изменений — в файле.
}
docs-changes-name = изменения.html
docs-changes-title = Что меняется
docs-publish-question = Опубликовать?
docs-published = { $n ->
    [one] ✅ Опубликован { $n } документ за { $seconds } с
    [few] ✅ Опубликовано { $n } документа за { $seconds } с
   *[many] ✅ Опубликовано { $n } документов за { $seconds } с
}
docs-placed-only = Файлы положены в папку, но в ответы ещё не попали. Повторите /reindex.
docs-dropped = Хорошо, не добавляю. Файлы удалены.
docs-expired = Решения не было сутки, присланное удалено. Пришлите снова, если ещё нужно.
docs-lost = Меня перезапустили, пока я принимал файлы. Пришлите их, пожалуйста, ещё раз.
docs-upload-gone = Эта загрузка уже закрыта.
docs-changed-meanwhile = Пока вы решали, { $path } изменился. Ничего не опубликовано: пришлите файл ещё раз, чтобы увидеть, что меняется теперь.
docs-outside = { $path } лежит за пределами папки документов. Ничего не опубликовано.
docs-not-written = Не удалось записать файлы: { SYSTEM($reason) }. Ничего не опубликовано.
docs-no-room = На диске не хватает места, или в папку данных нельзя писать. Файлы не приняты.
docs-not-fetched = Telegram не отдал файл: связь прерывалась. Пришлите его, пожалуйста, ещё раз.
docs-over-cloud = Больше { $mb } МБ: { $names }. Такие файлы Telegram ботам не отдаёт.
docs-other-ways = Есть два способа: положить файл в папку документов на сервере (<code>{ $folder }</code>) и написать /reindex, или поставить свой сервер Bot API (VESTOVOY_TELEGRAM_API_URL и VESTOVOY_TELEGRAM_API_LOCAL) — через него файлы могут быть до 2000 МБ.

# /add
docs-add-usage = Напишите адрес страницы: <code>/add https://example.org/order</code>. После адреса можно назвать папку.
docs-fetching = Читаю { $address }…
docs-fetch-address = Это не адрес страницы. Нужен адрес, который начинается с http:// или https://, без имени и пароля. { $detail }
docs-fetch-private = Адрес { $detail } ведёт во внутреннюю сеть. Разрешить такие адреса можно настройкой VESTOVOY_ADD_PRIVATE_ADDRESSES.
docs-fetch-unreachable = Сервер не отвечает: { $detail }.
docs-fetch-status = Сервер ответил кодом { $detail }.
docs-fetch-redirects = Адрес слишком много раз перенаправляет. { $detail }
docs-fetch-kind = По этому адресу не документ: { $detail }.
docs-fetch-too-large = Страница слишком большая: web-страницы беру до 5 МБ, другие файлы до { $mb } МБ.
docs-fetch-too-slow = Сервер отвечает слишком медленно, я перестал ждать. { $detail }

# В журнале действий
act-reindex = запустил обновление
act-reindex-cancelled = отменил обновление
act-document-added = добавил документ
act-document-changed = опубликовал новую версию
act-upload-dropped = отказался от загрузки
act-upload-expired = не решил о загрузке за сутки
act-address-fetched = загрузил страницу
act-address-refused = страница не загружена
