# Библиотека: документы, её история, журнал действий

help-history = Показать состояния, в которых была библиотека.
help-rollback = Вернуть документы к прежнему состоянию — и в указателе, и в папке.
help-generation = номер состояния из `vestovoy history`

error-history-unknown = Состояния { NUMBER($n, useGrouping: 0) } нет среди хранимых. Какие есть: vestovoy history
error-history-model = Состояние { NUMBER($n, useGrouping: 0) } вычислено другой моделью. Верните его файлы в папку сами и обработайте её.
error-history-files = { $files ->
    [one] Не хранится уже { $files } файл
    [few] Не хранятся уже { $files } файла
   *[many] Не хранятся уже { $files } файлов
} состояния { NUMBER($n, useGrouping: 0) }. Верните их в папку сами и обработайте её.

history-empty = Документов ещё не было.
history-column-number = №
history-column-at = когда
history-column-added = новых
history-column-changed = изменённых
history-column-removed = удалённых

# Команды
command-documents = документы: список, поиск, карточки
command-history = прежние состояния документов и возврат к ним
command-audit = журнал действий администраторов

# /documents
library-in-private = Об этом — в личной переписке со мной.
library-busy = Документы сейчас обрабатываются. Повторите, когда обработка закончится.
library-nobody = программа
library-empty = Документов пока нет.
library-title = <b>Документы</b>: { $n }
library-search-hint = Искать по названию и пути: <code>/documents слово</code>
library-collection = <b>{ $name }</b>: { documents-count }
library-found = По запросу «{ $wanted }»: { $n ->
    [0] ничего не нашлось
    [one] { $n } документ
    [few] { $n } документа
   *[many] { $n } документов
}
library-all = ‹ Все папки
library-card = <b>{ $title }</b>
    <code>{ $path }</code>
library-card-collection = Папка: { $name }
library-card-date = Дата: { DATETIME($date, dateStyle: "long") }
library-card-passages = { $n ->
    [one] { $n } фрагмент
    [few] { $n } фрагмента
   *[many] { $n } фрагментов
}
library-card-cited = { $n ->
    [0] Ни разу не цитировался
    [one] Процитирован в { $n } ответе
   *[many] Процитирован в { $n } ответах
}
library-card-from-folder = Появился из папки
library-card-address = Страница: { $address }
library-card-by = Последнее действие: { $name }, { $action }, { $at }
library-card-since = В указателе таким с { $at }
library-open = Открыть
library-move = Переместить
library-delete = Удалить
library-move-where = Куда переместить «{ $title }»?
library-move-nowhere = «{ $title }» переместить некуда: других папок нет.
library-name-taken = Там уже есть файл с таким именем.
library-deleted = «{ $title }» удалён. Удалил: { $by }
library-undo = Вернуть (одна минута)
library-undo-late = Вернуть уже нельзя. Поможет /history.
library-restored = «{ $title }» снова на месте. Вернул: { $by }

# /history и /rollback
library-history = <b>Состояния документов</b>
library-generation = { NUMBER($n, useGrouping: 0) }. { $at }: +{ $added } ~{ $changed } −{ $removed }
library-generation-now = { NUMBER($n, useGrouping: 0) }. { $at }: +{ $added } ~{ $changed } −{ $removed } (сейчас)
library-to = к { NUMBER($n, useGrouping: 0) }
library-rollback-ask = Вернуться к состоянию { NUMBER($n, useGrouping: 0) } от { $at }?

    Вернутся удалённые: { $back }. Станут прежними: { $changed }. Уйдут новые: { $gone }. Файлы в папке тоже изменятся; передумать можно будет через /history.
library-roll-back = Вернуться
library-stay = Оставить как есть
library-stayed = Всё остаётся как есть.
library-changed-since = Документы с тех пор изменились. Посмотрите ещё раз.
library-rolling-back = Возвращаю…
library-rolled-back = Документы снова как в состоянии { NUMBER($n, useGrouping: 0) } (теперь это { NUMBER($now, useGrouping: 0) }): вернулось { $added }, изменилось { $changed }, ушло { $removed }, за { $seconds } с. Решение: { $by }

# /audit
audit-title = <b>Журнал</b>
audit-empty = Журнал пуст.
audit-line = { $at } · { $name }
    { $action } · { $subject }
audit-older = Раньше ›
audit-newest = ‹ Новые
audit-as-file = Весь файлом
audit-column-at = когда
audit-column-id = id
audit-column-name = кто
audit-column-action = что
audit-column-subject = с чем
audit-column-detail = подробности
act-admitted = открыл доступ
act-refused = закрыл доступ
act-unknown = сбросил доступ
act-collections = изменил доступные папки
act-document-deleted = удалил документ
act-document-restored = вернул документ
act-document-moved = переместил документ
act-rollback = вернул прежнее состояние
act-relation-confirmed = признал утратившим силу
act-relation-rejected = оставил в силе

# Утратившие силу
place-void = ⚠️ утратил силу
source-void = утратил силу
relation-ask-repeal = «{ $newer }» говорит об «{ $older }»:

    <blockquote>{ $quote }</blockquote>

    Считать «{ $older }» утратившим силу? Ответы тогда берутся из действующего документа, а этот помечается.
relation-ask-edition = «{ $newer }» — более поздняя редакция документа «{ $older }».

    <blockquote>{ $quote }</blockquote>

    Считать прежнюю редакцию утратившей силу?
relation-confirm = Утратил силу
relation-reject = Остаётся в силе
relation-confirmed = «{ $older }» утратил силу: его заменил «{ $newer }». Решение: { $by }
relation-rejected = «{ $older }» остаётся в силе. Решение: { $by }
library-card-void = ⚠️ Утратил силу: «{ $by }»
