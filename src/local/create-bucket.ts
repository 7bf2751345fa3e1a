/** Creates a bucket of the embedded S3, which listens where the embedded SQS does. @throws Error it was not created. */
export async function createBucket(endpoint: string, name: string): Promise<void> {
  const response = await fetch(`${endpoint}/${name}`, { method: 'PUT' });
  if (!response.ok) throw new Error(`the bucket ${name} was not created (${response.status})`);
}
