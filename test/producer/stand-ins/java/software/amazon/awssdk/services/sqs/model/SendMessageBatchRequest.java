package software.amazon.awssdk.services.sqs.model;

import java.util.Collection;
import java.util.List;

public record SendMessageBatchRequest(String queueUrl, List<SendMessageBatchRequestEntry> entries) {
    public static Builder builder() {
        return new Builder();
    }

    public static class Builder {
        private String queueUrl;
        private List<SendMessageBatchRequestEntry> entries = List.of();

        public Builder queueUrl(String value) {
            queueUrl = value;
            return this;
        }

        public Builder entries(Collection<SendMessageBatchRequestEntry> values) {
            entries = List.copyOf(values);
            return this;
        }

        public SendMessageBatchRequest build() {
            return new SendMessageBatchRequest(queueUrl, entries);
        }
    }
}
