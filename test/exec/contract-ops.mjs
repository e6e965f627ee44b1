// Ops of the executor contract; `core` is the built package's or the sources', as the test that uses them.
export function contractOps(core) {
  return {
    add: ({ a, b }) => a + b,
    fill: ({ values }) => {
      values.fill(7);
    },
    allocateShared: ({ length }) => shared(length),
    throwTagged: () => {
      throw new core.FormatError({ what: "tile", where: "a/b.tdb", expected: "4", got: "3" });
    },
    throwPlain: () => {
      throw new TypeError("boom");
    },
    returnFunction: () => () => 1,
    sleep: ({ ms }, { signal }) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
    spin: () => {
      for (;;);
    },
    exit: () => process.exit(3),
  };
}

function shared(length) {
  const values = new Float64Array(new SharedArrayBuffer(8 * length));
  for (let i = 0; i < length; i++) values[i] = i;
  return values;
}
