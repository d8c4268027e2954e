"""People: who they are, whether they are let in, what they are granted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot.state import admissions
from bot.state.audit import add_act
from bot.state.database import insert_into, insert_new
from bot.state.models import PersonRow, storable, table_of
from bot.state.repository import Repository
from bot.state.values import Admission, Decision, Person, Profile, Request

_SEEN_EVERY = timedelta(hours=1)
_PEOPLE = table_of(PersonRow)
_ONE = select(_PEOPLE).where(_PEOPLE.c.id == bindparam("the_id"))


class People(Repository):
    __slots__ = ()

    async def get(self, person_id: int) -> Person | None:
        return await self.database.read(lambda session: find_person(session, person_id))

    async def seen(
        self, person_id: int, name: str, username: str | None, language: str | None, *, in_private: bool = True
    ) -> Person:
        """Keeps what Telegram tells of a person, at each thing they do; writes only what is news.

        What they do elsewhere than in private does not make them active.
        """
        return (await self.seen_all([Profile(person_id, name, username, language, in_private)]))[person_id]

    async def seen_all(self, profiles: Sequence[Profile]) -> dict[int, Person]:
        """`seen` for many at once, by id; of one person's profiles the last counts."""
        now = self.clock()
        in_private = {profile.id for profile in profiles if profile.in_private}
        newest = {profile.id: replace(profile, in_private=profile.id in in_private) for profile in profiles}
        known = await self.database.read(lambda session: _find_all(session, list(newest)))
        news = [one for one in newest.values() if one.id not in known or _is_news(known[one.id], one, now)]
        if news:
            known |= await self.database.write(lambda session: _see_all(session, news, now))
        return known

    async def ask(self, person_id: int) -> Request[Person]:
        """Asks to be let in. A person refused stays refused, one let in stays in: `notify` is False then."""
        return await self.database.write(lambda session: _ask(session, person_id, self.clock()))

    async def decide(self, person_id: int, admission: Admission, by: int) -> Decision[Person] | None:
        """An admin's button under a request: the first one counts. None: the person had themselves forgotten."""
        return await self.database.write(lambda session: _decide(session, person_id, admission, by, self.clock()))

    async def set_admission(self, person_id: int, admission: Admission, by: int) -> Person | None:
        """From /people, whatever was decided before. None for a person unknown."""
        now = self.clock()

        def change(session: Session, row: PersonRow) -> None:
            if admissions.set_admission(row, admission, by, now):
                add_act(session, now, by, str(admission), f"person:{row.id}", row.name)

        return await self._change(person_id, change)

    async def set_collections(self, person_id: int, collections: Collection[str] | None, by: int) -> Person | None:
        """None grants all, those to come included. Returns None for a person unknown."""
        return await self._change(person_id, lambda session, row: self._grant(session, row, collections, by))

    async def toggle_collection(
        self, person_id: int, collection: str, known: Collection[str], by: int, *, give: bool | None = None
    ) -> Person | None:
        """Gives or takes one collection, the other way round where `give` is not told.

        `known` are all there are, which "all" becomes. Returns None for a person unknown.
        """
        return await self._change(
            person_id,
            lambda session, row: self._grant(session, row, admissions.toggled(row, collection, known, give), by),
        )

    async def set_active(self, person_id: int, *, active: bool) -> Person | None:
        """False when Telegram says that they blocked the bot, or never started it."""

        def change(_: Session, row: PersonRow) -> None:
            row.is_active = active

        return await self._change(person_id, change)

    async def find(
        self, *, admission: Admission | None = None, words: str = "", limit: int = 10, offset: int = 0
    ) -> tuple[list[Person], int]:
        """A page of people by name, and how many there are; `words` is a part of the name or user name."""
        return await self.database.read(lambda session: _find(session, admission, words, limit, offset))

    async def _change(self, person_id: int, change: Callable[[Session, PersonRow], None]) -> Person | None:
        def work(session: Session) -> Person | None:
            row = session.get(PersonRow, person_id, with_for_update=True)
            if row is None:
                return None
            change(session, row)
            return to_person(row)

        return await self.database.write(work)

    def _grant(self, session: Session, row: PersonRow, collections: Collection[str] | None, by: int) -> None:
        if admissions.set_collections(row, collections):
            detail = "*" if row.collections is None else ", ".join(row.collections)
            add_act(session, self.clock(), by, "collections", f"person:{row.id}", detail)


