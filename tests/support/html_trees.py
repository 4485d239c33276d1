"""HTML as trees that can be compared: attributes and classes in any order, text with its spaces joined."""

from html.parser import HTMLParser
from typing import Any


class Tree(HTMLParser):
    """HTML as nested lists; fails on tags that do not close."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Any] = ["root", {}, []]
        self.stack = [self.root]
        self.feed(html)
        self.close()
        assert len(self.stack) == 1, f"unclosed {self.stack[-1][0]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: sorted((value or "").split()) if name == "class" else value for name, value in attrs}
        node = [tag, found, []]
        self.stack[-1][2].append(node)
        if tag not in self.VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        assert self.stack[-1][0] == tag, f"</{tag}> closes <{self.stack[-1][0]}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        children = self.stack[-1][2]
        if children and isinstance(children[-1], str):
            data = children.pop() + data
        children.append(data)


def tree(html: str) -> Any:
    return _tidy(Tree(html).root)


def _tidy(node: list[Any]) -> Any:
    children = []
    for child in node[2]:
        if not isinstance(child, str):
            children.append(_tidy(child))
        elif child.strip():
            children.append(" ".join(f"x{child}x".split())[1:-1])
    if children and isinstance(children[0], str):
        children[0] = children[0].lstrip()
    if children and isinstance(children[-1], str):
        children[-1] = children[-1].rstrip()
    return (node[0], tuple(sorted(node[1].items(), key=str)), tuple(children))
