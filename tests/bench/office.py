"""A made-up office's regulations and the questions its staff ask: the same for the same number of passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

SECTIONS_A_DOCUMENT = 10
RULES_A_SECTION = 7
"""About 200 tokens, which is one passage: sections are never put together."""

_UNITS = (
    "отдела закупок", "отдела кадров", "бухгалтерии", "юридического отдела", "отдела охраны труда", "канцелярии",
    "службы безопасности", "планового отдела", "транспортного цеха", "отдела связи", "ремонтной службы", "архива",
    "лаборатории контроля", "складского хозяйства", "отдела сбыта", "диспетчерской", "учебного центра", "котельной",
    "отдела информационных технологий", "службы главного энергетика",
)  # fmt: skip
_ROLES = (
    "начальник", "заместитель начальника", "дежурный инженер", "старший специалист", "ведущий экономист", "секретарь",
    "кладовщик", "техник", "главный специалист", "методист", "диспетчер", "уполномоченный представитель",
)  # fmt: skip
_PAPERS = (
    "заявление на отпуск", "служебную записку", "авансовый отчёт", "акт приёмки", "заявку на пропуск", "путевой лист",
    "договор подряда", "журнал учёта", "протокол испытаний", "смету расходов", "счёт на оплату", "график дежурств",
    "дефектную ведомость", "письмо заказчика", "докладную записку", "заявку на обучение",
)  # fmt: skip
_SUBJECTS = (
    "командировках", "пропускном режиме", "премировании", "хранении документов", "закупках", "удалённой работе",
    "охране труда", "обучении", "ремонте оборудования", "служебном транспорте", "испытаниях", "дежурствах",
    "инвентаризации", "приёме посетителей", "спецодежде", "связи",
)  # fmt: skip
_HEADINGS = (
    "Общие положения", "Порядок согласования", "Сроки", "Ответственность", "Учёт и отчётность", "Допуск к работам",
    "Проверки", "Расходы", "Хранение", "Приёмка", "Порядок замены", "Оповещение", "Особые случаи", "Контроль",
)  # fmt: skip
_PREFIXES = (
    "электро", "гидро", "пневмо", "термо", "фото", "радио", "теле", "авто", "био", "гео", "микро", "агро", "энерго",
    "вибро", "газо",
)  # fmt: skip
_DEVICES = (
    "датчик", "насос", "клапан", "привод", "анализатор", "компрессор", "регулятор", "агрегат", "стенд", "генератор",
    "контроллер", "индикатор", "фильтр",
)  # fmt: skip
_NAME_ROOTS = (
    "Бород", "Ворон", "Горш", "Дорон", "Ермак", "Жар", "Зим", "Калин", "Лос", "Мороз", "Нест", "Орл", "Панк", "Родион",
    "Сидор", "Тархан", "Устин", "Фом", "Харит", "Цвет", "Чайк", "Шаров", "Щукин", "Юдин", "Яким", "Базар", "Верш",
    "Галк", "Дуб", "Кругл",
)  # fmt: skip
_NAME_ENDINGS = ("ов", "ин", "енко", "овский", "евич", "ук")
_TOWN_STARTS = ("Верхне", "Нижне", "Ново", "Старо", "Красно", "Бело", "Средне", "Усть-")
_TOWN_ENDS = (
    "уральск", "каменск", "реченск", "горск", "озёрск", "полянск", "донск", "липецк", "яровск", "боровск", "заводск",
    "морск",
)  # fmt: skip

_RULES = (
    ("{Role} {unit} рассматривает {paper} № {number} в течение {days} рабочих дней со дня её поступления.",
     "Сколько рабочих дней {role} {unit} рассматривает {paper} № {number}?"),
    ("За исправность устройства «{device}» на площадке в городе {town} отвечает {name}, телефон {phone}.",
     "Кто отвечает за исправность устройства {device} в городе {town}?"),
    ("Проверку устройства «{device}» проводят {day} {month} {year} года по распоряжению {unit} № {number}.",
     "Когда проводят проверку устройства {device} по распоряжению № {number}?"),
    ("Предельная сумма расходов {unit} по направлению {town} составляет {amount} рублей в квартал.",
     "Какая предельная сумма расходов {unit} по направлению {town}?"),
    ("{Role} {name} хранит {paper} в помещении {room} не менее {years} лет, после чего передаёт в архив.",
     "Сколько лет {name} хранит {paper}?"),
    ("Если {device} остановлен дольше чем на {days} часов, {role} {unit} сообщает об этом по телефону {phone}.",
     "По какому телефону сообщать, если {device} остановлен?"),
    ("Работник, направленный в {town}, сдаёт {paper} в помещение {room} до {day} числа следующего месяца.",
     "До какого числа сдаёт {paper} работник, направленный в {town}?"),
    ("Замену устройства «{device}» согласует {name}; без его подписи {paper} к исполнению не принимают.",
     "Кто согласует замену устройства {device}?"),
    ("Доступ в помещение {room} открывает {role} {unit} по списку, который утверждает {name} раз в {days} дней.",
     "Кто утверждает список для доступа в помещение {room}?"),
    ("Запас частей к устройству «{device}» на складе в городе {town} должен быть не меньше {days} комплектов.",
     "Какой запас частей к устройству {device} нужен на складе в городе {town}?"),
)  # fmt: skip
_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_NOT_ANSWERED = (
    "Какая погода ожидается в выходные?",
    "Сколько стоит абонемент в бассейн?",
    "Кто написал роман о капитанской дочке?",
    "Where can I buy a ticket to the opera?",
    "Какой курс доллара был вчера?",
)
_IN_ENGLISH = (
    "How many working days does it take to approve a leave request?",
    "Who is responsible for the pressure sensor?",
    "What is the quarterly spending limit of the procurement department?",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be written, and a question to each of its rules."""

    path: str
    text: str
    questions: tuple[str, ...]


