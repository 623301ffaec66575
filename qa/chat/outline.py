"""The outline of the report beside the conversation: its sections as a tree."""

from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from knowledge.model import Report, Section, section_path
from qa.render import one_line
from qa.say import say

# More sections under one are not listed: a report with so many has another trouble, and the screen must not wait.
_MOST = 500


class Outline(Tree[int]):
    """Shows the sections; the number of one is its ordinal. Those below one are put in when it is opened."""

    def __init__(self) -> None:
        super().__init__(Text(), id="outline")
        self.show_root = False
        self.show_guides = False
        self.guide_depth = 2
        self._below: dict[int, list[Section]] = {}
        self._shown: dict[int, TreeNode[int]] = {}
        self._sections: tuple[Section, ...] = ()

    def fill(self, report: Report) -> None:
        """Show the sections of a report, those at the top."""
        self.clear()
        self._sections = report.sections
        self._below, self._shown = {}, {0: self.root}
        for section in report.sections[1:]:
            self._below.setdefault(section.parent or 0, []).append(section)
        self._open(self.root, 0)
        self.display = bool(self._below)

    def reach(self, ordinal: int) -> None:
        """Open the path to a section and put the cursor on it."""
        path = [section.ordinal for section in section_path(self._sections, ordinal)]
        for above in path[:-1]:
            if above in self._shown:
                self._open(self._shown[above], above)
                self._shown[above].expand()
        node = self._shown.get(ordinal)
        if node is not None and node is not self.root:
            # The lines are known once the tree is drawn anew.
            self.call_after_refresh(self.move_cursor, node)
            self.call_after_refresh(self.scroll_to_node, node, animate=False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of rows; Textual's own is known only after they were drawn once."""
        return _rows(self.root)

    def on_tree_node_expanded(self, event: "Tree.NodeExpanded[int]") -> None:
        """Put in what is below a section."""
        if event.node.data is not None:
            self._open(event.node, event.node.data)

    def _open(self, node: TreeNode[int], ordinal: int) -> None:
        if node.children:
            return
        below = self._below.get(ordinal, [])
        for section in below[:_MOST]:
            label = Text(one_line(f"{section.label}{section.title}"))
            inside = section.ordinal in self._below
            self._shown[section.ordinal] = node.add(label, section.ordinal, allow_expand=inside)
        if len(below) > _MOST:
            left = len(below) - _MOST
            node.add_leaf(Text(say(f"…还有 {left} 节", f"… {left} more"), Style(dim=True)))


def _rows(node: TreeNode[int]) -> int:
    return sum(1 + (_rows(child) if child.is_expanded else 0) for child in node.children)
