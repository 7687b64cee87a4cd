package io.eventtopology.tools.localrun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.tools.dapr.SqliteNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that a sidecar reads: the Dapr objects in its scope, its configuration, and the secrets to which its components
 * refer, readable for this user only.
 */
final class SidecarFiles {
    private static final String SECRET_STORE = "local-secrets";
    private static final Set<String> KINDS = Set.of("Component", "Subscription", "Resiliency");

    private final Path folder;
    private final Path names;
    private final boolean identities;

    /** What a running sidecar does not reload. */
    private String fixed = "";

    private Map<String, String> written = Map.of();

    /**
     * The files of a pod.
     *
     * @param folder of the pod
     * @param names the database in which sidecars find each other
     * @param identities whether sidecars prove who they are; access control needs it
     */
    SidecarFiles(Path folder, Path names, boolean identities) {
        this.folder = folder;
        this.names = names;
        this.identities = identities;
    }

    Path resources() {
        return folder.resolve("resources");
    }

    Path configuration() {
        return folder.resolve("configuration.yaml");
    }

    private Path secrets() {
        return folder.resolve("secrets.json");
    }

    /**
     * Writes what has changed.
     *
     * @return whether a running sidecar must restart to notice
     * @throws MissingReferenceException when the pod's Configuration, or a Secret of a component, is not there; nothing is written
     */
    boolean write(PodIdentity pod, ClusterState state, References references) {
        ObjectNode configuration = configuration(pod, state);
        Map<String, Map<String, String>> secrets = new TreeMap<>();
        Map<String, String> resources = new TreeMap<>();
        StringBuilder notReloaded = new StringBuilder();
        for (String kind : new TreeSet<>(KINDS)) {
            for (ObjectNode object : state.inScope(kind, pod.namespace(), pod.appId())) {
                String text = ClusterState.text(resource(object, secrets, references));
                resources.put(
                        kind.toLowerCase(java.util.Locale.ROOT) + "-" + ClusterState.name(object) + ".yaml", text);
                if (kind.equals("Resiliency") || !hotReload(configuration)) {
                    notReloaded.append(text);
                }
            }
        }
        resources.put("secretstore.yaml", ClusterState.text(secretStore()));
        String configurationText = ClusterState.text(configuration);
        String secretText = ClusterState.text(secrets);
        notReloaded.append(configurationText).append(secretText);
        boolean restart = !fixed.contentEquals(notReloaded);
        if (restart || !resources.equals(written)) {
            writePrivately(secrets(), secretText);
            writePrivately(configuration(), configurationText);
            writeResources(resources);
            fixed = notReloaded.toString();
            written = resources;
        }
        return restart;
    }

    private ObjectNode configuration(PodIdentity pod, ClusterState state) {
        ObjectNode configuration;
        if (pod.has("config")) {
            String name = pod.annotation("config", "");
            Optional<ObjectNode> found = state.configuration(pod.namespace(), name);
            if (found.isEmpty()) {
                throw new MissingReferenceException(
                        "Dapr Configuration " + pod.namespace() + "/" + name + " is not there");
            }
            configuration = stripped(found.get());
        } else {
            configuration = ClusterState.JSON.createObjectNode();
            configuration.put("apiVersion", "dapr.io/v1alpha1").put("kind", "Configuration");
            configuration.putObject("metadata").put("name", "local");
        }
        ObjectNode spec = configuration.withObject("/spec");
        spec.set("nameResolution", new SqliteNames(names).nameResolution());
        if (!identities) {
            spec.remove("accessControl");
        }
        // Secrets of components are not for the app.
        ArrayNode scopes = spec.withObject("/secrets").withArray("scopes");
        scopes.addObject().put("storeName", SECRET_STORE).put("defaultAccess", "deny");
        return configuration;
    }

    private static boolean hotReload(ObjectNode configuration) {
        for (JsonNode feature : configuration.path("spec").path("features")) {
            if (feature.path("name").asText().equals("HotReload")
                    && feature.path("enabled").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode resource(
            ObjectNode object, Map<String, Map<String, String>> secrets, References references) {
        ObjectNode resource = stripped(object);
        boolean refers = false;
        for (JsonNode item : resource.path("spec").path("metadata")) {
            JsonNode reference = item.path("secretKeyRef");
            if (reference.isObject()) {
                String name = reference.path("name").asText();
                String key = reference.path("key").asText();
                secrets.computeIfAbsent(name, unused -> new TreeMap<>()).put(key, references.secretValue(name, key));
                refers = true;
            }
        }
        if (refers) {
            resource.putObject("auth").put("secretStore", SECRET_STORE);
        }
        return resource;
    }

    /** Without what only the API server needs. */
    private static ObjectNode stripped(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        ObjectNode metadata = ClusterState.JSON.createObjectNode();
        metadata.set("name", object.path("metadata").path("name"));
        metadata.set("namespace", object.path("metadata").path("namespace"));
        copy.set("metadata", metadata);
        copy.remove("status");
        return copy;
    }

    private ObjectNode secretStore() {
        ObjectNode store = ClusterState.JSON.createObjectNode();
        store.put("apiVersion", "dapr.io/v1alpha1").put("kind", "Component");
        store.putObject("metadata").put("name", SECRET_STORE);
        ObjectNode spec = store.putObject("spec");
        spec.put("type", "secretstores.local.file").put("version", "v1");
        ArrayNode items = spec.putArray("metadata");
        items.addObject().put("name", "secretsFile").put("value", secrets().toString());
        items.addObject().put("name", "multiValued").put("value", "true");
        return store;
    }

    /** Deletes the secrets; the rest stays for people. */
    void deleteSecrets() {
        try {
            Files.deleteIfExists(secrets());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + secrets(), e);
        }
    }

    private void writeResources(Map<String, String> resources) {
        try {
            Files.createDirectories(resources());
            Set<String> old;
            try (Stream<Path> files = Files.list(resources())) {
                old = files.map(Path::getFileName).map(Path::toString).collect(Collectors.toSet());
            }
            for (Map.Entry<String, String> resource : resources.entrySet()) {
                if (!resource.getValue().equals(written.get(resource.getKey()))) {
                    writePrivately(resources().resolve(resource.getKey()), resource.getValue());
                }
            }
            old.removeAll(resources.keySet());
            for (String gone : old) {
                Files.delete(resources().resolve(gone));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + resources(), e);
        }
    }

    /** In one step, so that the sidecar never reads half a file. */
    private void writePrivately(Path file, String text) {
        try {
            Path draft = Files.createTempFile(
                    folder,
                    "draft",
                    null,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
