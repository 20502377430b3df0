"""Every error that a peer may see, for what lists them."""

from __future__ import annotations

from teahouse.model import entry_errors, errors, file_errors

__all__ = ["entry_errors", "file_errors", "tree"]


def tree(root: type[errors.TeahouseError] = errors.TeahouseError) -> list[type[errors.TeahouseError]]:
    """Every class of the tree, parents first, in the order of definition."""
    found = [root]
    for child in root.__subclasses__():
        found += tree(child)
    return found
