<?php
// Stands in for the AWS SDK for PHP, which is not on the machine: the one call that docs/producers.md makes, unsigned.

namespace Aws\Sqs;

class SqsClient
{
    public function __construct(array $config)
    {
        if (!isset($config['region'])) {
            throw new \InvalidArgumentException('Missing required client configuration options: region');
        }
    }

    public function sendMessageBatch(array $input): array
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AmazonSQS.SendMessageBatch",
            'content' => json_encode($input),
        ]]);
        return json_decode(file_get_contents(getenv('AWS_ENDPOINT_URL_SQS'), false, $context), true);
    }
}
