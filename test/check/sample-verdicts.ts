import { PNG } from "pngjs";
import type { CellVerdict, NotebookVerdict } from "../../src/check/index.js";

/** A cell that passed, with whatever is different. */
export function cellVerdict(number: number, more: Partial<CellVerdict> = {}): CellVerdict {
  return {
    index: number - 1,
    number,
    id: `c${number}`,
    status: "passed",
    differences: [],
    warnings: [],
    durationSeconds: 0.25,
    attempts: 1,
    line: number * 10,
    reportLine: number * 10,
    source: `cell(${number})`,
    ...more,
  };
}

/** A picture with a filled rectangle, as PNG. */
export function picture(left: number, color: readonly [number, number, number]): Uint8Array {
  const image = new PNG({ width: 240, height: 120 });
  image.data.fill(255);
  for (let y = 30; y < 90; y++)
    for (let x = left; x < left + 80; x++) image.data.set([...color, 255], (y * image.width + x) * 4);
  return PNG.sync.write(image);
}

/** One of everything a report has to show, with texts that try to break out of it. */
export const VERDICTS: readonly NotebookVerdict[] = [
  {
    path: "notebooks/good.ipynb",
    cells: [cellVerdict(1), cellVerdict(2, { status: "skipped", reason: "tag skip-execution" })],
    durationSeconds: 1.5,
  },
  {
    path: "notebooks/a & b <c>.ipynb",
    parametersFile: "params/lung.yaml",
    cells: [
      cellVerdict(1, {
        status: "failed",
        differences: [
          {
            key: "stdout",
            where: "line 3",
            message: "1.5 became 1.7",
            stored: "mean 1.5\nsame",
            got: "mean 1.7\nsame",
          },
          { key: "text/html", message: "differs", stored: "<b>x</b>", got: "<script>alert(1)</script>\u001b[31mred" },
        ],
      }),
      cellVerdict(2, {
        status: "failed",
        reason: "ValueError: 100% of a|b, `c` ]]>",
        traceback: ["Traceback", "\u001b[0;31mValueError\u001b[0m: 100% of a|b, `c` ]]>"],
      }),
      cellVerdict(3, { status: "not-run", reason: "Cell 2 timed out" }),
      cellVerdict(4, { attempts: 2, warnings: ["flaky: passed after 2 attempts; attempt 1: stdout: differs"] }),
    ],
    durationSeconds: 12.25,
  },
  {
    path: "notebooks/broken.ipynb",
    cells: [],
    error: "notebooks/broken.ipynb: the notebook does not appear to be JSON",
    durationSeconds: 0,
  },
];

/** The same with a picture that moved and changed its colour. */
export function withPictures(): NotebookVerdict[] {
  const difference = {
    key: "image/png",
    where: "pixels 40,30 to 159,89",
    message: "4,800 of 28,800 pixels differ (16.7 %), allowed 0",
    stored: "240 × 120 PNG",
    got: "240 × 120 PNG",
    pictures: {
      stored: picture(40, [31, 119, 180]),
      got: picture(80, [214, 39, 40]),
      difference: picture(40, [255, 0, 0]),
    },
  };
  return [
    ...VERDICTS,
    {
      path: "notebooks/figure.ipynb",
      cells: [cellVerdict(1), cellVerdict(2, { status: "failed", differences: [difference] })],
      durationSeconds: 3,
    },
  ];
}
