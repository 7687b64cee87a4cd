package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** One of Argo CD's Applications, as kubectl shows it. */
final class ArgoApplication {
    static final String NAMESPACE = "argocd";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final String name;

    ArgoApplication(String name) {
        this.name = name;
    }

    /**
     * What Argo CD makes of one resource.
     *
     * @param sync Synced or OutOfSync
     * @param health Healthy, Progressing, Degraded, Suspended, Missing; empty when the kind has no health
     * @param message what the health script says
     */
    record Verdict(String sync, String health, String message) {}

    /** Lets it look at Git now, as a webhook of the Git server does; Argo CD looks by itself every few minutes. */
    ArgoApplication refresh() {
        return annotate("normal");
    }

    /** Lets it forget what it has rendered and compare everything anew. */
    ArgoApplication refreshHard() {
        return annotate("hard");
    }

    private ArgoApplication annotate(String refresh) {
        cluster.kubectl(
                "-n",
                NAMESPACE,
                "annotate",
                "--overwrite",
                "application",
                name,
                "argocd.argoproj.io/refresh=" + refresh);
        return this;
    }

    /** Waits until it has synced a commit and its health is as said. */
    void await(String commit, String health) {
        Awaitility.await("Application " + name + " is at " + commit + " and " + health)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    JsonNode status = status();
                    assertThat(status.at("/sync/status").asText())
                            .as(summary(status))
                            .isEqualTo("Synced");
                    assertThat(status.at("/sync/revision").asText())
                            .as(summary(status))
                            .isEqualTo(commit);
                    assertThat(status.at("/health/status").asText())
                            .as(summary(status))
                            .isEqualTo(health);
                });
    }

    /**
     * Waits until one of its resources has a health, with these words in its message. Argo CD looks at once when the health changes,
     * but not when only the message does, so it is asked to.
     */
    void awaitHealth(String resource, String health, String words) {
        Awaitility.await(resource + " is " + health)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    Verdict verdict = refresh().resources().get(resource);
                    assertThat(verdict)
                            .as("%s in %s", resource, summary(status()))
                            .isNotNull();
                    assertThat(verdict.health()).as("%s", verdict).isEqualTo(health);
                    assertThat(verdict.message()).contains(words);
                });
    }

    /** What it makes of each resource it keeps, by {@code <Kind>/<name>}. */
    Map<String, Verdict> resources() {
        Map<String, Verdict> verdicts = new TreeMap<>();
        status().path("resources")
                .forEach(resource -> verdicts.put(
                        resource.path("kind").asText() + "/"
                                + resource.path("name").asText(),
                        new Verdict(
                                resource.path("status").asText(),
                                resource.at("/health/status").asText(),
                                resource.at("/health/message").asText())));
        return verdicts;
    }

    JsonNode status() {
        try {
            return JSON.readTree(cluster.kubectl("-n", NAMESPACE, "get", "application", name, "-o", "json"))
                    .path("status");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("kubectl does not print JSON", e);
        }
    }

    private static String summary(JsonNode status) {
        return "sync %s, health %s, operation %s, conditions %s, resources %s"
                .formatted(
                        status.path("sync").path("status"),
                        status.path("health"),
                        status.at("/operationState/message"),
                        status.path("conditions"),
                        status.path("resources"));
    }
}
