import { OptionError } from "../../core/errors.js";
import type { Command } from "../command.js";
import { lastValue, namedArguments, type OptionSpec, parseArguments } from "../option-table.js";

const INFO_OPTIONS: readonly OptionSpec[] = [
  {
    key: "config",
    names: ["--config", "-c"],
    values: 1,
    placeholder: "KEY=VALUE",
    help: "TileDB configuration, such as vfs.s3.no_sign_request=true; repeatable.",
  },
  {
    key: "timestamp",
    names: ["--timestamp", "-t"],
    values: 1,
    placeholder: "TIME",
    help: "As of this time: ISO date or milliseconds since the epoch.",
  },
];

export const command: Command = {
  options: INFO_OPTIONS,
  notes: "URI is a folder, or a file://, s3:// or http(s):// address.",
  run: info,
};

async function info(args: readonly string[]): Promise<void> {
  const parsed = parseArguments(args, INFO_OPTIONS, "cellmill info");
  const [uri = ""] = namedArguments(parsed, ["URI"], "cellmill info");
  const timestamp = lastValue(parsed, "timestamp");
  if (uri.endsWith(".ipynb")) {
    throw new OptionError({ what: "a notebook", where: uri, hint: "cellmill inspect shows its parameters." });
  }
  const { describeUri } = await import("../../soma/index.js");
  const text = await describeUri(uri, {
    tiledbConfig: Object.fromEntries((parsed.uses.get("config") ?? []).map(([text = ""]) => keyValue(text))),
    ...(timestamp === undefined ? {} : { timestamp: parseTime(timestamp) }),
  });
  process.stdout.write(`${text}\n`);
}

function keyValue(text: string): [key: string, value: string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new OptionError({ what: "option --config", expected: "key=value", got: JSON.stringify(text) });
}

function parseTime(text: string): number {
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new OptionError({
    what: "option --timestamp",
    expected: "an ISO date or milliseconds since the epoch",
    got: JSON.stringify(text),
  });
}
