package io.eventtopology.crds.dapr;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may call the app by service invocation.
 *
 * @param defaultAction allow or deny
 * @param trustDomain trust domain of the app
 * @param policies policies by calling app
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AccessControl(String defaultAction, @Nullable String trustDomain, List<AppPolicy> policies) {}
