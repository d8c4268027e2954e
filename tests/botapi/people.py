"""Chats by kind: blocking in a private one; members, topics and upgrades in a group."""

from __future__ import annotations

from .chat import Chat, Topic
from .message import Json, Message, User

SUPERGROUP_OFFSET = -1_000_000_000_000
RIGHTS = ("manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members", "change_info")


def member_json(user: User, status: str) -> Json:
    """A ChatMember object."""
    body: Json = {"user": user.json, "status": status}
    if status == "kicked":
        body["until_date"] = 0
    if status == "administrator":
        rights = {f"can_{right}": False for right in (*RIGHTS, "invite_users", "post_stories", "edit_stories")}
        body |= rights | {"can_delete_stories": False, "can_be_edited": False, "is_anonymous": False}
    if status == "creator":
        body["is_anonymous"] = False
    return body


class PrivateChat(Chat):
    """A user's chat with the bot."""

    def block_bot(self) -> None:
        self._set_blocked(True)

    def unblock_bot(self) -> None:
        self._set_blocked(False)

    def _set_blocked(self, blocked: bool) -> None:
        with self.changing():
            user, bot = self.person(), self.world.bot
            user.blocked = blocked
            old, new = ("member", "kicked") if blocked else ("kicked", "member")
            self.world.updates.push("my_chat_member", membership(self, user, bot, old, new))


class Group(Chat):
    """A group or supergroup."""

    def topic(self, name: str) -> Topic:
        """Opens a topic; its service message reaches the bot."""
        assert self.forum, f"chat {self.id} is no forum"
        with self.changing():
            message = self.add(self.person(), media={"forum_topic_created": {"name": name, "icon_color": 7322096}})
            message.thread_id = message.id
            self.deliver("message", message)
            self.topics[message.id] = topic = Topic(message.id, name)
            return topic

    def add_bot(self, by: User | None = None, status: str = "member") -> None:
        """By somebody here: the membership update first, then the service message."""
        with self.changing():
            adder, bot = by or self.person(), self.world.bot
            self.set_status(bot, status, by=adder)
            self.post(adder, media={"new_chat_members": [bot.json], "new_chat_member": bot.json})

    def remove_bot(self, by: User | None = None) -> None:
        with self.changing():
            self.set_status(self.world.bot, "kicked", by=by or self.person())

    def join(self, user: User) -> None:
        """A person comes in by themselves."""
        with self.changing():
            self.set_status(user, "member", by=user)
            self.post(user, media={"new_chat_members": [user.json], "new_chat_member": user.json})

    def leave(self, user: User) -> None:
        with self.changing():
            self.post(user, media={"left_chat_member": user.json})
            self.set_status(user, "left", by=user)

    def set_status(self, user: User, status: str, by: User) -> None:
        """Membership with its update; the lock is taken."""
        with self.changing():
            old = self.members.get(user.id, "left")
            self.members[user.id] = status
            kind = "my_chat_member" if user is self.world.bot else "chat_member"
            if kind == "my_chat_member" or self.bot_status == "administrator":
                self.world.updates.push(kind, membership(self, by, user, old, status))

    def migrate(self) -> Group:
        """Becomes a supergroup with another id; returns that one."""
        assert self.type == "group", f"chat {self.id} is no basic group"
        with self.changing():
            new_id = SUPERGROUP_OFFSET - self.world.next_id() - 10**6
            upgraded = Group(self.world, new_id, "supergroup", self.title, members=dict(self.members))
            self.world.chats[new_id] = upgraded
            self.upgraded_to = new_id
            self.post(self.person(), media={"migrate_to_chat_id": new_id})
            upgraded.post(self.person(), media={"migrate_from_chat_id": self.id})
            return upgraded

    def service_messages(self, kind: str) -> list[Message]:
        with self.world.lock:
            return [message for message in self.messages.values() if kind in message.media]


def membership(chat: Chat, by: User, user: User, old: str, new: str) -> Json:
    """A ChatMemberUpdated object."""
    return {
        "chat": chat.json,
        "from": by.json,
        "date": int(chat.world.now),
        "old_chat_member": member_json(user, old),
        "new_chat_member": member_json(user, new),
    }
