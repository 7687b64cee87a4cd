package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** Retries, timeouts and circuit breakers of a Dapr app. */
@Group("dapr.io")
@Version("v1alpha1")
@Kind("Resiliency")
@Plural("resiliencies")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class Resiliency extends CustomResource<ResiliencySpec, Void> implements Namespaced {
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
