"""A conversation as data: what was asked, what came back, and what the next question may leave out."""

from dataclasses import dataclass, field

from qa.model import Reply


@dataclass
class Talk:
    """`asked` is what the next question is a follow-up to; `replies` all that came back, for copying and export."""

    asked: list[str] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)

    def heard(self, question: str, reply: Reply) -> None:
        """Take note of a question and its reply: its places and years are what the next one may leave out."""
        self.asked.append(question)
        self.replies.append(reply)
        if reply.query:  # 谢谢 asks nothing, and changes nothing
            scope = reply.query.scope
            self.topics = [*scope.places, *(f"{year}年" for year in scope.years)]

    def drop(self, topic: str) -> None:
        """Let no follow-up carry over a place or a year."""
        from qa.conversation import without  # not before the screen is there

        self.asked = without(self.asked, topic.removesuffix("年"))
        self.topics.remove(topic)

    def begin(self) -> None:
        """Begin a new conversation."""
        self.asked.clear()
        self.replies.clear()
        self.topics.clear()
