# Сводка
command-stats = сводка: вопросы, ответы, оценки
command-export = вопросы и сводка в файле .xlsx
stats-help = /stats — сводка за 30 дней (<code>/stats 7</code> — за неделю), /export — она же со всеми вопросами в .xlsx
stats-nothing = { $days ->
    [one] За { $days } день вопросов не было.
    [few] За { $days } дня вопросов не было.
   *[many] За { $days } дней вопросов не было.
}
stats-answered = с ответом
stats-not-answered = без ответа
stats-median = обычно
stats-slow = 95 из 100 быстрее
stats-up = полезно
stats-down = нет
stats-chart-questions = Вопросов в день
stats-chart-share = Доля вопросов с ответом
stats-chart-time = Секунд до ответа
stats-chart-thumbs = Оценки
stats-summary = <b>{ $days ->
    [one] За { $days } день
    [few] За { $days } дня
   *[many] За { $days } дней
}</b>
    Вопросов: { $asked }, с ответом { $answered } ({ $share } %), 👍 { $up } 👎 { $down }
stats-most-asked = <b>Спрашивают чаще всего</b>
stats-worst-rated = <b>Оценены хуже всего</b>
stats-most-cited = <b>Цитируются чаще всего</b>
stats-people = <b>Люди</b>
stats-groups = <b>Группы</b>
stats-line = { $n } · { $what }
stats-more = Все вопросы — /export
stats-sheet-questions = Вопросы
stats-sheet-days = По дням
stats-sheet-asked = Чаще всего
stats-sheet-rated = Хуже всего
stats-sheet-cited = Документы
stats-sheet-people = Люди
stats-sheet-groups = Группы
stats-columns-questions = Время (UTC)|Кто|id|Группа|Вопрос, как он был понят|Есть ответ|Уверенность|Секунд до ответа|Полезно|Нет|Процитированные документы
stats-columns-days = День|Вопросов|С ответом|Отказов|Секунд, медиана|Секунд, 95 %|Полезно|Нет
stats-columns-asked = Вопрос, как он был понят|Раз
stats-columns-rated = Вопрос, как он был понят|Нет|Полезно
stats-columns-cited = Процитированный документ в папке|Ответов
stats-columns-people = Кто|id|Вопросов
stats-columns-groups = Группа|id|Вопросов
act-export = выгрузил вопросы
