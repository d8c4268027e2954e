"""How much lower the built-in model's cosines are where question and sentence are of different languages.

    python -m tests.bench.alphabets

Prints the four means that `index.answer.features` puts a foreign question's cosines on a Russian one's scale with.
"""

from __future__ import annotations

import numpy as np

from index.embed.builtin import BuiltinEmbedder

OFFICE = (
    (
        "Сколько дней длится ежегодный отпуск?",
        "How many days is the annual leave?",
        "Ежегодный оплачиваемый отпуск составляет 28 календарных дней.",
    ),
    (
        "Кто утверждает график отпусков?",
        "Who approves the vacation schedule?",
        "График отпусков утверждает директор не позднее 17 декабря.",
    ),
    (
        "Когда выплачивается аванс?",
        "When is the advance paid?",
        "Аванс выплачивается 20-го числа каждого месяца.",
    ),
    (
        "Где получить пропуск?",
        "Where can I get a pass?",
        "Пропуска выдаёт бюро пропусков на первом этаже, кабинет 104.",
    ),
    (
        "Какой телефон у техподдержки?",
        "What is the phone number of tech support?",
        "Телефон службы технической поддержки: 12-34.",
    ),
    (
        "Сколько стоит обед в столовой?",
        "How much does lunch in the canteen cost?",
        "Комплексный обед в столовой стоит 320 рублей.",
    ),
    (
        "Как заказать справку 2-НДФЛ?",
        "How do I order an income certificate?",
        "Справку 2-НДФЛ заказывают в бухгалтерии за три рабочих дня.",
    ),
    (
        "Кто отвечает за пожарную безопасность?",
        "Who is responsible for fire safety?",
        "Ответственным за пожарную безопасность назначен главный инженер Петров.",
    ),
    (
        "До скольки работает склад?",
        "Until what time is the warehouse open?",
        "Склад работает с 8:00 до 17:00, обед с 12:00 до 13:00.",
    ),
    (
        "Какой лимит расходов на командировку?",
        "What is the spending limit for a business trip?",
        "Суточные в командировке по России не превышают 700 рублей.",
    ),
    (
        "Какие документы нужны для приёма на работу?",
        "What documents are needed for employment?",
        "При приёме на работу предъявляют паспорт, трудовую книжку и диплом.",
    ),
    (
        "Что делать при поломке принтера?",
        "What should I do if the printer breaks?",
        "О поломке принтера сообщают заявкой на портале поддержки.",
    ),
    (
        "Сколько сотрудников в отделе продаж?",
        "How many employees are in the sales department?",
        "В отделе продаж работают 14 сотрудников.",
    ),
    (
        "Кто директор филиала в Казани?",
        "Who is the director of the Kazan branch?",
        "Филиал в Казани возглавляет Марат Гайсин.",
    ),
    (
        "Когда проводится инвентаризация?",
        "When is the inventory taken?",
        "Инвентаризация проводится ежегодно в ноябре.",
    ),
    (
        "Как часто менять пароль?",
        "How often should the password be changed?",
        "Пароль меняют не реже одного раза в 90 дней.",
    ),
    (
        "Где находится аптечка?",
        "Where is the first aid kit?",
        "Аптечка находится у поста охраны.",
    ),
    (
        "Какая гарантия на оборудование?",
        "What is the warranty on the equipment?",
        "Гарантийный срок на оборудование составляет 24 месяца.",
    ),
    (
        "Сколько мест на парковке?",
        "How many places are in the car park?",
        "На парковке 60 мест, из них шесть для инвалидов.",
    ),
    (
        "Кому подавать заявление на отпуск?",
        "To whom should a leave application be submitted?",
        "Заявление на отпуск подают руководителю отдела.",
    ),
)
"""A question in Russian, the same in English, and the sentence that answers."""


def main() -> None:
    embedder = BuiltinEmbedder()
    sentences = embedder.passages([sentence for _, _, sentence in OFFICE])
    right = np.eye(len(OFFICE), dtype=bool)
    for language, place in (("Russian", 0), ("English", 1)):
        cosines = np.stack([embedder.query(row[place]) for row in OFFICE]) @ sentences.T
        print(f"{language}: answering {cosines[right].mean():.3f}, others {cosines[~right].mean():.3f}")


if __name__ == "__main__":
    main()
