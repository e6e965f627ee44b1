import type { CodeCell } from "../../nbformat/index.js";
import { cut, EXCERPT_LENGTH } from "../compare/excerpt.js";
import { compareOutputs } from "../compare/index.js";
import { hasNone, type ModeRule } from "../modes/mode-rule.js";
import { cellOutputs } from "../notebook/cell-outputs.js";
import type { CellStatus, Difference } from "../types.js";
import type { CellPlan } from "./cell-plan.js";
import type { CellRun } from "./run-cells.js";

/** What the check says about one run of a cell. */
export interface Judgement {
  readonly status: CellStatus;
  readonly reason?: string;
  readonly traceback?: readonly string[];
  readonly differences: readonly Difference[];
}

/** Compares a cell's run with what the file has; the rules are nbval's, see docs/check-differences.md for the others. */
export async function judgeCell(stored: CodeCell, run: CellRun, plan: CellPlan, mode: ModeRule): Promise<Judgement> {
  const ended = judgeEnd(run, plan);
  if (ended !== undefined) return ended;
  const replaces = mode.replaces(stored, run);
  const unrun = stored.execution_count === null;
  // A file that has outputs of a cell that was not run is in no state that any run could have left.
  const leftover = unrun && !hasNone(cellOutputs(stored)) ? [unrunWithOutputs(stored)] : [];
  if (unrun && !replaces) return leftover.length > 0 ? failed(leftover) : passed();
  if (!(plan.check ?? mode.comparesUnmarked))
    return leftover.length > 0 ? { status: "updated", differences: leftover } : passed();
  const differences = await compareOutputs(cellOutputs(stored), run.outputs, plan.rules, { hints: true });
  if (differences.length > 0) return { status: replaces ? "updated" : "failed", differences };
  // Run now and equal: the file only lacks the count. Without one, later checks would not compare the cell.
  if (!unrun) return passed();
  if (run.executionCount === null) return leftover.length > 0 ? failed(leftover) : passed();
  return { status: "updated", reason: "only the execution count was missing", differences };
}

function passed(): Judgement {
  return { status: "passed", differences: [] };
}

function failed(differences: readonly Difference[]): Judgement {
  return { status: "failed", differences };
}

/** The judgement of a cell that was skipped, not run, or did not end as it should; `undefined` for all others. */
function judgeEnd(run: CellRun, plan: CellPlan): Judgement | undefined {
  const { end } = run;
  switch (end.kind) {
    case "ok":
      return undefined;
    case "error": {
      if (plan.mayRaise) return undefined;
      const reason = `${end.ename}${end.evalue === "" ? "" : `: ${end.evalue}`}`;
      return { status: "failed", reason, traceback: end.traceback, differences: [] };
    }
    case "skipped":
      return { status: "skipped", reason: end.reason, differences: [] };
    case "not-run":
      return { status: "not-run", reason: end.reason, differences: [] };
    case "timed-out":
      return {
        status: "failed",
        reason: `the cell did not end within ${end.seconds} s: allow more with ${plan.hasOwnTimeout ? "" : "--cell-timeout, or "}timeoutSeconds in its metadata`,
        differences: [],
      };
    case "too-much-output":
      return {
        status: "failed",
        reason: `the cell showed more than ${end.megabytes} MB: have it show less, or allow more with --max-output`,
        differences: [],
      };
    case "unreadable": {
      const what = end.count === 1 ? "a message" : `${end.count} messages`;
      return { status: "failed", reason: `${what} of the kernel could not be read: ${end.why}`, differences: [] };
    }
    default:
      return { status: "failed", reason: `the kernel died (${end.how})`, differences: [] };
  }
}

function unrunWithOutputs(stored: CodeCell): Difference {
  return {
    key: "outputs",
    message: "the file has outputs of a cell that was not run (its execution count is null)",
    stored: outputTypes(stored),
    got: "",
  };
}

/** The types of the first outputs. */
function outputTypes(stored: CodeCell): string {
  const types: string[] = [];
  for (const { output_type } of cellOutputs(stored)) {
    if (types.length === MAX_LISTED_TYPES) return `${types.join(", ")}, …`;
    types.push(cut(output_type, EXCERPT_LENGTH));
  }
  return types.join(", ");
}

const MAX_LISTED_TYPES = 20;
