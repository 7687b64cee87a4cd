package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Whose EventServices may use the events of a topology.
 *
 * @param from Same, All or Selector; Same when absent.
 * @param selector Which namespaces, with from: Selector.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.selector) == (has(self.from) && self.from == 'Selector')",
        message = "selector is needed with from: Selector, and only there")
public record AllowedNamespaces(
        @JsonPropertyDescription("Same, All or Selector; Same when absent.") @Nullable
        NamespacesFrom from,

        @JsonPropertyDescription("Which namespaces, with from: Selector.") @Nullable
        NamespaceSelector selector) {}
