import type ts from "typescript";

/** TS7016 "could not find a declaration file": a package without types is `any`, as it is in Node. */
const UNTYPED_PACKAGE = 7016;

/** TS6059 "file is not under 'rootDir'": tslab's root is the notebook's folder, and cells import what lies beside it, too. */
const OUTSIDE_ROOT = 6059;

const IRRELEVANT: ReadonlySet<number> = new Set([UNTYPED_PACKAGE, OUTSIDE_ROOT]);

/** Findings that keep a cell from running. */
export function relevantDiagnostics(diagnostics: readonly ts.Diagnostic[]): ts.Diagnostic[] {
  return diagnostics.filter(({ code }) => !IRRELEVANT.has(code));
}

/**
 * True for the errors of declaration emit (TS4000 to TS4130, for example TS4023 and TS4094) and for TS2527, TS2742,
 * TS2883, TS7056: the value is fine, only its type cannot be written down for later cells.
 */
export function isDeclarationRefusal(diagnostic: ts.Diagnostic): boolean {
  const { code } = diagnostic;
  return (code >= 4000 && code <= 4130) || [2527, 2742, 2883, 5088, 7056].includes(code);
}

/** TS4094, a private member of an anonymous class: its declaration only leaves the member out, nobody misses it. */
const PRIVATE_MEMBER = 4094;

/** The refusals after which later cells may know less of a type. */
export function lossyRefusals(refusals: readonly ts.Diagnostic[]): readonly ts.Diagnostic[] {
  return refusals.filter((refusal) => refusal.code !== PRIVATE_MEMBER);
}
