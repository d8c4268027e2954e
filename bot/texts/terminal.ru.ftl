# What the terminal says: help, progress, reports, errors.

help-program = Вестовой отвечает на вопросы по документам организации — с цитатой или честным «в документах этого нет».
help-documents = папка с документами
help-data = папка, где программа хранит своё
help-json = вывести JSON
help-run = Запустить бота; без токена Telegram — беседу в терминале.
help-chat = Задавать вопросы в терминале.
help-ask = Ответить на один вопрос или на все вопросы файла.
help-question = вопрос
help-batch = файл вопросов, по одному объекту JSON в строке
help-reindex = Привести указатель в соответствие с папкой документов.
help-full = прочитать и вычислить всё заново
help-evaluate = Измерить ответы на вопросы, ответы на которые известны.
help-questions = файл вопросов, по одному объекту JSON в строке
help-plot = нарисовать надёжность уверенности в файл .png или .svg
help-check = Проверить настройки, модель, хранилище и место на диске.

terminal-error = Ошибка: { $problem }
terminal-interrupted = Прервано. Указатель остался прежним.
error-question-or-batch = задайте вопрос или файл вопросов (--batch), что-то одно
error-no-questions = в файле { $file } нет ни одного вопроса
error-no-such-setting = Настройки { $setting } нет. Возможно, имелась в виду { $nearest }?
error-setting = Настройка { $setting } не годится: { $problem }
error-reindex-running = Документы уже обрабатываются другим процессом. Дождитесь его окончания и повторите.
error-reindex-cancelled = Обработка отменена. Указатель остался прежним.
error-store = Папка данных не годится: { $problem }
error-questions-not-read = Файл вопросов { $file } нельзя прочитать: { SYSTEM($reason) }
error-questions-not-text = Файл вопросов { $file } не в UTF-8: сохраните его в UTF-8
error-questions-line = Файл вопросов { $file }, строка { $line }: нужен объект JSON с id и question ({ $reason })

terminal-welcome = { $documents ->
    [one] Знаю { $documents } документ. Спрашивайте!
    [few] Знаю { $documents } документа. Спрашивайте!
   *[many] Знаю { $documents } документов. Спрашивайте!
} /more — другие фрагменты, /new — новая беседа, /exit — выход.
terminal-new = Беседа начата заново.
terminal-commands = Есть команды /more (другие фрагменты), /new (новая беседа) и /exit (выход); всё остальное — вопросы.
terminal-nothing-yet = Сначала задайте вопрос.
terminal-reembedding = Модель сменилась: все документы будут обработаны заново.
terminal-reindexed = Готово за { $seconds } с: { $documents ->
    [one] { $documents } документ
    [few] { $documents } документа
   *[many] { $documents } документов
}, { $passages ->
    [one] { $passages } фрагмент
    [few] { $passages } фрагмента
   *[many] { $passages } фрагментов
} (новых { $added }, изменённых { $changed }, удалённых { $removed }, без изменений { $unchanged }).
terminal-skipped = Пропущен { $path }: { $reason }
terminal-no-documents = В папке { $folder } нет документов. Положите их туда или укажите другую: --documents ПАПКА.
terminal-none = В документах ответа на это нет.
terminal-nearest = Ближе всего: { $source }

stage-idle = Готово
stage-scan = Просмотр папки
stage-read = Чтение
stage-embed = Вычисление
stage-commit = Запись

skipped-broken = файл повреждён
skipped-empty = в нём нет текста
skipped-encrypted = он защищён паролем
skipped-too-large = он больше допустимого (VESTOVOY_MAX_FILE_MB)
skipped-bomb = он распаковывается в слишком большой
skipped-unknown-kind = такие файлы не читаются
skipped-unreadable = нет прав на чтение
skipped-outside = ссылка ведёт за пределы папки документов

source-title = «{ $title }»
source-page = с. { $page }

figure-questions = вопросов
figure-hit-at-1 = hit@1
figure-hit-at-3 = hit@3
figure-hit-at-10 = hit@10
figure-mrr-at-10 = MRR@10
figure-answer-hit = ответ содержит верный
figure-exact-match = EM краткого ответа
figure-f1 = F1 краткого ответа
figure-refusal = отказов там, где ответа нет
figure-false-refusal = отказов там, где ответ есть
figure-follow-up = верных ответов на продолжения беседы
figure-right = верно всего
figure-calibration-error = ошибка калибровки (ECE)
figure-seconds-p50 = секунд на вопрос, p50
figure-seconds-p95 = секунд на вопрос, p95

check-ok = всё в порядке
check-failed = есть неисправности
check-settings = настройки
check-documents = документы
check-model = модель
check-store = хранилище
check-disk = место на диске
check-versions = версии
check-index = указатель
check-disk-free = свободно { $free } МБ
check-disk-low = свободно только { $free } МБ; освободите хотя бы { $wanted } МБ
check-files = { $files ->
    [one] { $files } файл в папке { $folder }
    [few] { $files } файла в папке { $folder }
   *[many] { $files } файлов в папке { $folder }
}
check-index-empty = пуст; выполните vestovoy reindex
check-index-stands = { $documents ->
    [one] { $documents } документ
    [few] { $documents } документа
   *[many] { $documents } документов
}, поколение { $generation }
check-model-differs = построен другой моделью; выполните vestovoy reindex

plot-title = Надёжность уверенности
plot-confidence = уверенность
plot-right = доля вопросов, на которые документы отвечают
plot-ideal = как должно быть
plot-questions = вопросов
error-plot-file = { $file } записать нельзя: { $problem }

# Слова операционной системы об ошибке; остальные остаются по-английски.
system-error = { $code ->
    [ENOENT] нет такого файла или папки
    [EACCES] нет прав
    [EPERM] это не разрешено
    [EISDIR] это папка
    [ENOTDIR] это не папка
    [EEXIST] он уже есть
    [ENOTEMPTY] папка не пуста
    [ENOSPC] на диске нет места
    [EDQUOT] исчерпана дисковая квота
    [EROFS] диск только для чтения
    [EBUSY] занято другой программой
    [EIO] ошибка диска
    [EMFILE] открыто слишком много файлов
    [ENAMETOOLONG] слишком длинное имя
    [EXDEV] это другой диск
    [EADDRINUSE] порт занят другой программой
    [EADDRNOTAVAIL] у этого компьютера нет такого адреса
   *[other] { $reason }
}
