package io.eventtopology.tools.proxy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One request to the API server, taken apart as the API server does it (its {@code RequestInfo}).
 *
 * <p>What a request does not have is the empty string: a path outside the resource API ({@code /version}) has no resource, a
 * cluster-wide list has no namespace, a list or watch has no name. For the Namespace objects themselves namespace and
 * name are equal.
 *
 * @param method HTTP method
 * @param verb what it asks
 * @param path path without the query
 * @param query query parameters, decoded; the last one of a name wins
 * @param group API group, empty for the core group
 * @param resource plural resource name, e.g. {@code kafkatopics}
 * @param subresource e.g. {@code status}
 * @param namespace namespace in the path
 * @param name object name in the path
 * @param body body of a write, as sent
 */
public record ProxiedRequest(
        String method,
        Verb verb,
        String path,
        Map<String, String> query,
        String group,
        String resource,
        String subresource,
        String namespace,
        String name,
        String body) {

    public ProxiedRequest {
        query = Map.copyOf(query);
    }

    /** Requests of this verb for this plural resource, in any namespace, subresources included. */
    public static Predicate<ProxiedRequest> matching(Verb verb, String resource) {
        return r -> r.verb == verb && r.resource.equals(resource);
    }

    static ProxiedRequest parse(String method, URI uri, byte[] body) {
        String path = uri.getPath();
        Map<String, String> query = query(uri.getRawQuery());
        List<String> parts = new ArrayList<>(
                Arrays.stream(path.split("/")).filter(s -> !s.isEmpty()).toList());
        String group = "";
        if (parts.size() > 2 && parts.getFirst().equals("apis")) {
            group = parts.get(1);
            parts = parts.subList(3, parts.size());
        } else if (parts.size() > 2 && parts.getFirst().equals("api")) {
            parts = parts.subList(2, parts.size());
        } else {
            parts = List.of();
        }
        String namespace = "";
        if (parts.size() > 1 && parts.getFirst().equals("namespaces")) {
            namespace = parts.get(1);
            boolean namespaceItself = parts.size() == 2
                    || parts.get(2).equals("status")
                    || parts.get(2).equals("finalize");
            if (!namespaceItself) {
                parts = parts.subList(2, parts.size());
            }
        }
        String resource = part(parts, 0);
        String name = part(parts, 1);
        Verb verb = verb(method, name, query.getOrDefault("watch", ""), resource);
        String text = new String(body, StandardCharsets.UTF_8);
        return new ProxiedRequest(method, verb, path, query, group, resource, part(parts, 2), namespace, name, text);
    }

    private static String part(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    private static Verb verb(String method, String name, String watch, String resource) {
        return switch (method) {
            case "POST" -> Verb.CREATE;
            case "PUT" -> Verb.UPDATE;
            case "PATCH" -> Verb.PATCH;
            case "DELETE" -> name.isEmpty() ? Verb.DELETE_COLLECTION : Verb.DELETE;
            default -> {
                if (watch.equals("true") || watch.equals("1")) {
                    yield Verb.WATCH;
                }
                yield name.isEmpty() && !resource.isEmpty() ? Verb.LIST : Verb.GET;
            }
        };
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                query.put(decode(key), decode(value));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Method, path and query; never the body, which may hold a Secret. */
    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : " " + query);
    }
}
