import { dirname, resolve } from "node:path";
import { notebookLanguage } from "../../runner/index.js";
import type { ResolvedOptions } from "../options.js";
import type { CheckUnit } from "../plan/check-units.js";
import { boundedId, boundedReason, boundedSource } from "../run/bounded-text.js";
import { failedUnit, unchecked } from "../run/check-run.js";
import { hasFailed } from "../run/has-failed.js";
import { type PreparedUnit, prepareUnit, type UnitCell } from "../run/prepare-unit.js";
import type { CellVerdict, NotebookVerdict } from "../types.js";
import { followUp } from "./follow-up.js";
import { type CellFinding, type CellTypes, TypeChecker } from "./type-checker.js";

/**
 * Type-checks the TypeScript cells of all notebooks, and their parameter files against what the notebooks declare, without
 * a kernel. Notebooks in other languages are skipped. The notebooks of one folder share a compiler.
 */
export async function checkTypes(units: readonly CheckUnit[], options: ResolvedOptions): Promise<NotebookVerdict[]> {
  const folders = groupByFolder(units);
  const verdicts = new Map<CheckUnit, NotebookVerdict>();
  const queue = [...folders];
  let stopped = false;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [folder, members] = next;
      let checker: TypeChecker | undefined;
      // Only TypeScript needs one; where it cannot start, the notebook's verdict says so.
      const needed = (): TypeChecker => (checker ??= new TypeChecker(folder, options.signal));
      try {
        for (const unit of members) {
          if (stopped || options.signal?.aborted) break;
          const verdict = await checkUnitTypes(unit, needed, options);
          verdicts.set(unit, verdict);
          options.onVerdict?.(verdict);
          if (options.bail && hasFailed(verdict)) stopped = true;
        }
      } finally {
        checker?.close();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, folders.size) }, work));
  const interrupted = options.signal?.aborted ?? false;
  return units.map((unit) => verdicts.get(unit) ?? unchecked(unit, interrupted));
}

function groupByFolder(units: readonly CheckUnit[]): Map<string, CheckUnit[]> {
  const folders = new Map<string, CheckUnit[]>();
  for (const unit of units) {
    const folder = dirname(resolve(unit.path));
    folders.set(folder, [...(folders.get(folder) ?? []), unit]);
  }
  return folders;
}

async function checkUnitTypes(
  unit: CheckUnit,
  checker: () => TypeChecker,
  options: ResolvedOptions,
): Promise<NotebookVerdict> {
  const start = performance.now();
  try {
    let refused: unknown;
    const prepared = await prepareUnit(unit, options, undefined).catch((error: unknown) => {
      if (unit.parameterFiles.length === 0) throw error;
      // What is wrong with parameters must not hide what is wrong with the cells.
      refused = error;
      return prepareUnit({ ...unit, parameterFiles: [] }, options, undefined);
    });
    const cells = prepared.cells.filter(({ plan }) => plan.skip === undefined && !plan.mayRaise);
    const typescript = isTypeScript(prepared);
    const found = typescript ? await checker().check(cells.map(({ cell }) => cell.source)) : [];
    const types = new Map<UnitCell, CellTypes>(cells.map((cell, i) => [cell, found[i] ?? NOTHING]));
    const verdicts = prepared.cells.map((cell) => verdictOf(cell, types, prepared, typescript));
    const injected = prepared.cells.find(({ fileIndex }) => fileIndex === undefined);
    const wrong = injected === undefined ? [] : (types.get(injected)?.findings ?? []);
    return {
      path: unit.path,
      ...(unit.parametersFile === undefined ? {} : { parametersFile: unit.parametersFile }),
      cells: verdicts.flatMap((verdict) => verdict ?? []).map((verdict, i) => ({ ...verdict, number: i + 1 })),
      ...(refused === undefined ? {} : { error: failedUnit(unit, refused, start).error as string }),
      ...(wrong.length === 0 ? {} : { error: `the parameters do not fit: ${wrong.map(findingText).join("\n")}` }),
      durationSeconds: (performance.now() - start) / 1000,
    };
  } catch (error) {
    return failedUnit(unit, error, start);
  }
}

const NOTHING: CellTypes = { findings: [], declares: [] };

function isTypeScript(prepared: PreparedUnit): boolean {
  try {
    return notebookLanguage(prepared.document.notebook, undefined, prepared.unit.path).toLowerCase() === "typescript";
  } catch {
    return false; // it names no language: certainly not ours
  }
}

function verdictOf(
  cell: UnitCell,
  types: ReadonlyMap<UnitCell, CellTypes>,
  prepared: PreparedUnit,
  typescript: boolean,
): CellVerdict | undefined {
  if (cell.fileIndex === undefined) return undefined;
  const place = prepared.document.places.at(cell.fileIndex);
  const found = types.get(cell);
  const base = {
    index: cell.fileIndex,
    number: 0,
    id: boundedId(cell.cell["id"]),
    differences: [],
    warnings: cell.plan.warnings.map(boundedReason),
    durationSeconds: 0,
    attempts: 1,
    line: place?.line ?? 1,
    reportLine: place?.sourceLine ?? 1,
    source: boundedSource(cell.cell.source),
  };
  if (!typescript) return { ...base, status: "skipped", reason: "no TypeScript" };
  if (found === undefined)
    return { ...base, status: "skipped", reason: boundedReason(cell.plan.skip ?? "marked to raise an exception") };
  if (found.findings.length === 0) return { ...base, status: "passed" };
  const cause = followUp(found.findings, causesBefore(cell, types));
  if (cause !== undefined)
    return { ...base, status: "not-run", reason: `needs ${cause}, which a cell before that has errors declares` };
  const line = place?.codeLine(found.findings[0]?.line ?? 1) ?? 1;
  return {
    ...base,
    reportLine: line,
    status: "failed",
    reason: boundedReason(found.findings.map(findingText).join("\n")),
  };
}

/** Names that cells before this one declare, but cannot give to others because they have errors themselves. */
function causesBefore(cell: UnitCell, types: ReadonlyMap<UnitCell, CellTypes>): Set<string> {
  const names = new Set<string>();
  for (const [other, found] of types) {
    if (other === cell) break;
    for (const name of found.declares) {
      if (found.findings.length > 0) names.add(name);
      else names.delete(name);
    }
  }
  return names;
}

function findingText(finding: CellFinding): string {
  const place = `${finding.file === undefined ? "" : `${finding.file}:`}${finding.line}:${finding.character}`;
  return `${place} ${finding.code === 0 ? "" : `TS${finding.code}: `}${finding.message}`;
}
