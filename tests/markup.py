"""A page as a browser reads it: by the parsing rules of HTML, searched with Beautiful Soup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from selectolax.lexbor import LexborHTMLParser, LexborNode


class _Lexbor(HTMLTreeBuilder):
    """Lexbor's tree as Beautiful Soup's. What waits in a template is not on the page: left out."""

    NAME = "lexbor"

    def prepare_markup(self, markup: Any, *_: Any, **__: Any) -> Iterator[Any]:
        """Text, as it is."""
        yield markup, None, None, False

    def feed(self, markup: Any) -> None:
        """Hands the tree on."""
        root = LexborHTMLParser(markup).root
        assert root is not None
        self._hand_on(root)

    def _hand_on(self, node: LexborNode) -> None:
        soup: Any = self.soup
        name = node.tag or ""
        if name == "-text":
            soup.handle_data(node.text_content or "")
        elif name[0] not in "-_!":
            soup.handle_starttag(name, None, None, {k: v or "" for k, v in node.attributes.items()})
            child = node.child
            while child is not None:
                self._hand_on(child)
                child = child.next
            soup.handle_endtag(name)


def read(text: str) -> BeautifulSoup:
    """The page, or the part of one."""
    return BeautifulSoup(text, builder=_Lexbor())
