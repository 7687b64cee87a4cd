package io.eventtopology.operator.contract;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One thing that a CRD demands of a resource.
 *
 * @param kind EventTopology or EventService
 * @param path where; {@code []} stands for each item of a list and {@code {}} for each value of a map, for example
 *     {@code spec.events[].type}; empty for the resource itself
 * @param keyword as in the schema, for example {@code maxLength}; {@code rule} for one of the x-kubernetes-validations
 * @param value the keyword's value in the schema; for {@code required} the name of the member that is required
 * @param schema the schema node that has the keyword
 */
record Constraint(String kind, String path, String keyword, JsonNode value, JsonNode schema) {

    /** The pattern that this constraint states, as pattern or as the rule beside it that says it in words; else empty. */
    String pattern() {
        boolean inWords = keyword.equals("rule") && value.path("rule").asText().startsWith("self.matches(");
        return keyword.equals("pattern") || inWords ? schema.path("pattern").asText() : "";
    }

    boolean onStatus() {
        return path.startsWith("status");
    }

    @Override
    public String toString() {
        return kind + " " + path + " " + keyword + " " + (keyword.equals("rule") ? value.path("message") : value);
    }
}