def find_person(session: Session, person_id: int | None) -> Person | None:
    row = None if person_id is None else session.execute(_ONE, {"the_id": person_id}).first()
    return None if row is None else to_person(row)


def to_person(row: PersonRow | Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        username=row.username,
        language=row.language,
        admission=row.admission,
        collections=admissions.granted(row),
        is_active=row.is_active,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        seen_at=row.seen_at,
    )


def _is_news(known: Person, profile: Profile, now: datetime) -> bool:
    same = (known.name, known.username, known.language) == (storable(profile.name), profile.username, profile.language)
    told = known.is_active or not profile.in_private
    return not (same and told and now - known.seen_at < _SEEN_EVERY)


def _find_all(session: Session, ids: Sequence[int]) -> dict[int, Person]:
    return {row.id: to_person(row) for row in session.execute(select(_PEOPLE).where(_PEOPLE.c.id.in_(ids)))}


def _see_all(session: Session, profiles: Sequence[Profile], now: datetime) -> dict[int, Person]:
    """In the order of ids, so that two processes never wait for each other."""
    rows = [
        {
            "id": one.id,
            "name": storable(one.name),
            "username": one.username,
            "language": one.language,
            "is_active": one.in_private,
        }
        for one in sorted(profiles, key=lambda one: one.id)
    ]
    statement = insert_into(session, PersonRow).values(created_at=now, seen_at=now)
    told = {name: statement.excluded[name] for name in ("name", "username", "language", "seen_at")}
    told["is_active"] = or_(_PEOPLE.c.is_active, statement.excluded.is_active)
    upsert = statement.on_conflict_do_update(index_elements=["id"], set_=told).returning(*_PEOPLE.c)
    return {row.id: to_person(row) for row in session.execute(upsert, rows)}


def _row(session: Session, person_id: int, now: datetime) -> PersonRow:
    """The person's row, locked, made where there is none."""
    insert_new(session, PersonRow, id=person_id, created_at=now, seen_at=now)
    return session.get_one(PersonRow, person_id, with_for_update=True)


def _ask(session: Session, person_id: int, now: datetime) -> Request[Person]:
    row = _row(session, person_id, now)
    notify = admissions.ask(row, now)
    return Request(to_person(row), notify)


def _decide(session: Session, person_id: int, admission: Admission, by: int, now: datetime) -> Decision[Person] | None:
    row = session.get(PersonRow, person_id, with_for_update=True)
    if row is None or row.admission is Admission.UNKNOWN:
        return None
    made = admissions.decide(row, admission, by, now)
    if made:
        add_act(session, now, by, str(admission), f"person:{row.id}", row.name)
    return Decision(to_person(row), made, find_person(session, row.decided_by))


def _find(
    session: Session, admission: Admission | None, words: str, limit: int, offset: int
) -> tuple[list[Person], int]:
    wanted: list[ColumnElement[bool]] = [PersonRow.name != ""]
    if admission is not None:
        wanted.append(PersonRow.admission == admission)
    if words:
        found = [column.icontains(words, autoescape=True) for column in (PersonRow.name, PersonRow.username)]
        wanted.append(or_(*found))
    page = select(PersonRow).where(*wanted).order_by(PersonRow.name, PersonRow.id).limit(limit).offset(offset)
    count = session.scalar(select(func.count()).select_from(PersonRow).where(*wanted)) or 0
    return [to_person(row) for row in session.scalars(page)], count
