import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeUri, Experiment } from "../../src/soma/index.js";
import { type S3Server, startS3Server } from "../system/s3-server.js";
import { answers, sha256, unpackExperiment } from "./golden-experiment.js";

const root = unpackExperiment();
let server: S3Server;
let tiledbConfig: Record<string, string>;

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

beforeAll(async () => {
  server = await startS3Server();
  const client = new S3Client({
    region: "us-east-1",
    endpoint: server.endpoint,
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
  });
  await client.send(new CreateBucketCommand({ Bucket: "public" }));
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (!statSync(join(root, path)).isFile()) continue;
    const Body = readFileSync(join(root, path));
    await client.send(new PutObjectCommand({ Bucket: "public", Key: `atlas/experiment/${path}`, Body }));
  }
  client.destroy();
  tiledbConfig = {
    "vfs.s3.endpoint_override": server.endpoint,
    "vfs.s3.use_virtual_addressing": "false",
    "vfs.s3.region": "us-east-1",
    "vfs.s3.no_sign_request": "true",
  };
}, 120_000);
afterAll(() => server?.close());

const URI = "s3://public/atlas/experiment";

describe("an experiment on S3, anonymous", () => {
  it("opens, counts, loads tables and reads X, in the stripe reader's own connection too", async () => {
    const experiment = await Experiment.open(URI, { tiledbConfig });
    expect(experiment.toString().replaceAll(URI, "URI")).toBe(answers.repr);
    const answer = answers.queries[2]!;
    const query = experiment.axisQuery("RNA", {
      obsQuery: { valueFilter: answer.obs! },
      varQuery: { valueFilter: answer.var! },
    });
    expect([await query.nObs(), await query.nVars()]).toEqual(answer.shape);
    const adata = await query.toAnnData("raw");
    const csr = await adata.X.toCsr();
    expect([sha256(csr.indptr), sha256(csr.indices), sha256(csr.data)]).toEqual([
      answer.indptr,
      answer.indices,
      answer.data,
    ]);
    expect(await describeUri(`${URI}/obs`, { tiledbConfig })).toContain("DataFrame, 300 rows × 15 columns");
  });

  it("says that nothing is there, and which key of the configuration is unknown", async () => {
    await expect(Experiment.open(`${URI}/nope`, { tiledbConfig })).rejects.toThrow(/nope.*Check the URI/);
    const wrong = { ...tiledbConfig, "vfs.s3.regoin": "x" };
    await expect(Experiment.open(URI, { tiledbConfig: wrong })).rejects.toThrow(/vfs\.s3\.region/);
  });
});
