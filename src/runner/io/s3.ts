import { NotFoundError, StoreError } from "../../core/index.js";
import { openStore } from "../../io/index.js";
import { loadAwsSdk } from "../../io/load-aws-sdk.js";
import type { NotebookHandler, NotebookIoOptions } from "./handler.js";
import type { SentText } from "./sent-text.js";
import { serverWriting } from "./server-output.js";

/**
 * `s3://bucket/key`, with AWS's credentials and region from the environment and its files. Another server is named by
 * `BOTO3_ENDPOINT_URL` (papermill's word), `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`.
 */
export const s3Handler: NotebookHandler = {
  async read(path, options) {
    const { bucket, folder, name } = parse(path);
    const endpoint = endpointUrl();
    const store = await openStore(
      `s3://${bucket}${folder}`,
      endpoint === undefined ? {} : { "vfs.s3.endpoint_override": endpoint, "vfs.s3.use_virtual_addressing": "false" },
    );
    const bytes = await store.get(name, options.signal === undefined ? {} : { signal: options.signal });
    if (bytes === undefined) throw new NotFoundError({ what: "there is no such object", where: path });
    return bytes;
  },

  ...serverWriting(send, { sendsWhole: true }),

  checkWritable: async (path) => void parse(path),
};

async function send(path: string, body: SentText, options: NotebookIoOptions): Promise<void> {
  const { bucket, folder, name } = parse(path);
  const { PutObjectCommand, S3Client } = await loadAwsSdk();
  const endpoint = endpointUrl();
  const client = new S3Client({
    region: process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? "us-east-1",
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  try {
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: folder === "" ? name : `${folder.slice(1)}/${name}`,
      // Signed and sent as one: not all servers take what comes in pieces.
      Body: await body.bytes(),
      // As papermill writes: the owner of the bucket may read what others put there.
      ACL: "bucket-owner-full-control",
    });
    await client.send(put, options.signal === undefined ? {} : { abortSignal: options.signal });
  } catch (cause) {
    const got = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new StoreError({ what: "the object cannot be written", where: path, got, cause });
  } finally {
    client.destroy();
  }
}

function endpointUrl(): string | undefined {
  const { BOTO3_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  return BOTO3_ENDPOINT_URL || AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || undefined;
}

/** The bucket, the folder with a slash before it (or nothing), and the last part of the key. */
function parse(path: string): { bucket: string; folder: string; name: string } {
  const match = /^s3:\/\/([^/]+)(\/.*)?\/([^/]+)$/.exec(path);
  if (match === null)
    throw new StoreError({ what: "not the address of an object", where: path, expected: "s3://bucket/key" });
  return { bucket: match[1] as string, folder: match[2] ?? "", name: match[3] as string };
}
