"""The settings of a digest as a message with buttons. What the buttons do stands in `bot.digests.choosing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import buttons
from bot.delivery import Outgoing
from bot.digests.links import short_name
from bot.digests.schedule import zone_of
from bot.digests.zones import REGIONS, RUSSIAN, zone_label, zones_in
from bot.markup import Html, bold, joined, one_line
from bot.render import collection_names
from bot.state.digest_values import DigestPlan
from bot.texts import Texts

SET = "dg"
"""The verb of every button here: what to set, and to what."""
HOURS = range(6, 24)
MINUTES = (0, 15, 30, 45)
QUIET_FROM, QUIET_TO = (19, 20, 21, 22, 23, 0), (5, 6, 7, 8, 9, 10)
ZONES_A_PAGE = 24
MOST_FOLDERS = 60
"""A keyboard holds 100 buttons."""
LABEL_UNITS = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan and what its panel has to know beside."""

    plan: DigestPlan
    texts: Texts
    now: datetime
    is_forum: bool = False
    is_private: bool = False
    may_have_unanswered: bool = False
    """Whether whoever looks at it is an admin of the bot."""


def offer_buttons(texts: Texts) -> InlineKeyboardMarkup:
    yes = _button(texts.plain("button-digest-yes"), "yes")
    others = [_button(texts.plain("button-digest-set-up"), "main"), _button(texts.plain("button-digest-no"), "no")]
    return InlineKeyboardMarkup([[yes], others])


def main_screen(shown: Shown) -> Outgoing:
    return Outgoing(_summary(shown), InlineKeyboardMarkup(_main_rows(shown)))


def time_screen(shown: Shown) -> Outgoing:
    hour, minute = divmod(shown.plan.timing.minute, 60)
    hours = [_button(_chosen(f"{one}:{minute:02}", one == hour), "hour", one) for one in HOURS]
    minutes = [_button(_chosen(f":{one:02}", one == minute), "minute", one) for one in MINUTES]
    return _screen(shown, "digest-choose-time", [*buttons.columns(hours, 6), minutes])


def zone_screen(shown: Shown) -> Outgoing:
    rows = buttons.columns([_zone_button(shown, name) for name in RUSSIAN], 2)
    return _screen(shown, "digest-choose-zone", [*rows, [_button(_say(shown, "button-digest-other-zones"), "regions")]])


def regions_screen(shown: Shown) -> Outgoing:
    rows = buttons.columns([_button(region, "region", region, 0) for region in REGIONS], 3)
    russia = [_button(_say(shown, "button-digest-russian-zones"), "zones")]
    return _screen(shown, "digest-choose-zone", [russia, *rows, [_button("UTC", "zone", "UTC")]])


