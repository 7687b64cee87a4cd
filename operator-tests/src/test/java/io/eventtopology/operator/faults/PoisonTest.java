package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eventtopology.crds.Condition;
import io.eventtopology.crds.EventService;
import io.eventtopology.crds.EventTopology;
import io.eventtopology.operator.harness.OperatorHarness;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources that were stored before the schema that would refuse them. */
class PoisonTest {
    private static final String NAMESPACE = "poisoned";
    private static final String TOPOLOGY = "EventTopology";
    private static final String SERVICE = "EventService";
    private static final List<String> KINDS = List.of(TOPOLOGY, SERVICE);

    /** Name of the ones whose types are right and whose values are not. */
    private static final String WELL_TYPED = "well-typed";

    /** What no schema of ours takes, one for each JSON type. */
    private static final Map<String, Object> GARBAGE = garbage();

    @TempDir
    private Path folder;

    private static Map<String, Object> garbage() {
        Map<String, Object> garbage = new LinkedHashMap<>();
        garbage.put("text", "garbage");
        garbage.put("number", 17);
        garbage.put("flag", true);
        garbage.put("list", List.of("garbage", 17, Map.of("garbage", true)));
        garbage.put("object", Map.of("garbage", List.of(1, "2")));
        return garbage;
    }

    /**
     * Fault 27. Under a CRD without schema, garbage of every JSON type is stored as spec, and in each field of an otherwise good
     * spec; then the real CRDs come. The healthy resources beside it become Ready, one that comes later too. What the API server
     * still takes a status of says Stalled; of the rest, an Event says why nothing is done. All of it can be deleted.
     *
     * <p>Guards: {@code RefusedChanges}, without which nobody was told of what takes no status; and {@code
     * ResourceCache.newestOf}, without which unreadable members were lost in the framework's copy, and the service was Ready.
     */
    @Test
    void poisonIsIsolatedAndCanBeDeleted() {
        List<Path> crds = new ArrayList<>(ThirdPartyCrds.ofThisMachine().all());
        OperatorHarness.ownCrds().forEach(crd -> crds.add(permissive(crd)));
        try (OperatorHarness harness = OperatorHarness.start(builder -> builder.crds(crds))) {
            Shop shop = Shop.in(harness, NAMESPACE).withTopology().withService("mailer", "todos.task.created");
            List<GenericKubernetesResource> poison = new ArrayList<>();
            GARBAGE.forEach((name, value) -> KINDS.forEach(kind -> poison.add(poison(kind, "spec-" + name, value))));
            KINDS.forEach(kind -> fields(kind)
                    .forEach(field -> poison.add(poison(
                            kind,
                            "field-" + field.toLowerCase(Locale.ROOT),
                            withField(kind, "field-" + field.toLowerCase(Locale.ROOT), field, GARBAGE.get("list"))))));
            poison.add(poison(
                    SERVICE,
                    WELL_TYPED,
                    withField(
                            SERVICE,
                            WELL_TYPED,
                            "subscribes",
                            List.of(Map.of(
                                    "event",
                                    "todos.task.created",
                                    "route",
                                    "/x",
                                    "match",
                                    "true",
                                    "unmatched",
                                    "Nowhere")))));
            poison.add(poison(TOPOLOGY, WELL_TYPED, withField(TOPOLOGY, WELL_TYPED, "deletionPolicy", "Sometimes")));
            poison.forEach(each -> resource(harness.admin(), each).create());
            harness.plane().applyCrds(OperatorHarness.ownCrds());
            harness.startOperator("");

            harness.awaitTopologyReady(NAMESPACE, "todos");
            harness.awaitServiceReady(NAMESPACE, "mailer");
            shop.withService("printer", "todos.task.completed");
            harness.awaitServiceReady(NAMESPACE, "printer");
            awaitStalled(harness, SERVICE, WELL_TYPED);
            awaitStalled(harness, TOPOLOGY, WELL_TYPED);
            await("of every poisoned resource something is said")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> {
                        Set<String> told = toldByEvent(harness);
                        assertThat(poison)
                                .filteredOn(each -> !told.contains(name(each)) && !isStalled(harness, each))
                                .extracting(PoisonTest::name)
                                .isEmpty();
                    });

            poison.forEach(each -> resource(harness.admin(), each).delete());
            await("all poison is gone")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(KINDS)
                            .flatMap(kind -> harness.admin()
                                    .genericKubernetesResources(context(kind))
                                    .inNamespace(NAMESPACE)
                                    .list()
                                    .getItems())
                            .extracting(each -> each.getMetadata().getName())
                            .containsExactlyInAnyOrder("todos", "mailer", "printer"));
        }
    }

    private static String name(GenericKubernetesResource resource) {
        return resource.getKind() + "/" + resource.getMetadata().getName();
    }

    private static Set<String> toldByEvent(OperatorHarness harness) {
        return harness.admin().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> "ChangeRefused".equals(event.getReason()))
                .map(event -> event.getInvolvedObject().getKind() + "/"
                        + event.getInvolvedObject().getName())
                .collect(Collectors.toSet());
    }

    private static boolean isStalled(OperatorHarness harness, GenericKubernetesResource poison) {
        return conditions(harness, poison.getKind(), poison.getMetadata().getName()).stream()
                .anyMatch(condition ->
                        condition.type().equals("Stalled") && condition.status().equals("True"));
    }

    private static void awaitStalled(OperatorHarness harness, String kind, String name) {
        await(kind + " " + name + " is Stalled")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(conditions(harness, kind, "poison-" + name))
                        .anySatisfy(condition -> {
                            assertThat(condition.type()).isEqualTo("Stalled");
                            assertThat(condition.status()).isEqualTo("True");
                            assertThat(condition.reason()).isEqualTo("UnreadableSpec");
                        }));
    }

    private static List<Condition> conditions(OperatorHarness harness, String kind, String name) {
        GenericKubernetesResource stored = harness.admin()
                .genericKubernetesResources(context(kind))
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
        Object conditions = stored.get("status", "conditions");
        return conditions == null
                ? List.of()
                : List.of(Serialization.unmarshal(Serialization.asJson(conditions), Condition[].class));
    }

    private static Map<String, Object> withField(String kind, String appId, String field, Object value) {
        Map<String, Object> spec = new LinkedHashMap<>();
        if (kind.equals(TOPOLOGY)) {
            spec.put("broker", Map.of("redis", Map.of("host", "redis.infra.svc:6379")));
            spec.put("events", List.of(Map.of("type", "todos.poison.made")));
        } else {
            spec.put("topologyRef", Map.of("name", "todos"));
            spec.put("appId", appId);
        }
        spec.put(field, value);
        return spec;
    }

    private static GenericKubernetesResource poison(String kind, String name, Object spec) {
        GenericKubernetesResource poison = new GenericKubernetesResourceBuilder()
                .withApiVersion("eventtopology.io/v1beta1")
                .withKind(kind)
                .withNewMetadata()
                .withName("poison-" + name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .build();
        poison.setAdditionalProperty("spec", spec);
        return poison;
    }

    private static Resource<GenericKubernetesResource> resource(
            KubernetesClient client, GenericKubernetesResource object) {
        return client.genericKubernetesResources(context(object.getKind()))
                .inNamespace(NAMESPACE)
                .resource(object);
    }

    private static ResourceDefinitionContext context(String kind) {
        return kind.equals(TOPOLOGY)
                ? ResourceDefinitionContext.fromResourceType(EventTopology.class)
                : ResourceDefinitionContext.fromResourceType(EventService.class);
    }

    private static CustomResourceDefinition read(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> fields(String kind) {
        return OperatorHarness.ownCrds().stream()
                .map(PoisonTest::read)
                .filter(crd -> crd.getSpec().getNames().getKind().equals(kind))
                .flatMap(crd -> crd
                        .getSpec()
                        .getVersions()
                        .getFirst()
                        .getSchema()
                        .getOpenAPIV3Schema()
                        .getProperties()
                        .get("spec")
                        .getProperties()
                        .keySet()
                        .stream())
                .sorted()
                .toList();
    }

    /** The CRD with a schema that takes everything. */
    private Path permissive(Path file) {
        CustomResourceDefinition crd = read(file);
        crd.getSpec().getVersions().forEach(version -> {
            var schema = Objects.requireNonNull(version.getSchema()).getOpenAPIV3Schema();
            schema.setProperties(null);
            schema.setRequired(null);
            schema.setXKubernetesValidations(null);
            schema.setXKubernetesPreserveUnknownFields(true);
            version.setSelectableFields(null);
        });
        Path permissive =
                folder.resolve(Objects.requireNonNull(file.getFileName()).toString());
        try {
            Files.writeString(permissive, Serialization.asYaml(crd));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return permissive;
    }
}
