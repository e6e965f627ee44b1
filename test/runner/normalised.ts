type Json = Record<string, unknown>;

/** The notebook without what differs between any two runs: ids, times, addresses; neighbouring streams joined. */
export function normalisedNotebook(given: string): unknown {
  // Numbers as text: 1 and 1.0 are not the same here.
  const text = given
    .replaceAll(/^( *)(-?[0-9][0-9.e+-]*)(,?)$/gm, '$1"$2"$3')
    .replaceAll(/(?<=[ :])(NaN|-?Infinity)(?=[,\n])/g, '"$1"');
  const notebook = JSON.parse(
    text
      .replaceAll(/0x[0-9a-f]{6,}/g, "0x…")
      .replaceAll(/ipykernel_\d+\/\d+/g, "…")
      .replaceAll(/(CPU times|Wall time): [^\\]*/g, "$1"),
  ) as Json;
  for (const cell of notebook["cells"] as Json[]) {
    delete cell["id"];
    withoutTimes(cell["metadata"] as Json);
    if (Array.isArray(cell["outputs"])) cell["outputs"] = joinStreams(cell["outputs"] as Json[]);
  }
  withoutTimes(notebook["metadata"] as Json);
  return notebook;
}

/** A text as it is, a notebook without what differs between runs. */
export function normalisedText(text: string): string {
  try {
    return JSON.stringify(normalisedNotebook(text), undefined, 1);
  } catch {
    return text;
  }
}

function withoutTimes(metadata: Json): void {
  const papermill = metadata["papermill"] as Json | undefined;
  for (const key of ["start_time", "end_time", "duration"]) {
    if (typeof papermill?.[key] === "string" || typeof papermill?.[key] === "number") papermill[key] = "…";
  }
  const execution = metadata["execution"] as Json | undefined;
  for (const key of Object.keys(execution ?? {})) execution![key] = "…";
}

function joinStreams(outputs: Json[]): Json[] {
  const joined: Json[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output["output_type"] !== "stream") joined.push(output);
    else if (last?.["output_type"] === "stream" && last["name"] === output["name"])
      last["text"] += (output["text"] as string[]).join("");
    else joined.push({ ...output, text: (output["text"] as string[]).join("") });
  }
  return joined;
}
