package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** A declarative Dapr subscription. */
@Group("dapr.io")
@Version("v2alpha1")
@Kind("Subscription")
@Plural("subscriptions")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class Subscription extends CustomResource<SubscriptionSpec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private List<String> scopes = List.of();

    /** App ids whose sidecars load the object; at the root, not under spec. */
    public List<String> getScopes() {
        return scopes;
    }

    /** Sets the app ids whose sidecars load the object. */
    public void setScopes(List<String> scopes) {
        this.scopes = List.copyOf(scopes);
    }
}
