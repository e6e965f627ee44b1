import fc from "fast-check";

type Text = fc.Arbitrary<string>;

const oneOf = (...texts: string[]): Text => fc.constantFrom(...texts);
const joined = (...parts: (Text | string)[]): Text =>
  fc.tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part))).map((all) => all.join(""));

const NAME = oneOf("a", "b", "max_iter", "_x", "n1", "π", "Config", "match", "type", "print");
const NUMBER = oneOf("1", "-2", "0.5", "1e-3", "1_000", "0x1f", "True", "None", "3j");

/** Cells that one regular expression per line reads as Python does. */
export const PLAIN_CELL: Text = (() => {
  const value = fc.oneof(
    NUMBER,
    oneOf("'x'", '"y z"', "[]", "f(1)", "[1, 2]", "{'k': 1}", "[1,\n  2]", "(\n 1,  # c\n 2)"),
  );
  const annotation = oneOf("", "", ": int", ": List[int]", ": Dict[str, int]", ": 'int'", ':"str"', " : float");
  const help = oneOf("", "", "  # help", "# h", "  # type: int", "  # type: float the count", "\t# it's  ");
  const line = fc.oneof(
    { weight: 6, arbitrary: joined(NAME, annotation, oneOf(" = ", "=", "\t= "), value, help) },
    { weight: 1, arbitrary: oneOf("# comment", "", "   ", "a, b = 1, 2", "a += 1", "a.b = 1", "a[0] = 1") },
  );
  return joinedLines(line);
})();

/** Cells with all that Python has: texts of every kind, brackets, calls, several signs, blocks, statements on one line. */
export const ANY_CELL: Text = (() => {
  const texts = ["'a # b'", '"k=v"', "'it\\'s'", '"say \\"#\\""', "r'\\d+#'", "b'#'", "f'{a}#{b!r}'", 'f"{x:>{w}}"'];
  const more = ["'''t # =\n s'''", '"""l1\nb = 2\nl3"""', "''", "'p' \\\n 'q'", "f'{d[\"k\"]}'", "'é😀'"];
  const gap = oneOf("", " ", "\n", "\n  ", "  # c\n ", "# c = d\n");
  const { value } = fc.letrec<{ value: string }>((tie) => {
    const inner = tie("value") as Text;
    return {
      value: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        fc.oneof(NUMBER, oneOf(...texts, ...more)),
        joined("[", gap, inner, gap, ",", gap, inner, gap, "]"),
        joined("{", gap, "'#'", ": ", inner, gap, "}"),
        joined("dict(k=", inner, ",", gap, "m=", inner, ")"),
        joined("(", inner, gap, "if c else ", inner, ")"),
        joined(NUMBER, oneOf(" + ", " % ", " <= ", " == ", " \\\n or "), NUMBER),
        joined("lambda q=", NUMBER, ": ", inner),
      ),
    };
  });
  const annotation = oneOf(
    "int",
    "'X | None'",
    "int | None",
    "Literal['a', 'b#c']",
    "np.ndarray",
    "Callable[[int], str]",
  );
  const help = oneOf(
    "",
    "",
    "  # help",
    "  # a = b",
    "  # type: Dict[str, int] map",
    "  # 'quoted # twice'",
    "\t# it's ",
  );
  const statement = fc.oneof(
    joined(NAME, oneOf(" = ", "=", "\t= "), value),
    joined(NAME, ": ", annotation, " = ", value),
    joined(NAME, " = ", NAME, " = ", value),
    joined(NAME, " = ", NUMBER, "; ", NAME, " = ", value),
    joined(NAME, ": ", annotation),
    joined(NAME, " = ", NUMBER, ";"),
    joined(NAME, oneOf(" += ", " |= ", " //= ", ", z = 1, ", ".z = ", "['k'] = "), NUMBER),
    joined("(", NAME, " := ", NUMBER, ")"),
  );
  const block = oneOf(
    "if x:\n    a = 1\n    b: int = 2",
    "if x: a = 1; b = 2",
    "def f(a=1):\n    z = 3\n    return z",
    "@d(k=1)\nclass K:\n    a = 1",
    "with o() as f:\n    d = 1",
    "try:\n    a = 1\nexcept E:\n    b = 1",
    "'''doc\na = 9\n'''",
    "print(a, b=2)",
  );
  return joinedLines(fc.oneof({ weight: 5, arbitrary: joined(statement, help) }, { weight: 1, arbitrary: block }));
})();

function joinedLines(line: Text): Text {
  const lines = fc.array(line, { minLength: 1, maxLength: 5 });
  return fc.tuple(lines, oneOf("\n", "\n", "\r\n"), oneOf("", "\n")).map(([all, end, last]) => {
    const cell = all.join("\n") + last;
    return cell.replaceAll("\n", end);
  });
}
