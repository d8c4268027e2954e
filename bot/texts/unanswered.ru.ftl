# Вопросы без ответа, заметки администраторов, известия тем, кто спрашивал
command-unanswered = вопросы, на которые не нашлось ответа
unanswered-help =
    /unanswered — вопросы без ответа: ответить за документы или снять

# /unanswered
unanswered-title = <b>Без ответа</b>: { $n ->
    [one] { $n } вопрос
    [few] { $n } вопроса
   *[many] { $n } вопросов
}
unanswered-none = Вопросов без ответа нет.
unanswered-entry = <b>{ $number }.</b> { $question }
unanswered-asked = { $n ->
    [one] { $n } человек
    [few] { $n } человека
   *[many] { $n } человек
}, последний раз { $at }
unanswered-at-it = ✍️ Сейчас отвечает { $name }
unanswered-button-answer = { $number } · Ответить
unanswered-button-answer-one = Ответить
unanswered-button-dismiss = Снять
unanswered-button-variants = Как спрашивали
unanswered-button-undo = ↩️ Вернуть снятый
unanswered-button-cancel = Отменить
unanswered-button-list = К вопросам
unanswered-dismissed = Снят вопрос «{ $question }».
unanswered-settled = Этот вопрос уже закрыт.
unanswered-held = На этот вопрос уже отвечает { $name }, с { $at }.
unanswered-held-by-you = Вы уже отвечаете на этот вопрос: смотрите сообщение ниже.
unanswered-variants = <b>Как спрашивали</b>: { $n ->
    [one] { $n } человек
    [few] { $n } человека
   *[many] { $n } человек
}. Ответа не нашлось: { $declined }, ответ не понравился: { $down }.
unanswered-variant = — { $question } ({ $n ->
    [one] { $n } раз
    [few] { $n } раза
   *[many] { $n } раз
})

# Ответ администратора
unanswered-answering = Вопрос: <b>{ $question }</b>
    { $n ->
    [one] Спрашивал { $n } человек.
    [few] Спрашивали { $n } человека.
   *[many] Спрашивали { $n } человек.
}
unanswered-write = Напишите ответ — ответом на следующее сообщение. Он станет подписанной заметкой среди документов, а тем, кто спрашивал, я его передам. Жду { $minutes ->
    [one] { $minutes } минуту.
    [few] { $minutes } минуты.
   *[many] { $minutes } минут.
}
unanswered-prompt = ✍️ Ваш ответ:
unanswered-not-asked = Не получилось: Telegram не отвечает. Нажмите «Ответить» ещё раз.
unanswered-cancelled = Хорошо, без ответа: «{ $question }». Вопрос остаётся в /unanswered.
unanswered-timed-out = Ответа не дождался: «{ $question }». Вопрос остаётся в /unanswered.
unanswered-too-late = Этот вопрос уже не ждёт вашего ответа: время вышло, или ответ отменён. Нажмите «Ответить» ещё раз в /unanswered.
unanswered-too-late-published = Ответ уже публикуется или опубликован. Изменить его можно через /documents или когда придёт срок пересмотра.
unanswered-only-text = Ответ нужен текстом: заметку будут искать и цитировать. Напишите его ответом на то же сообщение.
unanswered-received = Ответ получен, смотрите ниже.

# Заметка
note-signed = — { $name }, { $signed } (пересмотреть { $review })
note-preview = Заметка: <b>{ $question }</b>
note-where = В какую папку её положить? Исправить можно, изменив своё сообщение.
note-choice-all = 📁 { $name } — видят все, кто спрашивал
note-choice = 📁 { $name } — видят { $seen } из { $askers }
note-published = ✅ Ответ опубликован: <code>{ $path }</code>
    { $n ->
    [0] Сообщать некому.
    [one] Сообщу { $n } человеку.
   *[many] Сообщу { $n } людям.
}
note-changed = ✅ Заметка изменена: <code>{ $path }</code>
note-changing = Заметка: <b>{ $question }</b>

# Пересмотр
note-due = <b>Пора пересмотреть</b>: { $n ->
    [one] { $n } заметку
    [few] { $n } заметки
   *[many] { $n } заметок
}
note-none-due = Пересматривать пока нечего.
note-entry = <b>{ $number }.</b> { $title }
    { $name }, { DATETIME($date, dateStyle: "long") }
note-button-reviews = { $n ->
    [one] Пора пересмотреть { $n } заметку
    [few] Пора пересмотреть { $n } заметки
   *[many] Пора пересмотреть { $n } заметок
}
note-button-right = { $number } · Верно
note-button-change = Изменить
note-button-remove = Убрать
note-confirmed = Верно. Спрошу снова { DATETIME($date, dateStyle: "long") }.

# Тем, кто спрашивал
answer-told = На ваш вопрос «{ $question }» ответил администратор, { $name }:

# Изменилось то, что цитировалось
change-told = ℹ️ В документах изменилось то, что я вам отвечал.
change-question = На вопрос «{ $question }»:
change-now = Было: <s>{ $before }</s>
    Стало: { $after }
change-nothing = Было: <s>{ $before }</s>
    Теперь этого там нет.
change-gone = 📄 <b>{ $title }</b> — этого документа больше нет.

# Журнал
act-question-answered = ответил на вопрос заметкой
act-question-dismissed = снял вопрос без ответа
act-question-restored = вернул снятый вопрос
act-answer-cancelled = передумал отвечать
act-note-changed = изменил заметку
act-note-confirmed = подтвердил заметку
