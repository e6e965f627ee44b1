"""The parameters that a Python cell declares, read by Python's own parser: name, type, default, help."""

import ast
import io
import tokenize
import warnings

# Numbers that run into a keyword.
warnings.simplefilter("ignore", SyntaxWarning)


def declared_parameters(source):
    """None if the source is no Python. Between tokens the default has no space, so that line ends do not matter."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    lines = source.encode().splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    found = {}
    for statement in tree.body:
        names, annotation = _targets(statement)
        if not names:
            continue
        start = (statement.lineno, _column(lines, statement.lineno, statement.col_offset))
        end = (statement.end_lineno, _column(lines, statement.end_lineno, statement.end_col_offset))
        inside = [token for token in tokens if start <= token.start and token.end <= end]
        typed, text = _type_and_help(_comment_behind(tokens, end))
        default = "" if statement.value is None else _joined(inside[_last_sign(inside) + 1 :])
        for name in names:
            if statement.value is not None or name not in found:
                found[name] = [name, annotation or typed or "None", default, text]
    return list(found.values())


def _targets(statement):
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)], None
    if isinstance(statement, ast.AnnAssign) and statement.simple:
        quoted = isinstance(statement.annotation, ast.Constant) and isinstance(statement.annotation.value, str)
        return [statement.target.id], statement.annotation.value if quoted else ast.unparse(statement.annotation)
    return [], None


def _column(lines, line, offset):
    # The parser counts bytes, the tokenizer characters.
    return len(lines[line - 1][:offset].decode())


def _last_sign(tokens):
    """The index of the last sign of assignment; those of calls and of a lambda's defaults are none."""
    depth = lambdas = 0
    last = -1
    for index, token in enumerate(tokens):
        if token.string in ("(", "[", "{"):
            depth += 1
        elif token.string in (")", "]", "}"):
            depth -= 1
        elif depth == 0 and token.string == "lambda":
            lambdas += 1
        elif depth == 0 and token.string == ":" and lambdas:
            lambdas -= 1
        elif depth == 0 and token.string == "=" and not lambdas:
            last = index
    return last


def _joined(tokens):
    return "".join(token.string for token in tokens if token.type not in (tokenize.NL, tokenize.COMMENT))


def _comment_behind(tokens, end):
    for token in tokens:
        if token.start < end or token.string == ";":
            continue
        return token.string[1:].strip() if token.type == tokenize.COMMENT and token.start[0] == end[0] else ""
    return ""


def _type_and_help(comment):
    if not comment.startswith("type:"):
        return None, comment
    rest = comment.removeprefix("type:").lstrip()
    depth = 0
    for index, sign in enumerate(rest):
        depth += (sign in "[(") - (sign in "])")
        if sign.isspace() and depth == 0:
            return rest[:index], rest[index:].strip()
    return rest, ""
