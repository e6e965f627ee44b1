import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readNotebook, writeNotebook } from "../../src/nbformat/index.js";
import { executeNotebook } from "../../src/runner/index.js";
import { type S3Server, startS3Server } from "../system/s3-server.js";
import { makeNotebook } from "./make-notebook.js";

let server: S3Server;
let client: S3Client;
beforeAll(async () => {
  server = await startS3Server();
  const { endpoint, accessKeyId, secretAccessKey } = server;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
  client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: "private" }));
  const text = writeNotebook(makeNotebook("python3", [{ source: "a = 1", tags: ["parameters"] }, "a é"]));
  await client.send(new PutObjectCommand({ Bucket: "private", Key: "in put/é.ipynb", Body: text }));
});
afterAll(async () => {
  client?.destroy();
  await server?.close();
});

it.each(["BOTO3_ENDPOINT_URL", "AWS_ENDPOINT_URL"])(
  "notebooks on S3 are read and written, server by %s",
  async (name) => {
    process.env[name] = server.endpoint;
    try {
      const output = `s3://private/out/${name}-{a}.ipynb`;
      await executeNotebook("s3://private/in put/é.ipynb", output, { prepareOnly: true, parameters: { a: 7 } });
      const object = await client.send(new GetObjectCommand({ Bucket: "private", Key: `out/${name}-7.ipynb` }));
      const saved = readNotebook(await object.Body!.transformToString());
      expect(saved.cells.map((cell) => cell.source)).toEqual(["a = 1", "# Parameters\na = 7\n", "a é"]);
      const missing = executeNotebook("s3://private/none.ipynb", null, { prepareOnly: true });
      await expect(missing).rejects.toMatchObject({ tag: "NotFoundError" });
      // Were a kernel looked for first, that it does not exist would be the error.
      for (const path of ["s3://private", "s3://private/", "s3://private/folder/"]) {
        const noKey = executeNotebook(makeNotebook("none-such", ["1"]), path, { progressBar: false });
        await expect(noKey).rejects.toMatchObject({ tag: "StoreError", details: { where: path } });
      }
      process.env["AWS_SECRET_ACCESS_KEY"] = "wrong";
      const refused = executeNotebook(makeNotebook("python3", ["1"]), "s3://private/x.ipynb", { prepareOnly: true });
      await expect(refused).rejects.toMatchObject({ tag: "StoreError" });
    } finally {
      delete process.env[name];
      process.env["AWS_SECRET_ACCESS_KEY"] = server.secretAccessKey;
    }
  },
);
