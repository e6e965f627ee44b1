import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { LocalCluster } from "cellmill/exec";
import { highlyVariableGenes, log1p, normalizeTotal, pca } from "cellmill/pp";
import { Experiment } from "cellmill/soma";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSample } from "../../src/sample/index.js";
import { type S3Server, startS3Server } from "../system/s3-server.js";

const FILTER = 'tissue_general == "liver" and is_primary_data == True';

// The SDK's warning about Node 20 must not reach the test's output.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

let server: S3Server;
let folder: string;
let config: Record<string, string>;

/** Every file below the folder, as keys of the bucket. */
async function upload(client: S3Client, bucket: string, prefix: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const Key = `${prefix}/${relative(folder, path)}`;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: await readFile(path) }));
  }
}

beforeAll(async () => {
  server = await startS3Server();
  folder = await mkdtemp(join(tmpdir(), "cellmill-s3-sample-"));
  await writeSample(folder, { cells: 5000, genes: 1500, seed: 2 });
  const { accessKeyId, secretAccessKey, endpoint } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  for (const bucket of ["public", "private"]) await client.send(new CreateBucketCommand({ Bucket: bucket }));
  await upload(client, "public", "atlas/homo_sapiens");
  await upload(client, "private", "atlas");
  client.destroy();
  const { host, protocol } = new URL(endpoint);
  config = {
    "vfs.s3.region": "us-east-1",
    "vfs.s3.endpoint_override": host,
    "vfs.s3.scheme": protocol.replace(":", ""),
    "vfs.s3.use_virtual_addressing": "false",
  };
});

afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("an experiment on a real S3 server", () => {
  it("gives anonymous readers the same X as the folder, and worker threads the same pipeline", async () => {
    const cluster = await LocalCluster.start({ nWorkers: 2 });
    try {
      const results = [];
      const anonymous = { tiledbConfig: { ...config, "vfs.s3.no_sign_request": "true" } };
      for (const [uri, options] of [[folder, {}] as const, ["s3://public/atlas/homo_sapiens", anonymous] as const]) {
        const experiment = await Experiment.open(uri, options);
        const query = experiment.axisQuery("RNA", { obsQuery: { valueFilter: FILTER } });
        const csr = await (await query.X("raw")).toCsr();
        const adata = await query.toAnnData("raw", { executor: cluster });
        normalizeTotal(adata);
        log1p(adata);
        await highlyVariableGenes(adata);
        await pca(adata, { nComps: 10 });
        const scores = (await adata.obsm.get("X_pca").compute()).data;
        results.push({ nObs: await query.nObs(), csr, scores });
      }
      expect(results[0]!.nObs).toBeGreaterThan(1000);
      expect(results[1]).toEqual(results[0]);
    } finally {
      await cluster.close();
    }
  });

  it("signs its requests when it has keys", async () => {
    const keys = {
      "vfs.s3.aws_access_key_id": server.accessKeyId,
      "vfs.s3.aws_secret_access_key": server.secretAccessKey,
    };
    const experiment = await Experiment.open("s3://private/atlas", { tiledbConfig: { ...config, ...keys } });
    expect(await experiment.axisQuery("RNA").nObs()).toBe(5000);
  });

  it("says what is refused when it has no right to read, and never names a key", async () => {
    const anonymous = { tiledbConfig: { ...config, "vfs.s3.no_sign_request": "true" } };
    await expect(Experiment.open("s3://private/atlas", anonymous)).rejects.toMatchObject({
      tag: "StoreError",
      message: expect.stringContaining("s3://private/atlas"),
    });
  });

  it("says that there is nothing at a URI that does not exist", async () => {
    const anonymous = { tiledbConfig: { ...config, "vfs.s3.no_sign_request": "true" } };
    await expect(Experiment.open("s3://public/nothing", anonymous)).rejects.toMatchObject({ tag: "NotFoundError" });
  });
});
