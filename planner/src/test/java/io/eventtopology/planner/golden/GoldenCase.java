package io.eventtopology.planner.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.crds.Finding;
import io.eventtopology.planner.Planner;
import io.eventtopology.planner.model.KafkaCluster;
import io.eventtopology.planner.model.Plan;
import io.eventtopology.planner.model.Platform;
import io.eventtopology.planner.model.ResourceCatalog;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One folder of golden files. {@code in-*.yaml} hold EventTopology, EventService, ConfigMap and Namespace documents;
 * {@code platform.yaml} the {@link Platform} (absent: the one of the harness); {@code clusters.yaml} a list of
 * {@link KafkaCluster}, each with {@code denied: true} when the administrator does not allow it; {@code secrets.yaml} versions of
 * Secrets by namespace/name. In an in-file, {@code ${200 KiB}} stands for a text that is as long and cannot be packed. {@code out-<kind>-<namespace>.<name>.yaml} is the plan of each resource.
 */
record GoldenCase(Path folder) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
            .build();
    private static final ObjectMapper KUBERNETES =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
    private static final Set<String> SETTINGS = Set.of("platform.yaml", "clusters.yaml", "secrets.yaml");
    private static final String LONG = "${200 KiB}";
    private static final String LONG_TEXT = new Random(1)
            .ints(200 * 1024, 'a', 'z' + 1)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    private static final String DEFAULT_PLATFORM = """
            operatorNamespace: event-topology
            daprVersion: {major: 1, minor: 16}
            keda: true
            trustDomain: public
            images:
              Todo: example/todo:1
              User: example/user:1
              Notify: example/notify:1
              Analytics: example/analytics:1
              Order: example/order:1
              Payment: example/payment:1
              Shipping: example/shipping:1
            """;

    static List<GoldenCase> all(Path root) {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(GoldenCase::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    /** Every plan of the case by file name, the bundled services' included, as the operator would come to them. */
    SortedMap<String, String> plans(Shuffle shuffle) {
        SortedMap<String, String> texts = new TreeMap<>();
        planned(documents(), shuffle).forEach((file, plan) -> texts.put(file, PlanText.of(plan)));
        return texts;
    }

    /** The plans for documents that replace those of the files. */
    SortedMap<String, Plan> planned(List<JsonNode> documents, Shuffle shuffle) {
        List<HasMetadata> resources = new ArrayList<>(shuffle.list(documents.stream()
                .map(shuffle::resource)
                .map(GoldenCase::resource)
                .toList()));
        Planner planner = new Planner(platform());
        for (EventTopology topology : only(EventTopology.class, resources)) {
            planner.plan(topology, catalog(resources, shuffle)).objects().stream()
                    .filter(EventService.class::isInstance)
                    .filter(bundled -> only(EventService.class, resources).stream()
                            .noneMatch(known -> known.getMetadata()
                                            .getName()
                                            .equals(bundled.getMetadata().getName())
                                    && known.getMetadata()
                                            .getNamespace()
                                            .equals(bundled.getMetadata().getNamespace())))
                    .forEach(resources::add);
        }
        GoldenCatalog catalog = catalog(resources, shuffle);
        SortedMap<String, Plan> plans = new TreeMap<>();
        only(EventTopology.class, resources).forEach(t -> put(plans, t, planner.plan(t, catalog)));
        only(EventService.class, resources).forEach(s -> put(plans, s, planner.plan(s, catalog)));
        return plans;
    }

    private static void put(Map<String, Plan> plans, HasMetadata owner, Plan plan) {
        String file = "out-" + owner.getKind() + "-" + owner.getMetadata().getNamespace() + "."
                + owner.getMetadata().getName() + ".yaml";
        plans.put(file, plan);
    }

    /** What the files say the plans are. */
    SortedMap<String, String> expected() {
        SortedMap<String, String> expected = new TreeMap<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.startsWith("out-")) {
                expected.put(name, read(file));
            } else {
                assertThat(name.startsWith("in-") || SETTINGS.contains(name))
                        .as("File %s of golden case %s is used by nothing", name, name())
                        .isTrue();
            }
        }
        return expected;
    }

    /** The findings of the plans in the files. */
    Stream<Finding> findings() {
        return expected().values().stream().flatMap(plan -> {
            try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(plan)) {
                return documents.readAll().stream()
                        .flatMap(document ->
                                StreamSupport.stream(document.path("findings").spliterator(), false))
                        .map(finding -> YAML.convertValue(finding, Finding.class));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void write(SortedMap<String, String> plans) {
        try {
            for (Path file : files()) {
                if (file.getFileName().toString().startsWith("out-")) {
                    Files.delete(file);
                }
            }
            for (Map.Entry<String, String> plan : plans.entrySet()) {
                Files.writeString(folder.resolve(plan.getKey()), plan.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> List<T> only(Class<T> type, List<HasMetadata> resources) {
        return resources.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private Platform platform() {
        return setting("platform.yaml", new TypeReference<Platform>() {})
                .orElseGet(() -> parse(DEFAULT_PLATFORM, new TypeReference<>() {}));
    }

    private GoldenCatalog catalog(List<HasMetadata> resources, Shuffle shuffle) {
        List<JsonNode> nodes =
                setting("clusters.yaml", new TypeReference<List<JsonNode>>() {}).orElse(List.of());
        List<KafkaCluster> allowed = new ArrayList<>();
        List<String> denied = new ArrayList<>();
        for (JsonNode node : nodes) {
            if (node.path("denied").asBoolean()) {
                denied.add(node.path("name").asText());
            } else {
                allowed.add(YAML.convertValue(node, KafkaCluster.class));
            }
        }
        Map<String, String> secrets = setting("secrets.yaml", new TypeReference<Map<String, String>>() {})
                .orElse(Map.of());
        return new GoldenCatalog(new ResourceCatalog(resources, allowed, secrets), denied, shuffle);
    }

    /** The documents of the in-files. */
    List<JsonNode> documents() {
        List<JsonNode> documents = new ArrayList<>();
        for (Path file : files()) {
            if (file.getFileName().toString().startsWith("in-")) {
                try (var values = YAML.readerFor(JsonNode.class)
                        .<JsonNode>readValues(read(file).replace(LONG, LONG_TEXT))) {
                    documents.addAll(values.readAll());
                } catch (IOException e) {
                    throw new UncheckedIOException(file + ": " + e.getMessage(), e);
                }
            }
        }
        return documents;
    }

    private static HasMetadata resource(JsonNode document) {
        Class<? extends HasMetadata> type = switch (document.path("kind").asText()) {
            case "EventTopology" -> EventTopology.class;
            case "EventService" -> EventService.class;
            case "ConfigMap" -> ConfigMap.class;
            case "Namespace" -> Namespace.class;
            default -> throw new IllegalArgumentException("Unused document: " + document);
        };
        return KUBERNETES.convertValue(document, type);
    }

    private <T> Optional<T> setting(String file, TypeReference<T> type) {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Optional.of(parse(read(path), type)) : Optional.empty();
    }

    private static <T> T parse(String text, TypeReference<T> type) {
        try {
            return YAML.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
