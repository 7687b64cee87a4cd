package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** The configuration of a Dapr sidecar, named by the annotation dapr.io/config. */
@Group("dapr.io")
@Version("v1alpha1")
@Kind("Configuration")
@Plural("configurations")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class Configuration extends CustomResource<ConfigurationSpec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
