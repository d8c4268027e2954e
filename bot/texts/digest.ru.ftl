# Ежедневная сводка
command-digest = ежедневная сводка изменений в документах
digest-title = Что нового в документах · { DATETIME($date, dateStyle: "long") }
digest-added-count = { $n ->
    [one] { $n } новый
    [few] { $n } новых
   *[many] { $n } новых
}
digest-changed-count = { $n ->
    [one] { $n } изменён
    [few] { $n } изменены
   *[many] { $n } изменено
}
digest-removed-count = { $n ->
    [one] { $n } убран
    [few] { $n } убраны
   *[many] { $n } убрано
}
digest-was = Было: { $text }
digest-is = Стало: { $text }
digest-put-in = Добавлено: { $text }
digest-taken-out = Убрано: { $text }
digest-more-edits = { $n ->
    [one] И ещё { $n } место изменено.
    [few] И ещё { $n } места изменены.
   *[many] И ещё { $n } мест изменено.
}
digest-same-event = О том же: { $names }{ $n ->
    [0] {""}
   *[other] {" "}и ещё { $n }
}
digest-asked = Чаще всего спрашивали
digest-times = { $n ->
    [one] { $n } раз
    [few] { $n } раза
   *[many] { $n } раз
}
digest-unanswered = Осталось без ответа
digest-doubtful = Сводка за { DATETIME($date, dateStyle: "long") } прервалась при отправке и, возможно, не пришла.
digest-topic-gone = Темы, в которую приходила сводка, больше нет: теперь она здесь.
button-digest-more = { $n ->
    [one] Ещё { $n } страница
    [few] Ещё { $n } страницы
   *[many] Ещё { $n } страниц
}
button-digest-read = Читать сводку
digest-gone = Эта сводка уже не хранится.
digest-opened = Она уже открыта ниже.
digest-nothing = С прошлой сводки ничего не изменилось.
digest-nothing-ever = В документах пока ничего не менялось: показывать нечего.
digest-example = С прошлой сводки ничего не изменилось. Вот что изменилось за неделю:
digest-not-let-in = Сводку может получать тот, кому открыт доступ.

# Предложение
digest-offer = Могу каждый день присылать сюда, что изменилось в документах.
button-digest-yes = Присылать в 9:00
button-digest-set-up = Настроить
button-digest-no = Не нужно
digest-declined = Хорошо. Понадобится — команда /digest.
digest-only-admins = Сводку настраивают администраторы чата.

# Настройка
digest-panel-title = Ежедневная сводка
digest-panel-on = Включена: { $days }, { $time }
digest-panel-off = Выключена
digest-panel-away = Остановлена: я не могу сюда писать. Продолжу, когда смогу.
digest-every-day = каждый день
digest-weekdays = по будням
digest-panel-zone = Пояс: { $zone }
digest-panel-next = Следующая: { DATETIME($date, dateStyle: "long") }, { $time }
digest-panel-folders = Папки: { $names }
digest-panel-topic = Приходит в тему, где её настроили
digest-panel-quiet = Тихие часы: с { $from } до { $to }
digest-all-folders = все
digest-no-folders = ни одной
button-digest-on = Включить
button-digest-off = Выключить
button-digest-time = Время: { $time }
button-digest-weekdays = Только будни
button-digest-zone = Пояс: { $zone }
button-digest-folders = Папки
button-digest-topic = В эту тему
button-digest-quiet = Тихие часы: { $hours }
button-digest-quiet-none = нет
button-digest-picture = Картинка
button-digest-questions = Частые вопросы
button-digest-unanswered = Без ответа
button-digest-preview = Показать сейчас
button-digest-all-folders = Все папки
button-digest-other-zones = Другие…
button-digest-russian-zones = Россия
button-digest-no-quiet = Без тихих часов
digest-choose-time = В котором часу присылать?
digest-choose-zone = По какому времени?
digest-choose-folders = Об изменениях в каких папках рассказывать?
digest-choose-quiet = Когда не присылать ничего? Верхние кнопки — начало, нижние — конец.

# Карточка документа
digest-card-gone = Этого документа больше нет, или он вам не открыт.
digest-card-folder = Папка: { $name }

# Картинка
digest-picture-title = Что нового в документах
digest-picture-added = { $n ->
    [one] новый документ
    [few] новых документа
   *[many] новых документов
}
digest-picture-changed = { $n ->
    [one] изменён
    [few] изменены
   *[many] изменено
}
digest-picture-removed = { $n ->
    [one] убран
    [few] убраны
   *[many] убрано
}
digest-picture-more = и ещё { $n }

# Терминал
help-digest = показать или отправить ежедневную сводку чата
help-digest-chat = id чата: группы (отрицательный) или человека
help-digest-dry-run = только показать, ничего не отправлять
help-digest-picture = при --dry-run записать картинку сводки (PNG) в файл
digest-sent-now = Отправлено.
digest-not-due = Отправлять нечего: сводка выключена, уже отправлена сегодня или её готовит другой процесс.
digest-perhaps-sent = Связь прервалась: сводка, возможно, пришла. Второй раз она не отправляется.
digest-not-sent = Не отправлено: { $reason }
digest-needs-token = Чтобы отправить, нужен VESTOVOY_TELEGRAM_TOKEN; чтобы только посмотреть, добавьте --dry-run.
