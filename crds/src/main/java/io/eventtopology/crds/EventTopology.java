package io.eventtopology.crds;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Declares which events exist, on which broker, and under which delivery rules. */
@Group("eventtopology.io")
@Version("v1beta1")
@Kind("EventTopology")
@Plural("eventtopologies")
@Singular("eventtopology")
@ShortNames("topo")
@Categories("eventing-topology")
@ValidationRule(
        value = "self.metadata.name.size() <= 40 && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "metadata.name must be at most 40 lower-case letters, digits and dashes: it becomes part of other names")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Broker", jsonPath = ".status.broker", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Events", jsonPath = ".status.eventCount", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Services",
        jsonPath = ".status.serviceCount",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class EventTopology extends CustomResource<EventTopologySpec, EventTopologyStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /**
     * Takes metadata without managedFields: nothing reads them, they are as large as the spec, and they are as deep as a
     * schema that somebody nested until a copy of them overflows the stack.
     */
    @Override
    public void setMetadata(@Nullable ObjectMeta metadata) {
        if (metadata != null) {
            metadata.setManagedFields(List.of());
        }
        super.setMetadata(metadata);
    }
}
