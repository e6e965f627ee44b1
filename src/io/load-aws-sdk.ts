/** The AWS SDK's S3 client, loaded on first use: it is large, and most runs need no signed write and no AWS profile. */
export async function loadAwsSdk(): Promise<typeof import("@aws-sdk/client-s3")> {
  // The SDK warns about Node 20 on stderr unless told not to before a client is made.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return await import("@aws-sdk/client-s3");
}
