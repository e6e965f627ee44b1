import { StoreError } from "../core/index.js";
import type { AwsCredentials, S3Config } from "./config.js";
import { loadAwsSdk } from "./load-aws-sdk.js";

/** Where signed requests get their keys: the configuration, the environment, else the AWS SDK's chain of providers. */
export function credentialsProvider(config: S3Config, region: string): () => Promise<AwsCredentials> {
  const { credentials } = config;
  if (credentials !== undefined) return async () => credentials;
  const accessKeyId = process.env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = process.env["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = process.env["AWS_SESSION_TOKEN"];
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return async () => ({ accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) });
  return chain(region);
}

/** One chain per region for all stores: it keeps credentials and renews them before they end. */
const chains = new Map<string, Promise<() => Promise<AwsCredentials>>>();

function chain(region: string): () => Promise<AwsCredentials> {
  return async () => {
    // Profiles, SSO and instance roles: the SDK knows them, and is loaded only when they are needed.
    const provider = chains.get(region) ?? load(region);
    chains.set(region, provider);
    try {
      return await (await provider)();
    } catch (cause) {
      throw new StoreError({
        what: "no AWS credentials",
        where: "s3",
        hint: 'Set vfs.s3.no_sign_request to "true" for public buckets, or give vfs.s3.aws_access_key_id and vfs.s3.aws_secret_access_key',
        cause,
      });
    }
  };
}

async function load(region: string): Promise<() => Promise<AwsCredentials>> {
  const { S3Client } = await loadAwsSdk();
  const client = new S3Client({ region });
  return async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  };
}
