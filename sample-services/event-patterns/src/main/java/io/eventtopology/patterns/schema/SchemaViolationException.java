package io.eventtopology.patterns.schema;

/** An event breaks the schema that its EventTopology declares. Trying again does not help. */
public final class SchemaViolationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which type, where, and which rule. */
    public SchemaViolationException(String message) {
        super(message);
    }
}
