package io.eventtopology.tools.audit;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;
import java.util.Set;

/**
 * What a role allows and a request needs: a verb on objects of a kind.
 *
 * @param group API group, empty for the core group
 * @param resource the resource, with its subresource after a slash
 */
public record Right(String verb, String group, String resource) {
    /** What a rule allows; a wildcard in it stays one. */
    public static List<Right> of(PolicyRule rule) {
        return rule.getVerbs().stream()
                .flatMap(verb -> rule.getApiGroups().stream()
                        .flatMap(group ->
                                rule.getResources().stream().map(resource -> new Right(verb, group, resource))))
                .toList();
    }

    /** What a request needed; an apply that made an object needed the right to create it too. */
    public static Set<Right> neededFor(AuditedRequest request) {
        Right right = new Right(request.verb(), request.group(), request.resourcePath());
        return request.verb().equals("patch") && request.code() == 201
                ? Set.of(right, new Right("create", right.group(), right.resource()))
                : Set.of(right);
    }

    @Override
    public String toString() {
        return verb + " " + group + "/" + resource;
    }
}
