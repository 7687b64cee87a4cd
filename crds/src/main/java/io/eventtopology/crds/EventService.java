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

/** Declares who publishes and consumes the events of a topology, and how that service runs. */
@Group("eventtopology.io")
@Version("v1beta1")
@Kind("EventService")
@Plural("eventservices")
@Singular("eventservice")
@ShortNames("evsvc")
@Categories("eventing-topology")
@ValidationRule(
        value = "self.metadata.name.size() <= 50 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "metadata.name must be at most 50 lower-case letters, digits and dashes and start with a letter: it becomes part of other names")
@AdditionalPrinterColumn(
        name = "Topology",
        jsonPath = ".spec.topologyRef.name",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Publishes",
        jsonPath = ".status.publishCount",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Subscribes",
        jsonPath = ".status.subscribeCount",
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
public class EventService extends CustomResource<EventServiceSpec, EventServiceStatus> implements Namespaced {
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