def region_screen(shown: Shown, region: str, page: int) -> Outgoing:
    names = zones_in(region)
    pages = max(1, -(-len(names) // ZONES_A_PAGE))
    first = page % pages * ZONES_A_PAGE
    rows = buttons.columns([_zone_button(shown, name) for name in names[first : first + ZONES_A_PAGE]], 2)
    turning = [
        _button(_say(shown, "button-previous"), "region", region, (page - 1) % pages),
        _button(_say(shown, "button-next"), "region", region, (page + 1) % pages),
    ]
    return _screen(shown, "digest-choose-zone", [*rows, *([turning] if pages > 1 else [])])


def folders_screen(shown: Shown, known: Sequence[str]) -> Outgoing:
    """`known` are those that the chat may see."""
    chosen = shown.plan.collections
    made = [_button(_marked(_say(shown, "button-digest-all-folders"), chosen is None), "folder", "*")]
    for name in known[:MOST_FOLDERS]:
        label = one_line(name, LABEL_UNITS) or _say(shown, "collection-root")
        made.append(_button(_marked(label, chosen is None or name in chosen), "folder", short_name(name)))
    return _screen(shown, "digest-choose-folders", buttons.columns(made, 2))


def quiet_screen(shown: Shown) -> Outgoing:
    begin, end = shown.plan.timing.quiet or (-1, -1)
    begins = [_button(_chosen(f"{hour}:00", hour * 60 == begin), "from", hour) for hour in QUIET_FROM]
    ends = [_button(_chosen(f"{hour}:00", hour * 60 == end), "to", hour) for hour in QUIET_TO]
    none = _button(_chosen(_say(shown, "button-digest-no-quiet"), begin < 0), "loud")
    return _screen(shown, "digest-choose-quiet", [begins, ends, [none]])


def clock(minute: int) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02}"


def _screen(shown: Shown, key: str, rows: list[buttons.Row]) -> Outgoing:
    back = [_button(_say(shown, "button-back"), "main")]
    return Outgoing(shown.texts(key), InlineKeyboardMarkup([*rows, back]))


def _summary(shown: Shown) -> Html:
    plan, texts = shown.plan, shown.texts
    lines = [bold(texts("digest-panel-title")), _state(shown)]
    lines.append(texts("digest-panel-zone", zone=zone_label(plan.timing.zone, texts.language, shown.now)))
    lines.append(texts("digest-panel-folders", names=_folders(plan, texts)))
    if plan.timing.quiet:
        begin, end = plan.timing.quiet
        lines.append(texts("digest-panel-quiet", **{"from": clock(begin), "to": clock(end)}))
    if plan.topic_id:
        lines.append(texts("digest-panel-topic"))
    if plan.next_at and plan.is_on and not plan.is_away:
        local = plan.next_at.astimezone(zone_of(plan.timing.zone))
        lines.append(texts("digest-panel-next", date=local.date(), time=clock(local.hour * 60 + local.minute)))
    return joined("\n", lines)


def _state(shown: Shown) -> Html:
    plan, texts = shown.plan, shown.texts
    if not plan.is_on:
        return texts("digest-panel-off")
    if plan.is_away:
        return texts("digest-panel-away")
    days = texts.plain("digest-weekdays" if plan.timing.weekdays_only else "digest-every-day")
    return texts("digest-panel-on", days=days, time=clock(plan.timing.minute))


def _folders(plan: DigestPlan, texts: Texts) -> str:
    if plan.collections is None:
        return texts.plain("digest-all-folders")
    return collection_names(texts, plan.collections) if plan.collections else texts.plain("digest-no-folders")


def _main_rows(shown: Shown) -> list[buttons.Row]:
    plan, texts = shown.plan, shown.texts
    switch = ("button-digest-off", "off") if plan.is_on else ("button-digest-on", "on")
    quiet = f"{clock(plan.timing.quiet[0])}–{clock(plan.timing.quiet[1])}" if plan.timing.quiet else ""
    zone = zone_label(plan.timing.zone, texts.language, shown.now)
    rows = [
        [_button(_say(shown, switch[0]), switch[1]), _button(_say(shown, "button-digest-preview"), "preview")],
        [
            _button(texts.plain("button-digest-time", time=clock(plan.timing.minute)), "times"),
            _button(_marked(_say(shown, "button-digest-weekdays"), plan.timing.weekdays_only), "weekdays"),
        ],
        [_button(texts.plain("button-digest-zone", zone=zone), "zones")],
        [
            _button(_say(shown, "button-digest-folders"), "folders"),
            _button(
                texts.plain("button-digest-quiet", hours=quiet or _say(shown, "button-digest-quiet-none")), "quiets"
            ),
        ],
        _contents_row(shown),
    ]
    if shown.is_forum:
        rows.append([_button(_say(shown, "button-digest-topic"), "topic")])
    return rows


def _contents_row(shown: Shown) -> buttons.Row:
    plan = shown.plan
    row = [_button(_marked(_say(shown, "button-digest-picture"), plan.picture), "picture")]
    if not shown.is_private:
        row.append(_button(_marked(_say(shown, "button-digest-questions"), plan.questions), "questions"))
    if shown.may_have_unanswered:
        row.append(_button(_marked(_say(shown, "button-digest-unanswered"), plan.unanswered), "unanswered"))
    return row


def _zone_button(shown: Shown, name: str) -> InlineKeyboardButton:
    label = zone_label(name, shown.texts.language, shown.now)
    return _button(_chosen(label, name == shown.plan.timing.zone), "zone", name)


def _say(shown: Shown, key: str) -> str:
    return shown.texts.plain(key)


def _button(label: str, *data: str | int) -> InlineKeyboardButton:
    return buttons.button(label, SET, *data)


def _marked(label: str, on: bool) -> str:
    return f"☑ {label}" if on else f"☐ {label}"


def _chosen(label: str, chosen: bool) -> str:
    return f"• {label}" if chosen else label
