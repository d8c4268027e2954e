"""The steps of plans and digests: functions of a session, each a part of one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.digests.schedule import Slot, Timing, latest_slot, next_slot, quiet_until
from bot.state.database import insert_new
from bot.state.digest_models import DigestPlanRow, DigestRow
from bot.state.digest_values import Claim, DigestPlan, DigestState, SentDigest

LEASE = timedelta(minutes=10)
"""A process that holds a claim for longer is taken for dead."""
_UNDER_WAY = (DigestState.CLAIMED, DigestState.SENDING)


def find_plan(session: Session, chat_id: int) -> DigestPlan | None:
    row = session.get(DigestPlanRow, chat_id)
    return None if row is None else to_plan(row)


def change(
    session: Session,
    default: DigestPlan,
    alter: Callable[[DigestPlan], DigestPlan],
    by: int,
    generation: int,
    now: datetime,
) -> DigestPlan:
    insert_new(session, DigestPlanRow, **_columns(replace(default, mark=generation, told_at=now, set_by=by)))
    row = session.get_one(DigestPlanRow, default.chat_id, with_for_update=True)
    before = to_plan(row)
    after = replace(alter(before), set_by=by)
    if after.is_on and not before.is_on:
        after = replace(after, is_away=False, mark=generation, told_at=now)
    if (after.timing, after.is_on) != (before.timing, before.is_on):
        after = replace(after, next_at=next_slot(after.timing, now).at if after.is_on else None)
    for name, value in _columns(after).items():
        setattr(row, name, value)
    return after


def claim(session: Session, chat_id: int, owner: str, now: datetime, latest: timedelta, at_once: bool) -> Claim | None:
    row = session.get(DigestPlanRow, chat_id, with_for_update=True)
    if row is None or row.is_away or not row.is_on:
        return None
    plan = to_plan(row)
    if at_once:
        return _taken(session, row, plan, _local_day(plan.timing, now), owner, now)
    if plan.next_at is None or plan.next_at > now:
        return None
    slot = _slot_to_send(row, plan, now, latest)
    return None if slot is None else _taken(session, row, plan, slot.day, owner, now)


def _slot_to_send(row: DigestPlanRow, plan: DigestPlan, now: datetime, latest: timedelta) -> Slot | None:
    """None while it must not or need not be sent; the plan is then due again later."""
    quiet_end = quiet_until(plan.timing, now)
    slot = latest_slot(plan.timing, now)
    if now - slot.at > latest:
        row.next_at = next_slot(plan.timing, now).at
        return None
    if quiet_end is not None:
        row.next_at = quiet_end
        return None
    return slot


def _taken(
    session: Session, row: DigestPlanRow, plan: DigestPlan, day: date, owner: str, now: datetime
) -> Claim | None:
    digest_id, lease = secrets.token_urlsafe(8), now + LEASE
    made = insert_new(
        session,
        DigestRow,
        id=digest_id,
        chat_id=plan.chat_id,
        day=day.isoformat(),
        state=DigestState.CLAIMED,
        owner=owner,
        lease_until=lease,
        created_at=now,
    )
    if not made and (taken_over := _take_over(session, row, day, owner, now)) is None:
        return None
    row.next_at = lease
    return Claim(digest_id if made else taken_over or "", owner, plan, day, _doubtful(session, plan.chat_id, day))


def _take_over(session: Session, row: DigestPlanRow, day: date, owner: str, now: datetime) -> str | None:
    """The id of a digest that a process now dead had claimed; None where there is nothing to take over."""
    query = select(DigestRow).where(DigestRow.chat_id == row.chat_id, DigestRow.day == day.isoformat())
    digest = session.scalars(query.with_for_update()).one()
    if digest.state in _UNDER_WAY and digest.lease_until > now:
        row.next_at = digest.lease_until
        return None
    if digest.state == DigestState.CLAIMED:
        digest.owner, digest.lease_until = owner, now + LEASE
        return digest.id
    if digest.state == DigestState.SENDING:
        digest.state, digest.failure = DigestState.PERHAPS, "the program died while it was sent"
        _move_on(row, digest.until, digest.lease_until - LEASE)
    row.next_at = next_slot(to_plan(row).timing, now).at
    return None


def _doubtful(session: Session, chat_id: int, day: date) -> date | None:
    """The digest before that day, if nobody knows whether it arrived."""
    query = select(DigestRow).where(DigestRow.chat_id == chat_id, DigestRow.day < day.isoformat())
    last = session.scalars(query.order_by(DigestRow.day.desc()).limit(1)).first()
    return date.fromisoformat(last.day) if last is not None and last.state == DigestState.PERHAPS else None


def sending(session: Session, claim: Claim, body: str, until: int, now: datetime) -> bool:
    digest = _owned(session, claim, DigestState.CLAIMED)
    if digest is None:
        return False
    digest.state, digest.lease_until = DigestState.SENDING, now + LEASE
    digest.body, digest.until = body, until
    row = session.get(DigestPlanRow, digest.chat_id, with_for_update=True)
    if row is not None:
        row.next_at = digest.lease_until
    return True


def sent(session: Session, claim: Claim, message_id: int, now: datetime) -> None:
    digest = session.get(DigestRow, claim.id, with_for_update=True)
    if digest is not None:
        digest.state, digest.failure = DigestState.SENT, None
        digest.message_id, digest.sent_at = message_id, now
        _finish(session, digest, now, digest.until)


def silent(session: Session, claim: Claim, until: int, now: datetime) -> None:
    digest = _owned(session, claim, DigestState.CLAIMED)
    if digest is not None:
        digest.state, digest.until = DigestState.SILENT, until
        _finish(session, digest, now, until)


def failed(session: Session, claim: Claim, reason: str, now: datetime, *, away: bool) -> None:
    digest = session.get(DigestRow, claim.id, with_for_update=True)
    if digest is not None:
        digest.state, digest.failure = DigestState.FAILED, reason
        _finish(session, digest, now, None, away=away)


def perhaps(session: Session, claim: Claim, reason: str, now: datetime) -> None:
    digest = _owned(session, claim, DigestState.SENDING)
    if digest is not None:
        digest.state, digest.failure = DigestState.PERHAPS, reason
        _finish(session, digest, now, digest.until)


def release(session: Session, claim: Claim, now: datetime) -> None:
    digest = session.get(DigestRow, claim.id, with_for_update=True)
    if digest is not None and digest.owner == claim.owner and digest.state in _UNDER_WAY:
        digest.state, digest.lease_until = DigestState.CLAIMED, now
        row = session.get(DigestPlanRow, digest.chat_id, with_for_update=True)
        if row is not None:
            row.next_at = now


def set_away(session: Session, chat_id: int, away: bool, now: datetime) -> None:
    row = session.get(DigestPlanRow, chat_id, with_for_update=True)
    if row is not None and row.is_away != away:
        row.is_away = away
        row.next_at = next_slot(to_plan(row).timing, now).at if row.is_on and not away else None


def set_topic(session: Session, chat_id: int, topic_id: int) -> None:
    row = session.get(DigestPlanRow, chat_id, with_for_update=True)
    if row is not None:
        row.topic_id = topic_id


def migrate(session: Session, old_id: int, new_id: int) -> None:
    """A plan made in the new chat already stays as it is."""
    old = session.get(DigestPlanRow, old_id, with_for_update=True)
    if old is not None:
        plan = replace(to_plan(old), chat_id=new_id)
        insert_new(session, DigestPlanRow, **_columns(plan))
        session.delete(old)
    taken = set(session.scalars(select(DigestRow.day).where(DigestRow.chat_id == new_id)))
    for digest in session.scalars(select(DigestRow).where(DigestRow.chat_id == old_id)):
        if digest.day not in taken:
            digest.chat_id = new_id


def find_digest(session: Session, digest_id: str) -> SentDigest | None:
    row = session.get(DigestRow, digest_id)
    return None if row is None else _to_digest(row)


def of_chat(session: Session, chat_id: int) -> list[SentDigest]:
    query = select(DigestRow).where(DigestRow.chat_id == chat_id).order_by(DigestRow.day.desc())
    return [_to_digest(row) for row in session.scalars(query)]


def to_plan(row: DigestPlanRow) -> DigestPlan:
    quiet = None if row.quiet_from is None or row.quiet_to is None else (row.quiet_from, row.quiet_to)
    return DigestPlan(
        chat_id=row.chat_id,
        timing=Timing(row.minute, row.zone, row.weekdays_only, quiet),
        is_on=row.is_on,
        is_away=row.is_away,
        collections=None if row.collections is None else frozenset(row.collections),
        topic_id=row.topic_id,
        picture=row.picture,
        questions=row.questions,
        unanswered=row.unanswered,
        language=row.language,
        mark=row.mark,
        told_at=row.told_at,
        next_at=row.next_at,
        set_by=row.set_by,
    )


def _columns(plan: DigestPlan) -> dict[str, object]:
    quiet_from, quiet_to = plan.timing.quiet or (None, None)
    return {
        "chat_id": plan.chat_id,
        "is_on": plan.is_on,
        "is_away": plan.is_away,
        "minute": plan.timing.minute,
        "zone": plan.timing.zone,
        "weekdays_only": plan.timing.weekdays_only,
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "collections": None if plan.collections is None else sorted(plan.collections),
        "topic_id": plan.topic_id,
        "picture": plan.picture,
        "questions": plan.questions,
        "unanswered": plan.unanswered,
        "language": plan.language,
        "mark": plan.mark,
        "told_at": plan.told_at,
        "next_at": plan.next_at,
        "set_by": plan.set_by,
    }


def _to_digest(row: DigestRow) -> SentDigest:
    return SentDigest(
        id=row.id,
        chat_id=row.chat_id,
        day=date.fromisoformat(row.day),
        state=DigestState(row.state),
        body=row.body,
        message_id=row.message_id,
        failure=row.failure,
        sent_at=row.sent_at,
    )


def _owned(session: Session, claim: Claim, state: DigestState) -> DigestRow | None:
    """The claimed row, unless another process has taken it over since."""
    digest = session.get(DigestRow, claim.id, with_for_update=True)
    return digest if digest is not None and digest.owner == claim.owner and digest.state == state else None


def _finish(session: Session, digest: DigestRow, now: datetime, until: int | None, *, away: bool = False) -> None:
    row = session.get(DigestPlanRow, digest.chat_id, with_for_update=True)
    if row is None:
        return
    _move_on(row, until, now)
    row.is_away = row.is_away or away
    row.next_at = next_slot(to_plan(row).timing, now).at if row.is_on and not row.is_away else None


def _move_on(row: DigestPlanRow, until: int | None, told_at: datetime) -> None:
    """None: nothing was told."""
    if until is not None:
        row.mark, row.told_at = until, told_at


def _local_day(timing: Timing, now: datetime) -> date:
    return latest_slot(replace(timing, minute=0, weekdays_only=False, quiet=None), now).day
