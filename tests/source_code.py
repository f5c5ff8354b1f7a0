"""The program's source, read once for all rules of the house."""

import ast
from collections import defaultdict
from functools import cache

KEPT = ast.Import | ast.ImportFrom | ast.Call | ast.Constant | ast.FunctionDef | ast.For | ast.comprehension | ast.Assign


@cache
def nodes(path):
    """The nodes of its syntax tree by their kind: imports, calls, functions …, also those inside functions."""
    found = defaultdict(list)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, KEPT):
            found[type(node)].append(node)
    return found