def make_papers(passages: int) -> Iterator[Paper]:
    """Documents that make about so many passages."""
    for number in range(max(1, passages // SECTIONS_A_DOCUMENT)):
        yield _paper(number)


def write_papers(folder: Path, passages: int) -> None:
    for paper in make_papers(passages):
        file = folder / paper.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(paper.text, encoding="utf-8")


def make_questions(count: int, passages: int) -> list[str]:
    """Of eight, one is mistyped, one is not answered by the papers; of sixteen, one is in English."""
    chance = Random(1)
    known = [question for paper in make_papers(passages) for question in paper.questions]
    return [_varied(chance.choice(known), place, chance) for place in range(count)]


def _varied(question: str, place: int, chance: Random) -> str:
    if place % 16 == 3:
        return chance.choice(_IN_ENGLISH)
    if place % 8 == 5:
        return chance.choice(_NOT_ANSWERED)
    return _mistyped(question, chance) if place % 8 == 1 else question


def _mistyped(question: str, chance: Random) -> str:
    """Two neighbouring letters of the longest word change places."""
    word = max(question.split(), key=len)
    at = chance.randrange(2, len(word) - 1)
    return question.replace(word, word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :])


def _paper(number: int) -> Paper:
    chance = Random(f"paper {number}")
    subject, unit = chance.choice(_SUBJECTS), chance.choice(_UNITS)
    lines, questions = [f"Положение о {subject} {unit} № {number + 1}", ""], []
    for place in range(1, SECTIONS_A_DOCUMENT + 1):
        rules = [_rule(chance) for _ in range(RULES_A_SECTION)]
        lines += [f"{place}. {chance.choice(_HEADINGS)}", "", " ".join(said for said, _ in rules), ""]
        questions += [asked for _, asked in rules]
    return Paper(f"{unit.split()[-1]}/{number:05d}.txt", "\n".join(lines), tuple(questions))


def _rule(chance: Random) -> tuple[str, str]:
    """What is said, and what is asked about it."""
    said, asked = chance.choice(_RULES)
    role = chance.choice(_ROLES)
    words: dict[str, object] = {
        "role": role,
        "Role": role[0].upper() + role[1:],
        "unit": chance.choice(_UNITS),
        "paper": chance.choice(_PAPERS),
        "device": chance.choice(_PREFIXES) + chance.choice(_DEVICES),
        "name": f"{chance.choice(_NAME_ROOTS)}{chance.choice(_NAME_ENDINGS)} {chance.choice('АБВГДЕИКЛМНОПРС')}.",
        "town": chance.choice(_TOWN_STARTS) + chance.choice(_TOWN_ENDS),
        "number": f"{chance.randint(1, 900)}-{chance.choice('АБВК')}",
        "days": chance.randint(2, 60),
        "years": chance.randint(3, 75),
        "day": chance.randint(1, 28),
        "month": chance.choice(_MONTHS),
        "year": chance.randint(2015, 2026),
        "amount": f"{chance.randint(10, 900)} {chance.randint(0, 9)}00",
        "phone": f"{chance.randint(20, 79)}-{chance.randint(10, 99)}",
        "room": chance.randint(100, 599),
    }
    return said.format(**words), asked.format(**words)
