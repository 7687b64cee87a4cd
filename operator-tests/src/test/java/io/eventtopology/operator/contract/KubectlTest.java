package io.eventtopology.operator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.tools.cluster.ControlPlane;
import io.eventtopology.tools.process.CommandResult;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person with kubectl meets: installing the CRDs, listing, selecting and explaining resources. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubectlTest {
    private static final String MANIFESTS = "../crds/manifests";
    private static final String DOCUMENTS = "../crds/src/test/resources/io/eventtopology/crds/maximal";
    private static ControlPlane plane;

    @BeforeAll
    static void start() {
        plane = ControlPlane.builder().start();
    }

    @AfterAll
    static void stop() {
        plane.close();
    }

    @Test
    @Order(1)
    void theManifestsApplyFromTheClient() {
        assertThat(kubectl("apply", "-f", MANIFESTS))
                .contains("eventservices.eventtopology.io created")
                .contains("eventtopologies.eventtopology.io created");
        assertThat(kubectl("apply", "-f", MANIFESTS)).contains("unchanged").doesNotContain("configured");
        awaitServed();
        kubectl("delete", "-f", MANIFESTS, "--wait=true");
    }

    /**
     * The API server takes a moment to offer a kind that is established. A CRD that is deleted before that waits minutes for its
     * own instances: they cannot be listed yet, and each attempt to delete them gives up only after a minute.
     */
    private static void awaitServed() {
        kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", MANIFESTS);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(plane.kubectl("get", "topo,evsvc").exit()).isZero());
    }

    @Test
    @Order(2)
    void theManifestsApplyOnTheServer() {
        assertThat(kubectl("apply", "--server-side", "-f", MANIFESTS))
                .contains("eventservices.eventtopology.io serverside-applied")
                .contains("eventtopologies.eventtopology.io serverside-applied");
        awaitServed();
    }

    /** A schema that is not structural is stored all the same, but pruning and explaining then do not work. */
    @Test
    @Order(3)
    void theSchemasAreStructuralAndTheNamesAreAccepted() {
        assertThat(kubectl(
                        "get", "crd", "-o", "jsonpath={range .items[*].status.conditions[*]}{.type}={.status} {end}"))
                .contains("NamesAccepted=True")
                .doesNotContain("NonStructuralSchema");
    }

    @Test
    @Order(4)
    void shortNamesCategoryAndColumnsShowTheResources() {
        kubectl("apply", "-f", DOCUMENTS);

        assertThat(kubectl("get", "topo")).contains("NAME", "READY", "REASON", "BROKER", "EVENTS", "SERVICES", "AGE");
        assertThat(kubectl("get", "evsvc")).contains("NAME", "TOPOLOGY", "READY", "PUBLISHES", "SUBSCRIBES", "AGE");
        assertThat(kubectl("get", "topo", "-o", "wide")).contains("MESSAGE");
        assertThat(kubectl("get", "eventing-topology"))
                .contains("eventtopology.eventtopology.io/maximal-kafka")
                .contains("eventservice.eventtopology.io/maximal-image");
    }

    @ParameterizedTest
    @Order(5)
    @CsvSource({
        "spec.topologyRef.name=todos, maximal-image maximal-preset maximal-wiring",
        "spec.topologyRef.name=others, ''",
        "spec.preset=Notify, maximal-preset"
    })
    void servicesAreSelectedByField(String selector, String names) {
        assertThat(kubectl("get", "evsvc", "--field-selector", selector, "-o", "jsonpath={.items[*].metadata.name}"))
                .isEqualTo(names);
    }

    @ParameterizedTest
    @Order(5)
    @CsvSource(
            delimiter = '|',
            value = {
                "eventtopology | Declares which events exist",
                "eventtopology.spec | What is wanted",
                "eventtopology.status | What the operator observed",
                "eventtopology.spec.events.key | Ordering key: events with the same key keep their order",
                "eventtopology.spec.broker.kafka.auth.type | ENUM: none scramSha512 tls",
                "eventservice | Declares what a service publishes",
                "eventservice.spec.subscribes.match | CEL expression over the event",
                "eventservice.status.conditions.message | For people"
            })
    void explainShowsTheDescription(String field, String text) {
        assertThat(kubectl("explain", field).replaceAll("\\s+", " ")).contains(text);
    }

    /** What the seven brokers have in common is one word each; all of it is there at a glance. */
    @Test
    @Order(5)
    void explainShowsTheWholeTree() {
        assertThat(kubectl("explain", "eventtopology.spec", "--recursive"))
                .contains("awsSnsSqs", "azureServiceBus", "gcpPubSub", "inMemory", "kafka", "rabbitmq", "redis");
    }

    @Test
    @Order(5)
    void aTypoIsRefusedByName() {
        CommandResult result = plane.kubectl(
                "patch", "topo", "maximal-redis", "--type=merge", "-p", "{\"spec\":{\"delivery\":{\"retries\":3}}}");

        assertThat(result.stdout() + result.stderr()).contains("unknown field \"spec.delivery.retries\"");
    }

    private static String kubectl(String... arguments) {
        CommandResult result = plane.kubectl(arguments);
        assertThat(result.exit())
                .as("kubectl %s: %s", String.join(" ", arguments), result.stderr())
                .isZero();
        return result.stdout();
    }
}
