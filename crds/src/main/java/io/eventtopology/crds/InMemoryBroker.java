package io.eventtopology.crds;

import com.fasterxml.jackson.annotation.JsonInclude;

/** The memory of one sidecar: events never leave the service that publishes them. For trying out only. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InMemoryBroker() {}
