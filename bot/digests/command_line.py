"""`vestovoy digest`: a chat's digest on the terminal, or sent at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer
from pydantic import SecretStr

from bot.build import build
from bot.desk import Desk, Library
from bot.digests.content import Content
from bot.digests.gather import Composer, gather
from bot.digests.picture import draw
from bot.digests.render import pages
from bot.digests.schedule import Timing, zone_of
from bot.digests.sender import Round
from bot.markup import visible
from bot.ratelimit import Limits
from bot.settings import Settings
from bot.state import State
from bot.state.digest_values import DigestPlan, DigestState
from bot.texts import texts_in

NO_TOKEN = SecretStr("0:none")
"""Stands for a token where nothing is sent."""


def show(settings: Settings, library: Library, state: State, chat_id: int, picture: Path | None) -> bool:
    """Prints what the chat would be told now; False where it would be told nothing."""
    return asyncio.run(_show(settings, library, state, chat_id, picture))


def send(settings: Settings, library: Library, state: State, chat_id: int) -> bool:
    """Sends today's digest, due or not; False where none was sent."""
    return asyncio.run(_send(settings, library, state, chat_id))


async def _show(settings: Settings, library: Library, state: State, chat_id: int, picture: Path | None) -> bool:
    tokened = settings.model_copy(update={"telegram_token": settings.telegram_token or NO_TOKEN})
    desk = _desk(tokened, library, state)
    texts = texts_in(settings.language)
    try:
        content = await _content(desk, chat_id)
    finally:
        desk.pool.shutdown()
    if content is None or content.is_empty:
        typer.echo(texts.plain("digest-not-let-in" if content is None else "digest-nothing"))
        return False
    shown = pages(texts, content, lambda card: card.path)
    typer.echo("\n\n".join(visible(page) for page in shown))
    if picture is not None:
        picture.write_bytes(draw(texts, content))
    return True


async def _content(desk: Desk, chat_id: int) -> Content | None:
    plan = await desk.state.digests.plan(chat_id)
    plan = plan or DigestPlan(chat_id, Timing(0, desk.settings.digest_zone))
    today = desk.state.digests.clock().astimezone(zone_of(plan.timing.zone)).date()
    gathered = await gather(desk, Composer(desk.library), plan, today)
    return None if gathered is None else gathered.content


async def _send(settings: Settings, library: Library, state: State, chat_id: int) -> bool:
    desk = _desk(settings, library, state)
    texts = texts_in(settings.language)
    try:
        async with desk.bot:
            came = await Round(desk).send(chat_id, now=True)
    finally:
        desk.pool.shutdown()
    if came is DigestState.SENT:
        typer.echo(texts.plain("digest-sent-now"))
    elif came is DigestState.PERHAPS:
        typer.echo(texts.plain("digest-perhaps-sent"))
    elif came is DigestState.FAILED:
        newest = (await state.digests.of_chat(chat_id))[0]
        typer.echo(texts.plain("digest-not-sent", reason=newest.failure or ""))
    else:
        typer.echo(texts.plain("digest-nothing" if came is DigestState.SILENT else "digest-not-due"))
    return came is DigestState.SENT


def _desk(settings: Settings, library: Library, state: State) -> Desk:
    _, desk, _ = build(settings, library, state, Limits(), asyncio.Event())
    return desk
