import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { KernelError } from "../core/errors.js";
import { makeTemporaryFolder } from "../core/temporary-folder.js";
import { readConnectionFile, writeConnectionFile } from "../jupyter/connection-file.js";
import { builtinKernelspec } from "../jupyter/kernelspecs.js";
import { reservePorts } from "../jupyter/reserved-ports.js";

/** Runs the kernel as a child in the foreground and resolves to its exit code. */
export async function startKernel(connectionFile: string | undefined): Promise<number> {
  const spec = builtinKernelspec();
  if (spec === undefined) throw new KernelError({ what: "the package cellmill-kernel is not installed" });
  const file = connectionFile ?? (await writeFreshConnectionFile());
  if (connectionFile === undefined) process.stdout.write(`To attach: jupyter console --existing ${file}\n`);
  else readConnectionFile(file); // an error here says more than the kernel's would
  const [node = process.execPath, ...args] = spec.argv.map((arg) => arg.replace("{connection_file}", file));
  const child = spawn(node, args, { stdio: "inherit" });
  // Ctrl-C reaches the kernel from the terminal by itself and interrupts the cell; this process waits for its end.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new KernelError({ what: "the kernel cannot be started", where: node, cause })),
    );
    child.once("exit", (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  if (connectionFile === undefined) rmSync(dirname(file), { recursive: true, force: true });
  return code;
}

async function writeFreshConnectionFile(): Promise<string> {
  // Kept until this process ends, as long as the kernel runs.
  const { ports } = await reservePorts();
  const file = join(makeTemporaryFolder(), "connection.json");
  writeConnectionFile(file, {
    transport: "tcp",
    ip: "127.0.0.1",
    ...ports,
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    kernel_name: "cellmill",
  });
  return file;
}
