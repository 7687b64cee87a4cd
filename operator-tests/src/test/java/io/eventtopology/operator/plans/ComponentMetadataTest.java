package io.eventtopology.operator.plans;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.tools.crd.DaprComponentMetadata;
import io.eventtopology.tools.crd.DaprComponentMetadata.PubSub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every Component of the golden plans against Dapr's own {@code metadata.yaml}: only keys it knows, its required keys present,
 * the keys of one authentication profile complete, and values among those it allows.
 */
class ComponentMetadataTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path GOLDEN = Path.of("../planner/src/test/resources/golden");

    /** Set by the runtime where it is missing, and therefore known to every pub/sub component (daprd 1.16, pkg/runtime/meta). */
    private static final Set<String> RUNTIME = Set.of("consumerid");

    /**
     * Profiles that metadata.yaml only names: components-contrib 1.16.0 .build-tools/builtin-authentication-profiles.yaml for AWS
     * and Azure; for GCP the members of the component's metadata (pubsub/gcp/pubsub/metadata.go) that are marked as belonging to
     * the profile.
     */
    private static final Map<String, Set<String>> BUILT_IN = Map.of(
            "aws", Set.of("region", "accesskey", "secretkey", "sessiontoken"),
            "azuread", Set.of("azureclientid", "azuretenantid", "azureclientsecret"),
            "gcp",
                    Set.of(
                            "type",
                            "projectid",
                            "identityprojectid",
                            "privatekeyid",
                            "privatekey",
                            "clientemail",
                            "clientid",
                            "authuri",
                            "tokenuri"));

    /** TLS without a client certificate: the code knows it, the description does not (common/component/kafka/metadata.go). */
    private static final Set<String> UNDESCRIBED_VALUES = Set.of("authtype=certificate");

    @Test
    void the_golden_plans_have_components_of_every_type() throws IOException {
        assertThat(components().stream().map(Component::type).collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(PubSub.values()).map(PubSub::type).collect(Collectors.toSet()));
    }

    @TestFactory
    Stream<DynamicTest> every_component_fits_the_description() throws IOException {
        Map<String, JsonNode> descriptions = new TreeMap<>();
        for (PubSub pubSub : EnumSet.allOf(PubSub.class)) {
            descriptions.put(
                    pubSub.type(),
                    YAML.readTree(
                            DaprComponentMetadata.ofThisMachine().of(pubSub).toFile()));
        }
        return components().stream()
                .map(component -> DynamicTest.dynamicTest(
                        component.where(), () -> check(component, descriptions.get(component.type()))));
    }

    private static void check(Component component, JsonNode description) {
        Map<String, String> items = component.items();
        assertThat("pubsub." + description.path("name").asText()).isEqualTo(component.type());
        assertThat(component.version()).isEqualTo(description.path("version").asText());
        List<JsonNode> general = list(description.path("metadata"));
        List<List<JsonNode>> profiles = Stream.of("authenticationProfiles", "builtinAuthenticationProfiles")
                .flatMap(kind -> list(description.path(kind)).stream())
                .map(profile -> list(profile.path("metadata")))
                .toList();
        Set<String> builtIn = list(description.path("builtinAuthenticationProfiles")).stream()
                .flatMap(profile -> BUILT_IN.get(profile.path("name").asText()).stream())
                .collect(Collectors.toSet());

        Set<String> known = new TreeSet<>(RUNTIME);
        known.addAll(builtIn);
        general.forEach(field -> known.add(name(field)));
        profiles.forEach(profile -> profile.forEach(field -> known.add(name(field))));
        assertThat(known).as("keys that Dapr knows").containsAll(items.keySet());

        assertThat(items.keySet()).as("required keys").containsAll(required(general));
        if (!profiles.isEmpty() && builtIn.isEmpty()) {
            assertThat(profiles)
                    .as("an authentication profile with all its required keys")
                    .anySatisfy(profile -> {
                        assertThat(items.keySet()).containsAll(required(profile));
                        assertThat(profile).allSatisfy(field -> assertAllowed(field, items));
                    });
        }
        assertThat(general).allSatisfy(field -> assertAllowed(field, items));
    }

    private static void assertAllowed(JsonNode field, Map<String, String> items) {
        String value = items.get(name(field));
        List<String> allowed =
                list(field.path("allowedValues")).stream().map(JsonNode::asText).toList();
        if (value != null
                && !value.isEmpty()
                && !allowed.isEmpty()
                && !UNDESCRIBED_VALUES.contains(name(field) + "=" + value)) {
            assertThat(allowed).as(name(field)).contains(value);
        }
        if (value != null && !value.isEmpty()) {
            switch (field.path("type").asText()) {
                case "bool" -> assertThat(value).as(name(field)).isIn("true", "false");
                case "number" -> assertThat(value).as(name(field)).matches("-?[0-9]+");
                case "duration" -> assertThat(value).as(name(field)).matches("[0-9]+(ms|s|m|h)");
                default -> {}
            }
        }
    }

    private static Set<String> required(List<JsonNode> fields) {
        return fields.stream()
                .filter(field -> field.path("required").asBoolean())
                .map(ComponentMetadataTest::name)
                .collect(Collectors.toSet());
    }

    /** Dapr compares keys without regard to case (kit/metadata DecodeMetadata). */
    private static String name(JsonNode field) {
        return field.path("name").asText().toLowerCase(Locale.ROOT);
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** A component of a golden plan; the value of an item is empty where a Secret holds it. */
    private record Component(String where, String type, String version, Map<String, String> items) {
        static Component of(Path file, JsonNode document) {
            Map<String, String> items = new TreeMap<>();
            document.path("spec")
                    .path("metadata")
                    .forEach(item -> items.put(name(item), item.path("value").asText("")));
            return new Component(
                    GOLDEN.relativize(file) + " "
                            + document.path("metadata").path("name").asText(),
                    document.path("spec").path("type").asText(),
                    document.path("spec").path("version").asText(),
                    items);
        }
    }

    private static List<Component> components() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(GOLDEN)) {
            files = walk.filter(file -> file.getFileName().toString().startsWith("out-EventService-"))
                    .sorted()
                    .toList();
        }
        List<Component> components = new ArrayList<>();
        for (Path file : files) {
            try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                documents.readAll().stream()
                        .filter(document -> document.path("kind").asText().equals("Component"))
                        .map(document -> Component.of(file, document))
                        .forEach(components::add);
            }
        }
        return components;
    }
}
