package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schema of an event that was last accepted; changes are compared with it.
 *
 * @param event Type of the event.
 * @param digest SHA-256 of the canonical schema.
 * @param schema The schema as canonical JSON; a longer one as gzip in Base64, which begins with H4sI.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AcceptedSchema(
        @JsonPropertyDescription("Type of the event.") @Required @Size(min = 1, max = 120)
        String event,

        @JsonPropertyDescription("SHA-256 of the canonical schema.") @Required @Size(min = 1, max = 128)
        String digest,

        @JsonPropertyDescription(
                "The schema as canonical JSON; a longer one as gzip in Base64, which begins with H4sI.")
        @Required
        @Size(max = AcceptedSchema.LONGEST_SCHEMA)
        String schema) {
    /** Most characters of a schema that a status can keep; a status leaves a longer one out. */
    public static final int LONGEST_SCHEMA = 262144;

    /**
     * Most characters of all schemas together that a status keeps. etcd takes 1.5 MiB for the whole resource, whose spec may hold
     * the same schemas once more (--max-request-bytes).
     */
    public static final int MOST_OF_ALL = 262144;

    private static final int MOST_SCHEMAS = 256;

    /** Longer ones are packed: below, it saves little and people could not read them. */
    private static final int READABLE = 1024;

    /** @throws NullPointerException when a required member is absent */
    public AcceptedSchema {
        Objects.requireNonNull(event, "event is required");
        Objects.requireNonNull(digest, "digest is required");
        Objects.requireNonNull(schema, "schema is required");
    }

    /** The schema of an event, given as canonical JSON. */
    public static AcceptedSchema of(String event, String canonical) {
        String packed = canonical.length() > READABLE ? PackedText.pack(canonical) : canonical;
        return new AcceptedSchema(
                event, digestOf(canonical), packed.length() < canonical.length() ? packed : canonical);
    }

    /** The schema as canonical JSON; empty when what is stored cannot be read. */
    public Optional<String> canonical() {
        return PackedText.isPacked(schema) ? PackedText.unpack(schema) : Optional.of(schema);
    }

    /** SHA-256 of a canonical schema in hexadecimal. */
    public static String digestOf(String canonical) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * The first {@value #MOST_SCHEMAS} without those that a status cannot keep: none with more than {@link #LONGEST_SCHEMA}
     * characters, and, until the rest has at most {@link #MOST_OF_ALL}, the longest are left out. Empty for null.
     */
    public static List<AcceptedSchema> keepable(@Nullable List<AcceptedSchema> schemas) {
        if (schemas == null) {
            return List.of();
        }
        List<AcceptedSchema> few = Clipped.list(schemas, MOST_SCHEMAS);
        List<AcceptedSchema> longestFirst = few.stream()
                .sorted(Comparator.<AcceptedSchema>comparingInt(s -> -s.schema().length())
                        .thenComparing(AcceptedSchema::event))
                .toList();
        long all = few.stream().mapToLong(s -> s.schema().length()).sum();
        Set<AcceptedSchema> leftOut = new HashSet<>();
        for (AcceptedSchema longest : longestFirst) {
            if (all <= MOST_OF_ALL && longest.schema().length() <= LONGEST_SCHEMA) {
                break;
            }
            leftOut.add(longest);
            all -= longest.schema().length();
        }
        return few.stream().filter(s -> !leftOut.contains(s)).toList();
    }
}
