package software.amazon.awssdk.services.sqs.model;

public record SendMessageBatchRequestEntry(String id, String messageBody, String messageGroupId) {
    public static Builder builder() {
        return new Builder();
    }

    public static class Builder {
        private String id;
        private String messageBody;
        private String messageGroupId;

        public Builder id(String value) {
            id = value;
            return this;
        }

        public Builder messageBody(String value) {
            messageBody = value;
            return this;
        }

        public Builder messageGroupId(String value) {
            messageGroupId = value;
            return this;
        }

        public SendMessageBatchRequestEntry build() {
            return new SendMessageBatchRequestEntry(id, messageBody, messageGroupId);
        }
    }
}
