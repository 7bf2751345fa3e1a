package software.amazon.awssdk.services.sqs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** Stands in for the AWS SDK for Java, which is not on the machine: the one call that docs/producers.md makes, unsigned. */
public class SqsClient implements AutoCloseable {
    private static final Pattern RESULT = Pattern.compile("\\{[^{}]*\\}");
    private static final Pattern ID = Pattern.compile("\"Id\":\"(\\d+)\"");

    public static SqsClient create() {
        return new SqsClient();
    }

    public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
        var entries = request.entries().stream()
            .map(e -> "{\"Id\":" + text(e.id()) + ",\"MessageBody\":" + text(e.messageBody()) + ",\"MessageGroupId\":" + text(e.messageGroupId()) + "}")
            .collect(Collectors.joining(","));
        var parts = post("{\"QueueUrl\":" + text(request.queueUrl()) + ",\"Entries\":[" + entries + "]}").split("\"Failed\"");
        var failed = new ArrayList<BatchResultErrorEntry>();
        if (parts.length > 1) {
            for (var one : objectsIn(parts[1])) failed.add(new BatchResultErrorEntry(idIn(one), "Failed", one.contains("\"SenderFault\":true")));
        }
        var sent = objectsIn(parts[0].substring(1)).stream().map(one -> new SendMessageBatchResultEntry(idIn(one))).toList();
        return new SendMessageBatchResponse(sent, failed);
    }

    private static List<String> objectsIn(String json) {
        return RESULT.matcher(json).results().map(MatchResult::group).toList();
    }

    private static String idIn(String json) {
        var found = ID.matcher(json);
        return found.find() ? found.group(1) : "";
    }

    /** The texts of the programs are ASCII. */
    private static String text(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String post(String body) {
        var request = HttpRequest.newBuilder(URI.create(System.getenv("AWS_ENDPOINT_URL_SQS")))
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", "AmazonSQS.SendMessageBatch")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        try {
            var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) return answer.body();
            throw new IllegalStateException("SQS answered " + answer.statusCode());
        } catch (IOException | InterruptedException error) {
            throw new IllegalStateException(error);
        }
    }

    @Override
    public void close() {}
}
